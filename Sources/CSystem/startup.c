// What this process was started with.
#include "CSystem.h"

#include <pthread.h>

static int count;
static char **vector;

#if defined(__linux__) && defined(CSYSTEM_EMBEDDED)
// Before `main` the C library compares every variable of the environment with every one of its tunables,
// which takes longer than all checks of a run; none of them is meant for qli. So the release begins
// here: with a copy of what the kernel has put on the stack (the number of arguments, the arguments,
// null, the variables, null, the auxiliary vector), in which there are no variables. They are given
// back before anything of qli runs.
//
// The C library isn't ready: nothing of it may be called, nor be made a call of by the compiler.
#define EARLY static __attribute__((used, noinline, optnone))

#include <elf.h>

static char **variables;

EARLY long *after_null(long *word) {
  while (*word) word++;
  return word + 1;
}

// How many words the copy has; 0 if there is to be none: a set-user-ID program needs the C library to
// take variables away.
EARLY long csystem_entry_words(long *block) {
  long words = 1 + block[0] + 1 + 1;
  for (long *entry = after_null(block + 1 + block[0] + 1);; entry += 2) {
    words += 2;
    if (entry[0] == AT_SECURE && entry[1] != 0) return 0;
    if (entry[0] == AT_NULL) return words;
  }
}

EARLY void csystem_entry_copy(long *block, long *copy) {
  long *values = block + 1 + block[0] + 1;
  for (long *word = block; word < values; word++) *copy++ = *word;
  *copy++ = 0;
  for (long *entry = after_null(values);; entry += 2) {
    *copy++ = entry[0];
    *copy++ = entry[1];
    if (entry[0] == AT_NULL) break;
  }
  variables = (char **)values;
}

#if defined(__x86_64__)
__asm__(".text\n.globl csystem_entry\n.type csystem_entry, @function\ncsystem_entry:\n\t"
        "xor %ebp, %ebp\n\t"
        "mov %rdx, %r12\n\t"
        "mov %rsp, %rbx\n\t"
        "mov %rbx, %rdi\n\t"
        "and $-16, %rsp\n\t"
        "call csystem_entry_words\n\t"
        "test %rax, %rax\n\t"
        "jz 1f\n\t"
        "shl $3, %rax\n\t"
        "mov %rbx, %rsp\n\t"
        "sub %rax, %rsp\n\t"
        "and $-16, %rsp\n\t"
        "mov %rbx, %rdi\n\t"
        "mov %rsp, %rsi\n\t"
        "mov %rsp, %rbx\n\t"
        "call csystem_entry_copy\n"
        "1:\tmov %rbx, %rsp\n\t"
        "mov %r12, %rdx\n\t"
        "jmp _start\n");
#elif defined(__aarch64__)
__asm__(".text\n.globl csystem_entry\n.type csystem_entry, @function\ncsystem_entry:\n\t"
        "mov x29, xzr\n\t"
        "mov x19, x0\n\t"
        "mov x20, sp\n\t"
        "mov x0, x20\n\t"
        "bl csystem_entry_words\n\t"
        "cbz x0, 1f\n\t"
        "sub x0, x20, x0, lsl #3\n\t"
        "and x0, x0, #-16\n\t"
        "mov x1, x0\n\t"
        "mov x0, x20\n\t"
        "mov x20, x1\n\t"
        "mov sp, x20\n\t"
        "bl csystem_entry_copy\n"
        "1:\tmov sp, x20\n\t"
        "mov x0, x19\n\t"
        "mov x30, xzr\n\t"
        "b _start\n");
#endif
#endif

// The C library gives constructors what it gives `main`.
__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  vector = argv;
#if defined(__linux__) && defined(CSYSTEM_EMBEDDED)
  if (variables) environ = variables;
#endif
}

int csystem_argument_count(void) { return count; }

char **csystem_arguments(void) { return vector; }

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
// Enough for all that qli does, and for each level of a document that it reads.
#define STACK_SIZE ((size_t)1 << 20)

// The limit as it was when this process began: the C library has asked for it, and gives it to threads.
static size_t stack_limit(void) {
  pthread_attr_t attributes;
  size_t size = STACK_SIZE;
  if (pthread_attr_init(&attributes) != 0) return size;
  pthread_attr_getstacksize(&attributes, &size);
  pthread_attr_destroy(&attributes);
  return size;
}

static __attribute__((noreturn)) void run_below(char *top, void (*body)(void)) {
#if defined(__x86_64__)
  __asm__ volatile("mov %0, %%rsp\n\t"
                   "xor %%ebp, %%ebp\n\t"
                   "call *%1\n\t"
                   "hlt"
                   :
                   : "D"(top), "a"(body)
                   : "memory");
#else
  register long target __asm__("x20") = (long)body;
  register long stack __asm__("x21") = (long)top;
  __asm__ volatile("mov sp, %0\n\t"
                   "mov x29, xzr\n\t"
                   "blr %1\n\t"
                   "brk #1"
                   :
                   : "r"(stack), "r"(target)
                   : "memory");
#endif
  __builtin_unreachable();
}

void csystem_run(void (*body)(void)) {
  if (stack_limit() < STACK_SIZE) {
    char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (stack != MAP_FAILED) {
      // What goes beyond it ends this process, as at the end of its own.
      mprotect(stack, (size_t)sysconf(_SC_PAGESIZE), PROT_NONE);
      run_below(stack + STACK_SIZE, body);
    }
  }
  body();
  abort();
}
#else
void csystem_run(void (*body)(void)) {
  body();
  abort();
}
#endif
