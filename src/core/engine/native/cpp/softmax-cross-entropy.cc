// Linked into the addon: the cross-entropy of each row of logits, and its gradient from the same logits, one pass over
// memory each. Composed of TensorFlow's operations they are ten, and their matrices at full size the most that a step holds.

#include <algorithm>
#include <cmath>

#include "exponential.h"
#include "kernel.h"
#include "processors.h"
#include "threads.h"

namespace contraseg {
namespace {

/** Entries that are worth handing over. */
constexpr int64_t kEntriesPerRun = 1 << 16;
/** Entries whose exponentials are made at once, so that vectors are full however few classes there are. */
constexpr int64_t kEntriesAtOnce = 1 << 10;

/** y = e^(x - shift of its row) */
FOR_EACH_PROCESSOR
void ShiftedExponentials(const float* x, const float* shifts, int64_t rows, int64_t classes, float* y) {
  for (int64_t row = 0; row < rows; row++) {
    for (int64_t c = 0; c < classes; c++) y[row * classes + c] = x[row * classes + c] - shifts[row];
  }
#pragma omp simd
  for (int64_t i = 0; i < rows * classes; i++) y[i] = Exp(y[i]);
}

FOR_EACH_PROCESSOR
void Losses(const float* logits, const int32_t* targets, int64_t rows, int64_t classes, float* scratch, float* losses,
            float* normalizers) {
  for (int64_t row = 0; row < rows; row++) {
    normalizers[row] = *std::max_element(logits + row * classes, logits + (row + 1) * classes);
  }
  ShiftedExponentials(logits, normalizers, rows, classes, scratch);
  for (int64_t row = 0; row < rows; row++) {
    float sum = 0;
    for (int64_t c = 0; c < classes; c++) sum += scratch[row * classes + c];
    normalizers[row] += std::log(sum);
    losses[row] = normalizers[row] - logits[row * classes + targets[row]];
  }
}

FOR_EACH_PROCESSOR
void Gradients(const float* logits, const int32_t* targets, const float* normalizers, const float* slopes, int64_t rows,
               int64_t classes, float* gradient) {
  ShiftedExponentials(logits, normalizers, rows, classes, gradient);
  for (int64_t row = 0; row < rows; row++) {
    float* const line = gradient + row * classes;
    line[targets[row]] -= 1.0f;
    for (int64_t c = 0; c < classes; c++) line[c] *= slopes[row];
  }
}

/** Calls body(first row, rows) for pieces of as many rows as are computed at once. */
template <typename Body>
void ForPieces(int64_t rows, int64_t classes, Body body) {
  const int64_t at_once = std::max<int64_t>(1, kEntriesAtOnce / classes);
  ForRows(rows, rows * classes / kEntriesPerRun, [&](int64_t first, int64_t last) {
    for (int64_t row = first; row < last; row += at_once) body(row, std::min(at_once, last - row));
  });
}

/** (logits [rows, classes], targets [rows], each a class) -> losses, log of the sum of exponentials [rows, 1] */
void SoftmaxCrossEntropy(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t rows = inputs.size(0, 0), classes = inputs.size(0, 1);
  const Output<float> losses(context, 0, TF_FLOAT, {rows}, status);
  const Output<float> normalizers(context, 1, TF_FLOAT, {rows}, status);
  if (TF_GetCode(status) != TF_OK) return;
  ForPieces(rows, classes, [&](int64_t row, int64_t count) {
    std::vector<float> scratch(count * classes);
    Losses(inputs.data<float>(0) + row * classes, inputs.data<int32_t>(1) + row, count, classes, scratch.data(),
           losses.data() + row, normalizers.data() + row);
  });
}

/** (logits [rows, classes], targets, log of the sum of exponentials, gradient of the losses [rows]) -> gradient */
void SoftmaxCrossEntropyGradient(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t rows = inputs.size(0, 0), classes = inputs.size(0, 1);
  const Output<float> gradient(context, 0, TF_FLOAT, rows, classes, status);
  if (TF_GetCode(status) != TF_OK) return;
  ForPieces(rows, classes, [&](int64_t row, int64_t count) {
    Gradients(inputs.data<float>(0) + row * classes, inputs.data<int32_t>(1) + row, inputs.data<float>(2) + row,
              inputs.data<float>(3) + row, count, classes, gradient.data() + row * classes);
  });
}

[[maybe_unused]] const bool registered =
    Register<SoftmaxCrossEntropy>("ContrasegSoftmaxCrossEntropy", {"logits: float", "targets: int32"},
                                  {"losses: float", "normalizers: float"}) &&
    Register<SoftmaxCrossEntropyGradient>("ContrasegSoftmaxCrossEntropyGradient",
                                          {"logits: float", "targets: int32", "normalizers: float", "slopes: float"},
                                          {"gradient: float"});

}  // namespace
}  // namespace contraseg
