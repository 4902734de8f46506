// The four passes over memory that batch normalisation takes in training. Each works on one block: `size` floats in lines
// of `width`, the last of which may be short. What differs by channel comes as a line too, see `Lines`.

#pragma once

#include <cstdint>

namespace contraseg {

/** (x - mean) * scale + offset */
struct Normalization {
  const float *mean, *scale, *offset;
};

/** Values beyond are moved to the nearer end: 0 and infinity for ReLU, 0 and 6 for ReLU6. A NaN stays one. */
struct Bounds {
  float low, high;
};

/** What the gradient is made of: that of the output, the input, and the output where a shortcut is in it. */
struct GradientInputs {
  const float *dy, *x, *y;
  GradientInputs operator+(int64_t i) const { return {dy + i, x + i, y == nullptr ? nullptr : y + i}; }
};

/** Adds up the deviations from `pivot` and their squares. */
void SumDeviations(const float* x, int64_t size, int64_t width, const float* pivot, float* sums, float* squares);

/** @param shortcut added before clamping; may be absent */
void Normalize(const float* x, const float* shortcut, int64_t size, int64_t width, Normalization by, Bounds bounds,
               float* y);

/** Adds up the gradients before clamping, and their products with x - mean. */
void SumGradients(GradientInputs in, int64_t size, int64_t width, Normalization by, Bounds bounds, float* sums,
                  float* products);

/** dx = scale * gradient + slope * (x - mean) + shift; `dshortcut`, the gradient before clamping, where `in.y` is. */
void Differentiate(GradientInputs in, int64_t size, int64_t width, Normalization by, Bounds bounds, const float* slope,
                   const float* shift, float* dx, float* dshortcut);

}  // namespace contraseg
