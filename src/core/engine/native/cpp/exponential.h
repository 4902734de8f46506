// The exponential function and a logarithm, of arithmetic alone, so that loops over them become vectors.

#pragma once

#include <cstdint>
#include <cstring>
#include <limits>

#include "processors.h"

namespace contraseg {

/** 2^k, from its bits. */
INTO_EACH float PowerOfTwo(int32_t k) {
  const int32_t bits = (k + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return power;
}

/** e^x to two units in the last place: Cephes' expf; 0 below the smallest normal number, infinity above the largest. */
INTO_EACH float Exp(float x) {
  constexpr float kLowest = -87.33654f, kHighest = 88.72283f, kRound = 12582912.0f;  // 1.5 * 2^23
  const float bounded = x < kLowest ? kLowest : (x > kHighest ? kHighest : x);
  const float n = (bounded * 1.44269504f + kRound) - kRound;
  const float r = (bounded - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const float mantissa = (p * r) * r + r + 1.0f;
  // 2^n in two steps: at the upper end 2^128 is no float.
  const int32_t exponent = static_cast<int32_t>(n), half = exponent >> 1;
  const float y = mantissa * PowerOfTwo(half) * PowerOfTwo(exponent - half);
  return x < kLowest ? 0.0f : (x > kHighest ? std::numeric_limits<float>::infinity() : y);
}

/** log(1 + x) for 0 <= x <= 1, as 2 artanh(x / (2 + x)). */
INTO_EACH float Log1p(float x) {
  const float s = x / (2.0f + x), t = s * s;
  float p = 1.0f / 15.0f;
  p = p * t + 1.0f / 13.0f;
  p = p * t + 1.0f / 11.0f;
  p = p * t + 1.0f / 9.0f;
  p = p * t + 1.0f / 7.0f;
  p = p * t + 1.0f / 5.0f;
  p = p * t + 1.0f / 3.0f;
  return 2.0f * (s + s * t * p);
}

}  // namespace contraseg
