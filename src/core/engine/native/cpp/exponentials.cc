// Linked into the addon: exponentials and their row sums in one pass over memory, where TensorFlow takes one for each.

#include <cstring>
#include <limits>

#include "kernel.h"
#include "processors.h"
#include "threads.h"

namespace contraseg {
namespace {

/** Entries that are worth handing over. */
constexpr int64_t kEntriesPerRun = 1 << 16;

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

FOR_EACH_PROCESSOR
void ExpRow(const float* x, int64_t size, float* y, float* sum) {
  float total = 0;
#pragma omp simd reduction(+ : total)
  for (int64_t i = 0; i < size; i++) {
    y[i] = Exp(x[i]);
    total += y[i];
  }
  *sum = total;
}

FOR_EACH_PROCESSOR
void SoftplusRow(const float* x, int64_t size, float* sigmoid, float* softplus_sum, float* sigmoid_sum) {
  float loss = 0, slope = 0;
#pragma omp simd reduction(+ : loss, slope)
  for (int64_t i = 0; i < size; i++) {
    const float e = Exp(x[i] < 0 ? x[i] : -x[i]);
    sigmoid[i] = (x[i] < 0 ? e : 1.0f) / (1.0f + e);
    slope += sigmoid[i];
    loss += (x[i] > 0 ? x[i] : 0.0f) + Log1p(e);
  }
  *softplus_sum = loss;
  *sigmoid_sum = slope;
}

/** x [rows, columns] -> e^x [rows, columns], its sums [rows, 1] */
void ExpWithSum(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t rows = inputs.size(0, 0), columns = inputs.size(0, 1);
  const Output<float> values(context, 0, TF_FLOAT, rows, columns, status);
  const Output<float> sums(context, 1, TF_FLOAT, rows, 1, status);
  if (TF_GetCode(status) != TF_OK) return;
  ForEachRow(rows, rows * columns / kEntriesPerRun, [&](int64_t row) {
    ExpRow(inputs.data<float>(0) + row * columns, columns, values.data() + row * columns, sums.data() + row);
  });
}

/** x [rows, columns] -> sigmoid(x) [rows, columns], its sums and those of softplus(x) [rows, 1] */
void SoftplusAndSigmoid(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t rows = inputs.size(0, 0), columns = inputs.size(0, 1);
  const Output<float> sigmoid(context, 0, TF_FLOAT, rows, columns, status);
  const Output<float> sigmoid_sums(context, 1, TF_FLOAT, rows, 1, status);
  const Output<float> softplus_sums(context, 2, TF_FLOAT, rows, 1, status);
  if (TF_GetCode(status) != TF_OK) return;
  ForEachRow(rows, rows * columns / kEntriesPerRun, [&](int64_t row) {
    SoftplusRow(inputs.data<float>(0) + row * columns, columns, sigmoid.data() + row * columns,
                softplus_sums.data() + row, sigmoid_sums.data() + row);
  });
}

[[maybe_unused]] const bool registered =
    Register<ExpWithSum>("ContrasegExpWithSum", {"x: float"}, {"y: float", "sums: float"}) &&
    Register<SoftplusAndSigmoid>("ContrasegSoftplusAndSigmoid", {"x: float"},
                                 {"sigmoid: float", "sigmoid_sums: float", "softplus_sums: float"});

}  // namespace
}  // namespace contraseg
