// What the C library's Swift module doesn't show: calls that it leaves out, declarations that need
// _GNU_SOURCE, and unions and macros.
#ifndef QLI_CSYSTEM_H
#define QLI_CSYSTEM_H

#include <signal.h>
#include <stddef.h>

#include "CSystemLaunch.h"

/// Overwrites memory with zeros; the compiler can't leave it out.
static inline void csystem_wipe(void *memory, size_t count) {
  volatile unsigned char *bytes = (volatile unsigned char *)memory;
  while (count--) *bytes++ = 0;
}

/// sigaction(2) read: whether `number` is ignored.
static inline int csystem_is_ignored(int number) {
  struct sigaction action;
  return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// signal(2) with SIG_DFL, which is a cast that Swift doesn't import.
static inline int csystem_set_default(int number) {
  struct sigaction action = {0};
  action.sa_handler = SIG_DFL;
  return sigaction(number, &action, NULL);
}

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/signalfd.h>

/// prctl(2): whoever this process's descendants leave behind becomes its child, not init's
static inline int csystem_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/// signalfd(2)
static inline int csystem_signalfd(const sigset_t *set) {
  return signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
}

// Declared in <unistd.h> under _GNU_SOURCE alone.
extern int pipe2(int ends[2], int flags);

/// pipe2(2)
static inline int csystem_pipe(int ends[2], int flags) { return pipe2(ends, flags); }
#endif

#endif
