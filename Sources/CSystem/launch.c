// What runs in the new process shares the caller's memory, and its thread-local storage with it: it
// makes system calls of its own, and touches neither errno nor anything of the C library.
#include "CSystem.h"

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The kernel's set of 64 signals; the C library's has room for more.
typedef uint64_t signals;

// clone_args of clone3(2), as of Linux 5.3, of which older headers don't know.
struct clone_request {
  uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

#define CLEAR_SIGNAL_HANDLERS 0x100000000ULL

// What the two processes share until the new one is the program, or gone.
struct shared {
  const struct csystem_launch *launch;
  // Cleared and woken by the kernel at execve(2) or exit (CLONE_CHILD_CLEARTID).
  int is_here;
  // 1 once `callers` is set, 2 while the new process waits for that.
  int is_compared;
  // What waits in the caller since before the new process looked.
  signals callers;
  signals missed;
  int error;
  int failed_step;
  // Where an error goes if memory isn't shared, or -1.
  int report;
  pid_t caller;
};

#if defined(__x86_64__)
static inline long call(long number, long a, long b, long c, long d, long e) {
  long result;
  register long fourth __asm__("r10") = d;
  register long fifth __asm__("r8") = e;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "0"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
                   : "rcx", "r11", "memory");
  return result;
}

// Makes a process that goes on in `body`, on the stack that the call names.
static inline long fork_into(void (*body)(struct shared *), struct shared *shared, long number,
                             long a, long b) {
  long result;
  register long target __asm__("r12") = (long)body;
  register long argument __asm__("r13") = (long)shared;
  register long fourth __asm__("r10") = 0;
  register long fifth __asm__("r8") = 0;
  __asm__ volatile("syscall\n\t"
                   "test %%rax, %%rax\n\t"
                   "jnz 1f\n\t"
                   "xor %%ebp, %%ebp\n\t"
                   "mov %%r13, %%rdi\n\t"
                   "call *%%r12\n\t"
                   "hlt\n"
                   "1:"
                   : "=a"(result)
                   : "0"(number), "D"(a), "S"(b), "d"(0L), "r"(fourth), "r"(fifth), "r"(target),
                     "r"(argument)
                   : "rcx", "r11", "memory", "cc");
  return result;
}
#elif defined(__aarch64__)
static inline long call(long number, long a, long b, long c, long d, long e) {
  register long name __asm__("x8") = number;
  register long first __asm__("x0") = a;
  register long second __asm__("x1") = b;
  register long third __asm__("x2") = c;
  register long fourth __asm__("x3") = d;
  register long fifth __asm__("x4") = e;
  __asm__ volatile("svc #0"
                   : "+r"(first)
                   : "r"(name), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
                   : "memory", "cc");
  return first;
}

static inline long fork_into(void (*body)(struct shared *), struct shared *shared, long number,
                             long a, long b) {
  register long name __asm__("x8") = number;
  register long first __asm__("x0") = a;
  register long second __asm__("x1") = b;
  register long third __asm__("x2") = 0;
  register long fourth __asm__("x3") = 0;
  register long fifth __asm__("x4") = 0;
  register long target __asm__("x20") = (long)body;
  register long argument __asm__("x21") = (long)shared;
  __asm__ volatile("svc #0\n\t"
                   "cbnz x0, 1f\n\t"
                   "mov x29, xzr\n\t"
                   "mov x0, x21\n\t"
                   "blr x20\n\t"
                   "brk #1\n"
                   "1:"
                   : "+r"(first)
                   : "r"(name), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(target),
                     "r"(argument)
                   : "memory", "cc", "x30");
  return first;
}
#else
#error "qli starts programs by itself on x86_64 and aarch64"
#endif

static signals pending(void) {
  signals set = 0;
  call(SYS_rt_sigpending, (long)&set, sizeof set, 0, 0, 0);
  return set;
}

static void set_mask(signals set, signals *before) {
  call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&set, (long)before, sizeof set, 0);
}

static long futex(int *word, int operation, int value, const struct timespec *limit) {
  return call(SYS_futex, (long)word, operation, value, (long)limit, 0);
}

// MARK: - In the new process

static __attribute__((noreturn)) void fail(struct shared *shared, int step, long error) {
  shared->failed_step = step;
  shared->error = (int)-error;
  if (shared->report != -1) {
    int message[2] = {shared->error, step};
    call(SYS_write, shared->report, (long)message, sizeof message, 0, 0);
  }
  for (;;) call(SYS_exit_group, 127, 0, 0, 0, 0);
}

// How often the caller is waited for, a tenth of a second each time, where it can't be seen whether it
// is still there.
#define LONGEST_WAIT 1000

// Waits for the caller's half of the comparison; one that was killed before never sends it.
static void await_caller(struct shared *shared) {
  const struct timespec limit = {.tv_nsec = 100000000};
  for (int spins = 0; __atomic_load_n(&shared->is_compared, __ATOMIC_ACQUIRE) != 1; spins++) {
    int expected = 0;
    if (spins < 200) continue;
    __atomic_compare_exchange_n(&shared->is_compared, &expected, 2, 0, __ATOMIC_ACQ_REL,
                                __ATOMIC_ACQUIRE);
    if (__atomic_load_n(&shared->is_compared, __ATOMIC_ACQUIRE) == 2)
      futex(&shared->is_compared, FUTEX_WAIT, 2, &limit);
    long parent = call(SYS_getppid, 0, 0, 0, 0, 0);
    // From another namespace of processes (unshare -p without -f) the caller can't be seen.
    int is_gone = parent == 0 ? spins > LONGEST_WAIT : parent != shared->caller;
    if (is_gone) fail(shared, -1, -ESRCH);
  }
}

// Finds out which signals came before this process was there. Those that wait in the caller and not
// here did: from the beginning of the fork on the kernel gives both what it sends to their group.
static void compare(struct shared *shared) {
  await_caller(shared);
  // Second, so that what comes between the two looks is seen in both.
  signals missed = shared->callers & ~pending();
  if (missed) {
    // The kernel may be on its way through the group, one by one. It does that under a lock that
    // setpgid(2) takes as well, here without any other effect.
    long group = call(SYS_getpgid, 0, 0, 0, 0, 0);
    call(SYS_setpgid, 0, group, 0, 0, 0);
    missed &= ~pending();
  }
  shared->missed = missed;
}

static long open_null(int target) {
  long file = call(SYS_openat, AT_FDCWD, (long)"/dev/null", O_RDONLY, 0, 0);
  if (file < 0 || file == target) return file;
  long result = call(SYS_dup3, file, target, 0, 0, 0);
  call(SYS_close, file, 0, 0, 0, 0);
  return result;
}

static long restrict_by(int ruleset, int flags) {
  // Without it only root may restrict itself: a set-uid program would be restricted, too.
  long result = call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (result < 0) return result;
  return call(CSYSTEM_LANDLOCK_RESTRICT_SELF, ruleset, flags, 0, 0, 0);
}

static long take(const struct csystem_step *step) {
  switch (step->kind) {
    case CSYSTEM_STEP_SESSION:
      return call(SYS_setsid, 0, 0, 0, 0, 0);
    case CSYSTEM_STEP_NULL:
      return open_null(step->target);
    case CSYSTEM_STEP_DUPLICATE:
      if (step->source == step->target) return call(SYS_fcntl, step->source, F_SETFD, 0, 0, 0);
      return call(SYS_dup3, step->source, step->target, 0, 0, 0);
    case CSYSTEM_STEP_FOLDER:
      return call(SYS_chdir, (long)step->path, 0, 0, 0, 0);
    case CSYSTEM_STEP_RESTRICT:
      return restrict_by(step->source, step->flags);
  }
  return -EINVAL;
}

// Drops what has come to the caller's group before this process left it: the caller has all of that,
// too, and passes it on as it does everything from then on.
static void drop_pending(void) {
  const struct timespec now = {0};
  signals all = ~(signals)0;
  while (call(SYS_rt_sigtimedwait, (long)&all, 0, (long)&now, sizeof all, 0) > 0) {
  }
}

static signals first_signals(const sigset_t *set) {
  signals result;
  memcpy(&result, set, sizeof result);
  return result;
}

static void become_program(struct shared *shared) {
  const struct csystem_launch *launch = shared->launch;
  int has_session = launch->step_count > 0 && launch->steps[0].kind == CSYSTEM_STEP_SESSION;
  if (shared->report == -1 && !has_session) compare(shared);
  for (int index = 0; index < launch->step_count; index++) {
    long result = take(&launch->steps[index]);
    if (result < 0) fail(shared, index, result);
    if (launch->steps[index].kind == CSYSTEM_STEP_SESSION) drop_pending();
  }
  // Last: what waits may end the process right here, as it would have a moment later.
  set_mask(first_signals(&launch->mask), NULL);
  fail(shared, -1,
       call(SYS_execve, (long)launch->program, (long)launch->arguments, (long)launch->environment, 0,
            0));
}

// MARK: - In the caller

// Between two looks whether the new process was stopped, in nanoseconds.
#define LOOK_AGAIN 20000000

// A stop signal may reach the new process just before it executes its program, while its caller waits
// for that. Then both stop, as they do a moment later, and go on together.
static void stop_with(long process) {
  siginfo_t state = {0};
  if (waitid(P_PID, (id_t)process, &state, WSTOPPED | WNOHANG | WNOWAIT) != 0) return;
  if (state.si_pid != process) return;
  kill(getpid(), SIGSTOP);
  kill((pid_t)process, SIGCONT);
}

// Takes as long as the new process uses this memory.
static long start(struct shared *shared, char *stack, size_t size) {
  struct clone_request request = {
      .flags = CLONE_VM | CLONE_CHILD_CLEARTID | CLEAR_SIGNAL_HANDLERS,
      .child_tid = (uint64_t)(uintptr_t)&shared->is_here,
      .exit_signal = SIGCHLD,
      .stack = (uint64_t)(uintptr_t)stack,
      .stack_size = size,
  };
  long process =
      fork_into(become_program, shared, SYS_clone3, (long)&request, (long)sizeof request);
  if (process < 0) return process;
  shared->callers = pending();
  if (__atomic_exchange_n(&shared->is_compared, 1, __ATOMIC_ACQ_REL) == 2)
    futex(&shared->is_compared, FUTEX_WAKE, 1, NULL);
  const struct timespec limit = {.tv_nsec = LOOK_AGAIN};
  while (__atomic_load_n(&shared->is_here, __ATOMIC_ACQUIRE))
    if (futex(&shared->is_here, FUTEX_WAIT, 1, &limit) == -ETIMEDOUT) stop_with(process);
  return process;
}

static void reset_handlers(void) {
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0) continue;
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) continue;
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);
  }
}

static int highest_target(const struct csystem_launch *launch) {
  int highest = 2;
  for (int index = 0; index < launch->step_count; index++)
    if (launch->steps[index].target > highest) highest = launch->steps[index].target;
  return highest;
}

// fork(2): all that an older kernel, a filter of system calls or valgrind(1) understand.
static long start_plainly(struct shared *shared) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
  // Out of the way of whatever a step makes.
  int report = fcntl(ends[1], F_DUPFD_CLOEXEC, highest_target(shared->launch) + 1);
  int report_error = errno;
  close(ends[1]);
  if (report == -1) {
    close(ends[0]);
    return -report_error;
  }
  long process = fork();
  if (process == 0) {
    shared->report = report;
    reset_handlers();
    become_program(shared);
  }
  int error = errno;
  close(report);
  int message[2];
  if (process > 0) {
    struct pollfd end = {.fd = ends[0], .events = POLLIN};
    while (poll(&end, 1, LOOK_AGAIN / 1000000) == 0) stop_with(process);
    ssize_t count;
    do count = read(ends[0], message, sizeof message);
    while (count == -1 && errno == EINTR);
    if (count == sizeof message) {
      shared->error = message[0];
      shared->failed_step = message[1];
    }
  }
  close(ends[0]);
  return process > 0 ? process : -error;
}

// Whatever a filter says instead of "no such call": of the call itself only two errors can come.
static int is_unknown(long result) {
  return result < 0 && result != -EAGAIN && result != -ENOMEM;
}

struct csystem_launched csystem_launch(const struct csystem_launch *launch) {
  struct shared shared = {
      .launch = launch, .is_here = 1, .failed_step = -1, .report = -1, .caller = getpid()};
  // Room for a few small frames; the caller stays in this one for as long.
  _Alignas(16) char stack[16384];
  signals before;
  set_mask(~(signals)0, &before);
  long process = launch->is_plain ? -ENOSYS : start(&shared, stack, sizeof stack);
  int is_plain = is_unknown(process);
  if (is_plain) process = start_plainly(&shared);
  set_mask(before, NULL);

  struct csystem_launched result = {.failed_step = -1, .knows_missed = !is_plain};
  sigemptyset(&result.missed);
  memcpy(&result.missed, &shared.missed, sizeof shared.missed);
  if (process < 0) {
    result.error = (int)-process;
    return result;
  }
  result.process = (pid_t)process;
  result.error = shared.error;
  result.failed_step = shared.failed_step;
  if (result.error != 0)
    while (waitpid(result.process, NULL, 0) == -1 && errno == EINTR) {
    }
  return result;
}
#endif
