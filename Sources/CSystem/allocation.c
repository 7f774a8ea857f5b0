// Embedded Swift asks for all memory by posix_memalign(3), for which the C library searches; what
// malloc(3) gives is aligned enough for nearly all of it.
#ifdef CSYSTEM_EMBEDDED
#include <errno.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>

int posix_memalign(void **memory, size_t alignment, size_t size) {
  *memory = alignment <= alignof(max_align_t) ? malloc(size) : aligned_alloc(alignment, size);
  return *memory ? 0 : ENOMEM;
}
#endif
