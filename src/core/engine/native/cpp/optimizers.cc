// Linked into the addon: a step of an optimizer over all parameters in one operation, and the norm of all gradients.
// Composed of TensorFlow's operations each parameter takes half a dozen of them, most on a few hundred numbers.

#include <algorithm>
#include <cmath>

#include "kernel.h"
#include "processors.h"
#include "threads.h"

namespace contraseg {
namespace {

/** Entries that a thread takes at a time. */
constexpr int64_t kEntriesPerPiece = 1 << 15;

/** A run of entries of one of many tensors. */
struct Piece {
  int tensor;
  int64_t first, size;
};

/** Cuts the first `tensors` inputs into pieces: threads share a large one, and take small ones one by one. */
std::vector<Piece> Cut(const Inputs& inputs, int tensors) {
  std::vector<Piece> pieces;
  for (int tensor = 0; tensor < tensors; tensor++) {
    const int64_t count = inputs.count(tensor);
    for (int64_t first = 0; first < count; first += kEntriesPerPiece) {
      pieces.push_back({tensor, first, std::min(kEntriesPerPiece, count - first)});
    }
  }
  return pieces;
}

/** Outputs, each of the shape of the input that is given at its place. */
class OutputsLike {
 public:
  OutputsLike(const Inputs& inputs, int number, TF_OpKernelContext* context, TF_Status* status) {
    for (int i = 0; i < number && TF_GetCode(status) == TF_OK; i++) {
      const std::vector<int64_t> shape = inputs.shape(i);
      tensors_.push_back(TF_AllocateOutput(context, i, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                           inputs.count(i) * sizeof(float), status));
    }
  }
  OutputsLike(const OutputsLike&) = delete;
  ~OutputsLike() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  }
  float* data(int i) const { return static_cast<float*>(TF_TensorData(tensors_[i])); }

 private:
  std::vector<TF_Tensor*> tensors_;
};

struct SgdSettings {
  float momentum, rate, decay;
};

FOR_EACH_PROCESSOR
void UpdateBySgd(const float* variable, const float* velocity, const float* gradient, int64_t size, SgdSettings by,
                 float* new_variable, float* new_velocity) {
#pragma omp simd
  for (int64_t i = 0; i < size; i++) {
    const float next = by.momentum * velocity[i] + (gradient[i] + by.decay * variable[i]);
    new_velocity[i] = next;
    new_variable[i] = variable[i] - by.rate * next;
  }
}

/** (variables, velocities, gradients, [momentum, then rate and decay of each]) -> variables, velocities */
void Sgd(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int n = (inputs.number() - 1) / 3;
  const OutputsLike outputs(inputs, 2 * n, context, status);
  if (TF_GetCode(status) != TF_OK) return;
  const float* const settings = inputs.data<float>(3 * n);
  const std::vector<Piece> pieces = Cut(inputs, n);
  ForEachBlock(pieces.size(), [&](int64_t piece) {
    const auto [i, at, size] = pieces[piece];
    UpdateBySgd(inputs.data<float>(i) + at, inputs.data<float>(n + i) + at, inputs.data<float>(2 * n + i) + at, size,
                {settings[0], settings[1 + 2 * i], settings[2 + 2 * i]}, outputs.data(i) + at, outputs.data(n + i) + at);
  });
}

/** Shares of the old averages and of what is new, what corrects the mean square for its start at zero, and epsilon. */
struct AdamSettings {
  float old_mean, new_mean, old_square, new_square, correction, epsilon;
};

FOR_EACH_PROCESSOR
void UpdateByAdam(const float* variable, const float* mean, const float* square, const float* gradient, int64_t size,
                  const AdamSettings& by, float rate, float kept, float* new_variable, float* new_mean,
                  float* new_square) {
#pragma omp simd
  for (int64_t i = 0; i < size; i++) {
    const float m = by.old_mean * mean[i] + by.new_mean * gradient[i];
    const float s = by.old_square * square[i] + by.new_square * (gradient[i] * gradient[i]);
    new_mean[i] = m;
    new_square[i] = s;
    new_variable[i] = kept * variable[i] - rate * m / (std::sqrt(s / by.correction) + by.epsilon);
  }
}

/** (variables, means, squares, gradients, [`AdamSettings`, then rate and kept share of each])
    -> variables, means, squares */
void Adam(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int n = (inputs.number() - 1) / 4;
  const OutputsLike outputs(inputs, 3 * n, context, status);
  if (TF_GetCode(status) != TF_OK) return;
  const float* const settings = inputs.data<float>(4 * n);
  const AdamSettings by{settings[0], settings[1], settings[2], settings[3], settings[4], settings[5]};
  const std::vector<Piece> pieces = Cut(inputs, n);
  ForEachBlock(pieces.size(), [&](int64_t piece) {
    const auto [i, at, size] = pieces[piece];
    UpdateByAdam(inputs.data<float>(i) + at, inputs.data<float>(n + i) + at, inputs.data<float>(2 * n + i) + at,
                 inputs.data<float>(3 * n + i) + at, size, by, settings[6 + 2 * i], settings[7 + 2 * i],
                 outputs.data(i) + at, outputs.data(n + i) + at, outputs.data(2 * n + i) + at);
  });
}

FOR_EACH_PROCESSOR
float SumSquares(const float* x, int64_t size) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < size; i++) sum += x[i] * x[i];
  return sum;
}

/** tensors -> the root of the sum of all their squares [1, 1]. Sums of pieces are joined in order, whatever the threads. */
void GlobalNorm(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const Output<float> norm(context, 0, TF_FLOAT, 1, 1, status);
  if (TF_GetCode(status) != TF_OK) return;
  const std::vector<Piece> pieces = Cut(inputs, inputs.number());
  std::vector<float> sums(pieces.size());
  ForEachBlock(pieces.size(), [&](int64_t piece) {
    const auto [i, at, size] = pieces[piece];
    sums[piece] = SumSquares(inputs.data<float>(i) + at, size);
  });
  double sum = 0;
  for (const float part : sums) sum += part;
  *norm.data() = static_cast<float>(std::sqrt(sum));
}

[[maybe_unused]] const bool registered =
    Register<Sgd>("ContrasegSgd",
                  {"variables: N * float", "velocities: N * float", "gradients: N * float", "settings: float"},
                  {"new_variables: N * float", "new_velocities: N * float"}, {"N: int >= 1"}) &&
    Register<Adam>("ContrasegAdam",
                   {"variables: N * float", "means: N * float", "squares: N * float", "gradients: N * float",
                    "settings: float"},
                   {"new_variables: N * float", "new_means: N * float", "new_squares: N * float"}, {"N: int >= 1"}) &&
    Register<GlobalNorm>("ContrasegGlobalNorm", {"tensors: N * float"}, {"norm: float"}, {"N: int >= 1"});

}  // namespace
}  // namespace contraseg
