// What this process was started with.
#include "CSystem.h"

static int count;
static char **vector;

// The C library gives constructors what it gives `main`.
__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  vector = argv;
}

int csystem_argument_count(void) { return count; }

char **csystem_arguments(void) { return vector; }
