// What Glibc's Swift module doesn't show: calls it leaves out, and declarations that need
// _GNU_SOURCE. Header-only, so that nothing has to be linked.
#ifndef QLI_CSYSTEM_H
#define QLI_CSYSTEM_H

#ifdef __linux__
#include <signal.h>
#include <sys/signalfd.h>

/// signalfd(2)
static inline int csystem_signalfd(int fd, const sigset_t *set, int flags) {
  return signalfd(fd, set, flags);
}
#endif

#endif
