// Linked into the addon: exponentials and their row sums in one pass over memory, where TensorFlow takes one for each.

#include "exponential.h"
#include "kernel.h"
#include "processors.h"
#include "threads.h"

namespace contraseg {
namespace {

/** Entries that are worth handing over. */
constexpr int64_t kEntriesPerRun = 1 << 16;

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
