// The C library as Swift sees it, also where its own module isn't there (Embedded Swift), and what no
// module shows: variadic functions, declarations that need _GNU_SOURCE, unions and macros.
#ifndef QLI_CSYSTEM_H
#define QLI_CSYSTEM_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "CSystemChecksum.h"
#include "CSystemLandlock.h"
#include "CSystemLaunch.h"
#include "CSystemSockets.h"

/// How many arguments this process was started with, its own name among them.
int csystem_argument_count(void);

/// These arguments.
char **csystem_arguments(void);

/// Calls `body`, which doesn't return: on a stack of its own where the limit for this process's one is
/// small (RLIMIT_STACK), so that a document can't be nested too deeply for it.
_Noreturn void csystem_run(void (*body)(void));

/// `errno`
static inline int csystem_errno(void) { return errno; }

/// `errno` set
static inline void csystem_set_errno(int number) { errno = number; }

/// `environ`, which isn't null
static inline char **csystem_environment(void) {
  extern char **environ;
  return environ;
}

/// The name in a record of readdir(3), which may be longer than the array that the type says
static inline const char *csystem_name(const struct dirent *record) { return record->d_name; }

/// open(2)
static inline int csystem_open(const char *path, int flags, mode_t mode) {
  return open(path, flags, mode);
}

/// uname(2): the name of the kernel and its release
static inline void csystem_kernel(char *text, size_t size) {
  struct utsname name = {0};
  uname(&name);
  snprintf(text, size, "%s %s", name.sysname, name.release);
}

/// openat(2), of what is there
static inline int csystem_open_in(int folder, const char *name, int flags) {
  return openat(folder, name, flags);
}

#ifdef __linux__
#include <sys/syscall.h>
#endif

/// openat2(2) with RESOLVE_NO_XDEV: what lies on the same mount as `folder`, of which a bind mount is another
/// one. Where a kernel or a filter doesn't know the call, nothing is opened.
static inline int csystem_open_on_mount(int folder, const char *name, int flags) {
#ifdef __linux__
  // struct open_how
  const uint64_t how[3] = {(uint64_t)flags, 0, 1};
  return (int)syscall(437, folder, name, how, sizeof how);
#else
  return openat(folder, name, flags);
#endif
}

/// O_PATH, which only _GNU_SOURCE shows and which is a part of the kernel's interface; for reading where there
/// is no such thing.
static inline int csystem_naming_flags(void) {
#ifdef __linux__
  return 010000000;
#else
  return O_RDONLY;
#endif
}

/// fcntl(2) with an integer
static inline int csystem_fcntl(int descriptor, int command, int value) {
  return fcntl(descriptor, command, value);
}

#ifdef __linux__
// Declared in <poll.h> under _GNU_SOURCE alone.
extern int ppoll(
  struct pollfd *requests, nfds_t count, const struct timespec *limit, const sigset_t *mask);
#endif

/// poll(2) with a limit in nanoseconds, or without one where that is negative: ppoll(2), or rounded up to
/// milliseconds where there is none.
static inline int csystem_poll(struct pollfd *requests, nfds_t count, int64_t nanoseconds) {
#ifdef __linux__
  struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  return ppoll(requests, count, nanoseconds < 0 ? NULL : &limit, NULL);
#else
  int64_t milliseconds = nanoseconds < 0 ? -1 : (nanoseconds + 999999) / 1000000;
  return poll(requests, count, milliseconds > INT_MAX ? INT_MAX : (int)milliseconds);
#endif
}

/// fork(2), which Swift doesn't show
static inline pid_t csystem_fork(void) { return fork(); }

// Declared in <fcntl.h> under _GNU_SOURCE alone; a part of the kernel's interface.
#if defined(__linux__) && !defined(F_OFD_SETLK)
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#endif

/// fcntl(2) with F_OFD_SETLK: the whole file for this open file description, or EAGAIN
static inline int csystem_lock_description(int descriptor) {
  struct flock lock = {0};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return fcntl(descriptor, F_OFD_SETLK, &lock);
}

/// fcntl(2) with F_OFD_GETLK: 1 if another open file description has a lock, 0 if none has, or -1
static inline int csystem_is_locked_elsewhere(int descriptor) {
  struct flock lock = {0};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (fcntl(descriptor, F_OFD_GETLK, &lock) == -1) return -1;
  return lock.l_type != F_UNLCK;
}

/// fcntl(2) with F_OFD_SETLK: a shared lock of some bytes for this open file description, which asks for no
/// right to write; or EAGAIN
static inline int csystem_share_range(int descriptor, int64_t start, int64_t length) {
  struct flock lock = {0};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = length;
  return fcntl(descriptor, F_OFD_SETLK, &lock);
}

/// fcntl(2) with F_OFD_GETLK: how many bytes the lock has that another open file description has at `start`, 0
/// if none has one, or -1
static inline int64_t csystem_length_of_lock(int descriptor, int64_t start) {
  struct flock lock = {0};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = 1;
  if (fcntl(descriptor, F_OFD_GETLK, &lock) == -1) return -1;
  if (lock.l_type == F_UNLCK) return 0;
  return lock.l_len > 0 ? lock.l_len : INT64_MAX;
}

/// ioctl(2) with TIOCGWINSZ
static inline int csystem_window_size(int descriptor, struct winsize *size) {
  return ioctl(descriptor, TIOCGWINSZ, size);
}

/// statvfs(3): whether nothing on the file system of `path` may be executed. ST_NOEXEC, which only
/// _GNU_SOURCE shows, is a part of the kernel's interface.
static inline int csystem_is_noexec(const char *path) {
#ifdef __linux__
  struct statvfs status;
  return statvfs(path, &status) == 0 && (status.f_flag & 8) != 0;
#else
  return 0;
#endif
}

/// lgetxattr(2): whether somebody has rights to `path` beside those that its mode shows, by acl(5)
static inline int csystem_has_access_list(const char *path) {
#ifdef __linux__
  return lgetxattr(path, "system.posix_acl_access", NULL, 0) > 0;
#else
  return 0;
#endif
}

/// What a mode says of the kind of file: S_IFMT of stat(2)
static inline int csystem_file_type(mode_t mode) { return (int)(mode & S_IFMT); }

/// Whether mmap(2) has failed: MAP_FAILED is a cast.
static inline int csystem_has_failed(const void *mapping) { return mapping == MAP_FAILED; }

/// setrlimit(2): no core dump from now on
static inline void csystem_forbid_core(void) {
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

/// Ends the tracing of a child that is traced by this process, with ptrace(2), and gives it `signal`.
/// Returns 0, or -1 if it isn't traced by this process.
static inline int csystem_stop_tracing(pid_t process, int signal) {
#ifdef __linux__
  return (int)ptrace(PTRACE_DETACH, process, 0, (long)signal);
#else
  return ptrace(PT_DETACH, process, (caddr_t)1, signal);
#endif
}

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

/// signal(2) with SIG_IGN, a cast too.
static inline int csystem_ignore(int number) {
  struct sigaction action = {0};
  action.sa_handler = SIG_IGN;
  return sigaction(number, &action, NULL);
}

#ifdef __linux__
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>

/// prctl(2): whoever this process's descendants leave behind becomes its child, not init's
static inline int csystem_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/// prctl(2): no other process of the user looks into this one, and it leaves no core
static inline int csystem_hide_memory(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// prctl(2): whether no set-uid program gives this process other rights
static inline int csystem_has_no_new_privileges(void) {
  return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

/// prctl(2): whoever is left behind from now on becomes init's child again
static inline int csystem_end_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
}

// The same numbers everywhere; older headers don't have them.
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/// pidfd_open(2)
static inline int csystem_pidfd_open(pid_t process) {
  return (int)syscall(SYS_pidfd_open, process, 0);
}

/// pidfd_send_signal(2)
static inline int csystem_pidfd_send_signal(int descriptor, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0);
}

/// renameat2(2) with RENAME_EXCHANGE, by its number: not every C library has it
static inline int csystem_exchange(const char *path, const char *other) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, other, 1 << 1);
}

/// signalfd(2)
static inline int csystem_signalfd(const sigset_t *set) {
  return signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
}

// Declared in <fcntl.h> under _GNU_SOURCE alone.
extern int fallocate(int descriptor, int mode, off_t offset, off_t count);

/// fallocate(2) with FALLOC_FL_KEEP_SIZE
static inline int csystem_reserve(int descriptor, off_t count) {
  return fallocate(descriptor, 1, 0, count);
}

/// fdatasync(2); on macOS, where that leaves data in the disk's own memory, F_FULLFSYNC
static inline int csystem_sync_data(int descriptor) {
#if defined(__APPLE__)
  return fcntl(descriptor, F_FULLFSYNC);
#else
  return fdatasync(descriptor);
#endif
}

// Declared in <unistd.h> under _GNU_SOURCE alone.
extern int pipe2(int ends[2], int flags);

/// pipe2(2)
static inline int csystem_pipe(int ends[2], int flags) { return pipe2(ends, flags); }

/// memfd_create(2), by its number, with MFD_CLOEXEC and MFD_ALLOW_SEALING. Where a machine lets nobody make
/// one that could be executed (vm.memfd_noexec), with MFD_NOEXEC_SEAL, which older kernels don't know.
static inline int csystem_memory_file(const char *name) {
  const int file = (int)syscall(SYS_memfd_create, name, 1 | 2);
  return file != -1 || errno != EACCES ? file : (int)syscall(SYS_memfd_create, name, 1 | 2 | 8);
}

/// fcntl(2) with F_ADD_SEALS, by its number: nobody changes the file any more, its length, or this
static inline int csystem_seal(int descriptor) {
  return fcntl(descriptor, 1024 + 9, 1 | 2 | 4 | 8);
}

/// close_range(2), by its number: older C libraries don't have it
///
/// flags: 4 for CLOSE_RANGE_CLOEXEC
static inline int csystem_close_range(unsigned first, unsigned last, unsigned flags) {
#ifdef SYS_close_range
  return (int)syscall(SYS_close_range, first, last, flags);
#else
  errno = ENOSYS;
  return -1;
#endif
}
#endif

#endif
