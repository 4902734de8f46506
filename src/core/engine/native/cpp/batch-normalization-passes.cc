// Linked into the addon. Loops without branches, which the compiler makes vectors of.

#include "batch-normalization-passes.h"

#include <algorithm>

#include "processors.h"

namespace contraseg {

INTO_EACH float Normalized(float x, const Normalization& by, int64_t i) {
  return (x - by.mean[i]) * by.scale[i] + by.offset[i];
}

INTO_EACH float Clamped(float value, Bounds bounds) {
  return value < bounds.low ? bounds.low : (value > bounds.high ? bounds.high : value);
}

/** The gradient before clamping; `value` from before or after it. */
INTO_EACH float Passed(float gradient, float value, Bounds bounds) {
  return value <= bounds.low || value >= bounds.high ? 0.0f : gradient;
}

// Sums are kept in a line of memory: several lines read at once and summed in registers take longer, since memory is
// fetched ahead best in one run.

FOR_EACH_PROCESSOR
void SumDeviations(const float* x, int64_t size, int64_t width, const float* pivot, float* sums, float* squares) {
  for (int64_t at = 0; at < size; at += width) {
    const int64_t end = std::min(width, size - at);
#pragma omp simd
    for (int64_t i = 0; i < end; i++) {
      const float deviation = x[at + i] - pivot[i];
      sums[i] += deviation;
      squares[i] += deviation * deviation;
    }
  }
}

FOR_EACH_PROCESSOR
void Normalize(const float* x, const float* shortcut, int64_t size, int64_t width, Normalization by, Bounds bounds,
               float* y) {
  for (int64_t at = 0; at < size; at += width) {
    const int64_t end = std::min(width, size - at);
    if (shortcut == nullptr) {
#pragma omp simd
      for (int64_t i = 0; i < end; i++) y[at + i] = Clamped(Normalized(x[at + i], by, i), bounds);
    } else {
#pragma omp simd
      for (int64_t i = 0; i < end; i++) y[at + i] = Clamped(Normalized(x[at + i], by, i) + shortcut[at + i], bounds);
    }
  }
}

/** The gradient before clamping. Reading the output again would take longer than computing it again. */
template <bool kShortcut>
INTO_EACH float GradientAt(const GradientInputs& in, int64_t i, const Normalization& by, Bounds bounds) {
  return Passed(in.dy[i], kShortcut ? in.y[i] : Normalized(in.x[i], by, i), bounds);
}

template <bool kShortcut>
INTO_EACH void AddGradients(const GradientInputs& in, int64_t end, const Normalization& by, Bounds bounds, float* sums,
                            float* products) {
#pragma omp simd
  for (int64_t i = 0; i < end; i++) {
    const float gradient = GradientAt<kShortcut>(in, i, by, bounds);
    sums[i] += gradient;
    products[i] += gradient * (in.x[i] - by.mean[i]);
  }
}

FOR_EACH_PROCESSOR
void SumGradients(GradientInputs in, int64_t size, int64_t width, Normalization by, Bounds bounds, float* sums,
                  float* products) {
  for (int64_t at = 0; at < size; at += width) {
    const int64_t end = std::min(width, size - at);
    if (in.y == nullptr) AddGradients<false>(in + at, end, by, bounds, sums, products);
    else AddGradients<true>(in + at, end, by, bounds, sums, products);
  }
}

template <bool kShortcut>
INTO_EACH void DifferentiateLine(const GradientInputs& in, int64_t end, const Normalization& by, Bounds bounds,
                                 const float* slope, const float* shift, float* dx, float* dshortcut) {
#pragma omp simd
  for (int64_t i = 0; i < end; i++) {
    const float gradient = GradientAt<kShortcut>(in, i, by, bounds);
    dx[i] = by.scale[i] * gradient + (slope[i] * (in.x[i] - by.mean[i]) + shift[i]);
    if (kShortcut) dshortcut[i] = gradient;
  }
}

FOR_EACH_PROCESSOR
void Differentiate(GradientInputs in, int64_t size, int64_t width, Normalization by, Bounds bounds, const float* slope,
                   const float* shift, float* dx, float* dshortcut) {
  for (int64_t at = 0; at < size; at += width) {
    const int64_t end = std::min(width, size - at);
    if (in.y == nullptr) DifferentiateLine<false>(in + at, end, by, bounds, slope, shift, dx + at, nullptr);
    else DifferentiateLine<true>(in + at, end, by, bounds, slope, shift, dx + at, dshortcut + at);
  }
}

}  // namespace contraseg
