// Print the functions that a program goes through, in the order in which it first comes to them.
//
// usage: function-order MAP PROGRAM [ARG...]
//
// MAP is the one that lld wrote with -Map for PROGRAM, a static executable that isn't position
// independent. Each function of its .text gets a breakpoint, which is taken out again when it is
// come to; so that costs one stop a function. What the program starts is followed to its exec,
// then let go. Exits with the program's own status, or with 125 and a message where it can't be
// watched.

#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
static const unsigned char breakpoint[] = {0xcc};
#define PC rip
#define PASSED 1  // The processor stands behind it.
#elif defined(__aarch64__)
static const unsigned char breakpoint[] = {0x00, 0x00, 0x20, 0xd4};
#define PC pc
#define PASSED 0
#endif

struct function {
  unsigned long long address;
  unsigned char code[sizeof breakpoint];
  char *name;
};

static struct function *functions;
static size_t count;

static void fail(const char *what) {
  fprintf(stderr, "function-order: %s: %s\n", what, strerror(errno));
  exit(125);
}

// Of a map's four columns of numbers the first is the address, the third the size; behind them an
// output section is indented by 1, an input section by 9, a symbol by 17.
static void read_map(const char *path) {
  FILE *map = fopen(path, "r");
  if (map == NULL) fail(path);
  char *line = NULL;
  size_t room = 0, capacity = 0;
  int is_text = 0;
  while (getline(&line, &room, map) > 0) {
    unsigned long long address, size;
    int end = 0;
    if (sscanf(line, "%llx %*x %llx %*u%n", &address, &size, &end) < 2 || end == 0) continue;
    line[strcspn(line, "\n")] = 0;
    size_t depth = strspn(line + end, " ");
    const char *name = line + end + depth;
    if (depth < 9) is_text = strcmp(name, ".text") == 0;
    if (depth < 17 || !is_text || size < sizeof breakpoint) continue;
    if (count > 0 && functions[count - 1].address == address) continue;
    if (count == capacity) {
      capacity = capacity * 2 + 1024;
      functions = realloc(functions, capacity * sizeof *functions);
      if (functions == NULL) fail("the map");
    }
    functions[count++] = (struct function){.address = address, .name = strdup(name)};
  }
  free(line);
  fclose(map);
}

static int by_address(const void *left, const void *right) {
  unsigned long long one = ((const struct function *)left)->address;
  unsigned long long other = ((const struct function *)right)->address;
  return (one > other) - (one < other);
}

static int memory_of(pid_t process) {
  char path[40];
  snprintf(path, sizeof path, "/proc/%d/mem", (int)process);
  int memory = open(path, O_RDWR | O_CLOEXEC);
  if (memory < 0) fail(path);
  return memory;
}

static void set_breakpoints(pid_t process) {
  int memory = memory_of(process);
  for (size_t index = 0; index < count; index++) {
    struct function *function = &functions[index];
    off_t place = (off_t)function->address;
    if (pread(memory, function->code, sizeof breakpoint, place) != sizeof breakpoint ||
        pwrite(memory, breakpoint, sizeof breakpoint, place) != sizeof breakpoint)
      fail(function->name);
  }
  close(memory);
}

// Prints the function whose breakpoint `process` stands at, and takes that out.
static void take(pid_t process) {
  struct user_regs_struct registers;
  struct iovec part = {&registers, sizeof registers};
  if (ptrace(PTRACE_GETREGSET, process, (void *)NT_PRSTATUS, &part) != 0) fail("PTRACE_GETREGSET");
  struct function key = {.address = registers.PC - PASSED};
  struct function *found = bsearch(&key, functions, count, sizeof key, by_address);
  if (found == NULL) return;
  int memory = memory_of(process);
  off_t place = (off_t)found->address;
  if (pwrite(memory, found->code, sizeof breakpoint, place) != sizeof breakpoint) fail(found->name);
  close(memory);
  registers.PC = found->address;
  if (ptrace(PTRACE_SETREGSET, process, (void *)NT_PRSTATUS, &part) != 0) fail("PTRACE_SETREGSET");
  // A forked process has breakpoints of its own.
  if (found->name != NULL) puts(found->name);
  free(found->name);
  found->name = NULL;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fputs("usage: function-order MAP PROGRAM [ARG...]\n", stderr);
    return 125;
  }
  read_map(argv[1]);
  qsort(functions, count, sizeof *functions, by_address);

  pid_t program = fork();
  if (program < 0) fail("fork");
  if (program == 0) {
    // What is printed here is the order alone.
    dup2(2, 1);
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) fail("PTRACE_TRACEME");
    execv(argv[2], argv + 2);
    fail(argv[2]);
  }
  int status;
  if (waitpid(program, &status, 0) != program) fail("waitpid");
  if (!WIFSTOPPED(status)) return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
  long options = PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
  if (ptrace(PTRACE_SETOPTIONS, program, NULL, (void *)options) != 0) fail("PTRACE_SETOPTIONS");
  set_breakpoints(program);
  if (ptrace(PTRACE_CONT, program, NULL, NULL) != 0) fail("PTRACE_CONT");

  for (;;) {
    pid_t process = waitpid(-1, &status, __WALL);
    if (process < 0) fail("waitpid");
    if (!WIFSTOPPED(status)) {
      if (process != program) continue;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
    }
    long signal = WSTOPSIG(status);
    if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8)) {
      ptrace(PTRACE_DETACH, process, NULL, NULL);
      continue;
    }
    if (signal == SIGTRAP && status >> 16 == 0) take(process);
    // A new process begins with a stop that nobody sent.
    if (signal == SIGTRAP || (signal == SIGSTOP && process != program)) signal = 0;
    ptrace(PTRACE_CONT, process, NULL, (void *)signal);
  }
}
