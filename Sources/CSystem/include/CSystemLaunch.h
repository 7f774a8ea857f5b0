// Starts a program, with exact errors and without losing or doubling a signal on the way.
#ifndef QLI_CSYSTEM_LAUNCH_H
#define QLI_CSYSTEM_LAUNCH_H

#ifdef __linux__
#include <signal.h>
#include <sys/types.h>

/// What is done in the new process before it becomes the program.
enum csystem_step_kind {
  /// setsid(2); it has to be the first, so that no signal comes twice
  CSYSTEM_STEP_SESSION,
  /// `/dev/null`, to read from, under the number `target`
  CSYSTEM_STEP_NULL,
  /// dup2(2) of `source` to `target`; with one number for both it stays open in the program
  CSYSTEM_STEP_DUPLICATE,
  /// chdir(2) to `path`
  CSYSTEM_STEP_FOLDER,
  /// PR_SET_NO_NEW_PRIVS of prctl(2), and landlock_restrict_self(2) by the ruleset `source`, with the flags
  /// `flags`
  CSYSTEM_STEP_RESTRICT,
};

struct csystem_step {
  enum csystem_step_kind kind;
  int source;
  int target;
  const char *path;
  int flags;
};

/// A program to start.
struct csystem_launch {
  const char *program;
  char *const *arguments;
  char *const *environment;
  /// Done in this order.
  const struct csystem_step *steps;
  int step_count;
  /// What is blocked in the program.
  sigset_t mask;
  /// Takes the way of kernels that don't know clone3(2) with CLONE_CLEAR_SIGHAND (5.5).
  int is_plain;
};

struct csystem_launched {
  pid_t process;
  /// The error number, or 0 if the program runs.
  int error;
  /// The step that failed, or -1 for execve(2) or the process itself.
  int failed_step;
  /// Whether `missed` is known.
  int knows_missed;
  /// What waited in the caller when the process was made, and so didn't reach that. Nothing with a
  /// session of its own: that gets none of the caller's.
  sigset_t missed;
};

/// clone3(2) and execve(2). Signals that are caught are reset in the program, ignored ones stay so.
struct csystem_launched csystem_launch(const struct csystem_launch *launch);
#endif

#endif
