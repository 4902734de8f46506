// Linked into the addon. Loops without branches, which the compiler makes vectors of.

#include "depthwise-convolution-passes.h"

#include <algorithm>

#include "processors.h"

namespace contraseg {

template <int kTaps, bool kAdd>
INTO_EACH void SumSome(const Tap* taps, int64_t channels, float* y) {
  const float *pixels[kTaps], *weights[kTaps];
  for (int k = 0; k < kTaps; k++) {
    pixels[k] = taps[k].pixel;
    weights[k] = taps[k].weights;
  }
#pragma omp simd
  for (int64_t i = 0; i < channels; i++) {
    float sum = kAdd ? y[i] : 0.0f;
#pragma GCC unroll 9
    for (int k = 0; k < kTaps; k++) sum += pixels[k][i] * weights[k][i];
    y[i] = sum;
  }
}

FOR_EACH_PROCESSOR
void SumTaps(const Tap* taps, int64_t count, int64_t channels, float* y) {
  int64_t done = 0;
  if (count >= 9) {
    SumSome<9, false>(taps, channels, y);
    done = 9;
  } else if (count >= 4) {
    SumSome<4, false>(taps, channels, y);
    done = 4;
  } else {
    std::fill(y, y + channels, 0.0f);
  }
  for (; done + 9 <= count; done += 9) SumSome<9, true>(taps + done, channels, y);
  for (; done + 2 <= count; done += 2) SumSome<2, true>(taps + done, channels, y);
  for (; done < count; done++) SumSome<1, true>(taps + done, channels, y);
}

template <int kPixels>
INTO_EACH void SumSomeProducts(const float* x, int64_t x_step, const float* dy, int64_t dy_step, int64_t channels,
                               float* sums) {
#pragma omp simd
  for (int64_t i = 0; i < channels; i++) {
    float sum = sums[i];
#pragma GCC unroll 4
    for (int k = 0; k < kPixels; k++) sum += x[k * x_step + i] * dy[k * dy_step + i];
    sums[i] = sum;
  }
}

FOR_EACH_PROCESSOR
void SumProducts(const float* x, int64_t x_step, const float* dy, int64_t dy_step, int64_t count, int64_t channels,
                 float* sums) {
  int64_t done = 0;
  for (; done + 4 <= count; done += 4) {
    SumSomeProducts<4>(x + done * x_step, x_step, dy + done * dy_step, dy_step, channels, sums);
  }
  for (; done < count; done++) SumSomeProducts<1>(x + done * x_step, x_step, dy + done * dy_step, dy_step, channels, sums);
}

}  // namespace contraseg
