// The least that a supervisor can do: start a program, wait for it, pass its code on.
//
// usage: bench-spawn PROGRAM [ARGUMENT...]
//
// Built with REPORT_PEAK it prints the program's peak memory in kilobytes instead. That
// takes a small parent: what the parent occupies counts for the child until it has started.
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

int main(int argc, char **argv) {
  pid_t pid;
  int status;

  if (argc < 2) return 125;
  if (posix_spawn(&pid, argv[1], NULL, NULL, argv + 1, environ) != 0) return 126;

#ifdef REPORT_PEAK
  struct rusage usage;
  if (wait4(pid, &status, 0, &usage) != pid) return 125;
  printf("%ld\n", usage.ru_maxrss);
#else
  if (waitpid(pid, &status, 0) != pid) return 125;
#endif
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
