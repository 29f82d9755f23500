#pragma once
// Finds the few bytes that shape a CSV text, 64 at a time: bit i of the answer is set if text[i] is
// one of the needles. Reads 64 bytes, always: the caller pads its buffer.
#include <cstddef>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace firstcard {

inline constexpr std::size_t kMarkWidth = 64;

#ifdef __SSE2__

// SSE2 is part of every x86-64. Three compares for 16 bytes beat a memchr call per field, as fields
// are short.
class Needles {
 public:
  Needles(char a, char b, char c)
      : a_(_mm_set1_epi8(a)), b_(_mm_set1_epi8(b)), c_(_mm_set1_epi8(c)) {}
  std::uint64_t in(const char* text) const {
    return in16(text) | in16(text + 16) << 16 | in16(text + 32) << 32 | in16(text + 48) << 48;
  }

 private:
  std::uint64_t in16(const char* text) const {
    __m128i v;
    __builtin_memcpy(&v, text, sizeof v);
    const __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, a_), _mm_cmpeq_epi8(v, b_)),
                                     _mm_cmpeq_epi8(v, c_));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(hit));
  }
  __m128i a_, b_, c_;
};

#else

class Needles {
 public:
  Needles(char a, char b, char c) : a_(a), b_(b), c_(c) {}
  std::uint64_t in(const char* text) const {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < kMarkWidth; ++i) {
      const bool hit = (text[i] == a_) | (text[i] == b_) | (text[i] == c_);
      bits |= std::uint64_t{hit} << i;
    }
    return bits;
  }

 private:
  char a_, b_, c_;
};

#endif

}  // namespace firstcard
