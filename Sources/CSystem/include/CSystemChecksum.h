// SHA-256 by the processor's own instructions.
#ifndef QLI_CSYSTEM_CHECKSUM_H
#define QLI_CSYSTEM_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/// Takes `count` blocks of 64 bytes into the eight words of a hash value.
///
/// Returns 0, and has done nothing, where the processor has no instructions for it.
int csystem_sha256(uint32_t words[8], const uint8_t *blocks, size_t count);

#endif
