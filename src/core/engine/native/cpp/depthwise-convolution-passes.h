// What depthwise convolution and its gradients do to lines of channels.

#pragma once

#include <cstdint>

namespace contraseg {

/** A product that is part of a sum over the window: one pixel's channels, and one weight for each of them. */
struct Tap {
  const float *pixel, *weights;
};

/** y = the sum of taps, which may be none */
void SumTaps(const Tap* taps, int64_t count, int64_t channels, float* y);

/** Adds up products of `count` pixels of two images, which lie `x_step` and `dy_step` floats apart. */
void SumProducts(const float* x, int64_t x_step, const float* dy, int64_t dy_step, int64_t count, int64_t channels,
                 float* sums);

}  // namespace contraseg
