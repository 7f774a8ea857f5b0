// landlock(7): rules for a process, and all that it starts, which the kernel keeps.
#ifndef QLI_CSYSTEM_LANDLOCK_H
#define QLI_CSYSTEM_LANDLOCK_H

#ifdef __linux__
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// The same numbers everywhere; older headers and C libraries don't have them.
#define CSYSTEM_LANDLOCK_CREATE_RULESET 444
#define CSYSTEM_LANDLOCK_ADD_RULE 445
#define CSYSTEM_LANDLOCK_RESTRICT_SELF 446

// Rights to a file: to open it for writing, and to cut it (truncate(2), O_TRUNC).
#define CSYSTEM_WRITE_FILE ((1ULL << 1) | (1ULL << 14))

// Those, and the rights to what a folder holds: to remove, make, rename and link every kind of file but one:
// by a device that root makes anything could be written to.
#define CSYSTEM_WRITE_FOLDER (CSYSTEM_WRITE_FILE | 0x37b0ULL)

// To make a device of characters or blocks.
#define CSYSTEM_MAKE_DEVICE ((1ULL << 6) | (1ULL << 11))

/// landlock_create_ruleset(2) with LANDLOCK_CREATE_RULESET_VERSION: the version of its interface, or -1
static inline int csystem_landlock_version(void) {
  return (int)syscall(CSYSTEM_LANDLOCK_CREATE_RULESET, NULL, 0, 1U);
}

/// landlock_create_ruleset(2): a descriptor of rules that forbid all writing, closed in programs that are
/// started
static inline int csystem_landlock_create(void) {
  // struct landlock_ruleset_attr, as of the first version.
  const uint64_t handled = CSYSTEM_WRITE_FOLDER | CSYSTEM_MAKE_DEVICE;
  return (int)syscall(CSYSTEM_LANDLOCK_CREATE_RULESET, &handled, sizeof handled, 0U);
}

/// landlock_add_rule(2): allows to write to what `descriptor` is open at, and to all below a folder
static inline int csystem_landlock_allow(int ruleset, int descriptor, int is_folder) {
  // struct landlock_path_beneath_attr
  const struct __attribute__((packed)) {
    uint64_t rights;
    int32_t descriptor;
  } rule = {is_folder ? CSYSTEM_WRITE_FOLDER : CSYSTEM_WRITE_FILE, descriptor};
  return (int)syscall(CSYSTEM_LANDLOCK_ADD_RULE, ruleset, 1, &rule, 0U);
}
#endif

#endif
