// SHA-256 by the processor's own instructions, where it has them: found out as the program runs, for it is
// built for every processor of its kind.
#include "CSystemChecksum.h"

#if defined(__x86_64__) || (defined(__aarch64__) && (defined(__linux__) || defined(__APPLE__)))
// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
static const uint32_t constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// Whether the instructions are there: 0 until that was found out. Whoever asks at the same time finds the
// same.
enum { UNKNOWN, ABSENT, PRESENT };
static int state = UNKNOWN;
#endif

#if defined(__x86_64__)
#include <immintrin.h>

// SSSE3 and SSE4.1, which the code below uses as well, and the SHA extensions.
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>

// glibc has asked the processor already. Below a hypervisor, which has to answer in its place, each question
// costs more than the digest of a record.
static int find(void) {
  return CPU_FEATURE_PRESENT(SSSE3) && CPU_FEATURE_PRESENT(SSE4_1) && CPU_FEATURE_PRESENT(SHA) ? PRESENT
                                                                                              : ABSENT;
}
#else
#include <cpuid.h>

static int find(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1u << 9) || !(c & 1u << 19)) return ABSENT;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & 1u << 29)) return ABSENT;
  return PRESENT;
}
#endif

__attribute__((target("sha,ssse3,sse4.1"))) static void compress(
    uint32_t words[8], const uint8_t *blocks, size_t count) {
  // The words of a block are big-endian.
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  const __m128i *const k = (const __m128i *)constants;
  // The instructions want the words as a, b, e, f and c, d, g, h, the first of them highest.
  __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)words), 0xb1);
  __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(words + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8(low, high, 8);
  __m128i cdgh = _mm_blend_epi16(high, low, 0xf0);
  for (; count > 0; count--, blocks += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    // The last sixteen words of the message schedule.
    __m128i w[4];
#pragma clang loop unroll(full)
    for (int step = 0; step < 16; step++) {
      __m128i *const now = &w[step % 4];
      if (step < 4) {
        *now = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)blocks + step), order);
      } else {
        const __m128i last = w[(step + 3) % 4];
        const __m128i sum = _mm_add_epi32(
            _mm_sha256msg1_epu32(*now, w[(step + 1) % 4]), _mm_alignr_epi8(last, w[(step + 2) % 4], 4));
        *now = _mm_sha256msg2_epu32(sum, last);
      }
      __m128i sum = _mm_add_epi32(*now, k[step]);
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  low = _mm_shuffle_epi32(abef, 0x1b);
  high = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)words, _mm_blend_epi16(low, high, 0xf0));
  _mm_storeu_si128((__m128i *)(words + 4), _mm_alignr_epi8(high, low, 8));
}

#elif defined(__aarch64__) && (defined(__linux__) || defined(__APPLE__))
#include <arm_neon.h>

#ifdef __linux__
#include <sys/auxv.h>
#endif

static int find(void) {
#ifdef __linux__
  // HWCAP_SHA2
  return getauxval(AT_HWCAP) & 1u << 6 ? PRESENT : ABSENT;
#else
  // Each of these processors has them.
  return PRESENT;
#endif
}

__attribute__((target("sha2"))) static void compress(
    uint32_t words[8], const uint8_t *blocks, size_t count) {
  uint32x4_t abcd = vld1q_u32(words), efgh = vld1q_u32(words + 4);
  for (; count > 0; count--, blocks += 64) {
    const uint32x4_t abcd_before = abcd, efgh_before = efgh;
    // The last sixteen words of the message schedule.
    uint32x4_t w[4];
#pragma clang loop unroll(full)
    for (int step = 0; step < 16; step++) {
      uint32x4_t *const now = &w[step % 4];
      if (step < 4) {
        *now = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(blocks + 16 * step)));
      } else {
        *now = vsha256su1q_u32(
            vsha256su0q_u32(*now, w[(step + 1) % 4]), w[(step + 2) % 4], w[(step + 3) % 4]);
      }
      const uint32x4_t sum = vaddq_u32(*now, vld1q_u32(constants + 4 * step));
      const uint32x4_t abcd_now = abcd;
      abcd = vsha256hq_u32(abcd, efgh, sum);
      efgh = vsha256h2q_u32(efgh, abcd_now, sum);
    }
    abcd = vaddq_u32(abcd, abcd_before);
    efgh = vaddq_u32(efgh, efgh_before);
  }
  vst1q_u32(words, abcd);
  vst1q_u32(words + 4, efgh);
}
#endif

int csystem_sha256(uint32_t words[8], const uint8_t *blocks, size_t count) {
#if defined(__x86_64__) || (defined(__aarch64__) && (defined(__linux__) || defined(__APPLE__)))
  int known = __atomic_load_n(&state, __ATOMIC_RELAXED);
  if (known == UNKNOWN) {
    known = find();
    __atomic_store_n(&state, known, __ATOMIC_RELAXED);
  }
  if (known == ABSENT) return 0;
  compress(words, blocks, count);
  return 1;
#else
  (void)words, (void)blocks, (void)count;
  return 0;
#endif
}
