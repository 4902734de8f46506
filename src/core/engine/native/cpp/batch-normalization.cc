// Linked into the addon: batch normalisation in training together with the shortcut and the ReLU or ReLU6 that follow it,
// and the gradient of all three. There is little arithmetic in it and much memory, so what counts is the passes over it:
// two forwards (statistics; normalise, add and clamp) and two backwards (sums; gradient).
//
// Sums are made per block of rows and joined in order, so that the number of threads does not change a bit.

#include <algorithm>
#include <array>
#include <cmath>

#include "batch-normalization-passes.h"
#include "kernel.h"
#include "threads.h"

namespace contraseg {
namespace {

/** Entries of a block. */
constexpr int64_t kEntriesPerBlock = 1 << 16;
/** Entries of a line, at least. */
constexpr int64_t kEntriesPerLine = 256;
/** Rows that a first guess of the mean is made from. */
constexpr int64_t kSampleRows = 64;

/**
 * Rows of channels seen as lines of one or more whole rows, long enough to be made of the widest vectors however many
 * channels there are.
 */
class Lines {
 public:
  Lines(int64_t entries, int64_t channels) : entries_(entries), channels_(channels), width_(channels) {
    while (width_ < kEntriesPerLine || width_ % 16 != 0) width_ *= 2;
    per_block_ = std::max<int64_t>(1, kEntriesPerBlock / width_) * width_;
  }
  int64_t width() const { return width_; }

  /** Calls body(first entry, entries) for every block, in threads. */
  template <typename Body>
  void ForEachBlock(Body body) const {
    contraseg::ForEachBlock(blocks(), [&](int64_t block) {
      const int64_t first = block * per_block_;
      body(first, std::min(per_block_, entries_ - first));
    });
  }

  /** A line with each channel's value, value(channel). */
  template <typename Value>
  std::vector<float> Line(Value value) const {
    std::vector<float> line(width_);
    for (int64_t c = 0; c < channels_; c++) line[c] = value(c);
    for (int64_t i = channels_; i < width_; i++) line[i] = line[i - channels_];
    return line;
  }

  /** Two sums over each channel, body(first entry, entries, a, b) adding to lines of them. */
  template <typename Body>
  std::array<std::vector<double>, 2> Sum(Body body) const {
    std::vector<float> lines(blocks() * 2 * width_);
    ForEachBlock([&](int64_t first, int64_t size) {
      float* const line = lines.data() + first / per_block_ * 2 * width_;
      body(first, size, line, line + width_);
    });
    std::array<std::vector<double>, 2> sums{std::vector<double>(channels_), std::vector<double>(channels_)};
    const float* row = lines.data();
    for (int64_t line = 0; line < 2 * blocks(); line++) {
      for (int64_t i = 0; i < width_; i += channels_, row += channels_) {
        for (int64_t c = 0; c < channels_; c++) sums[line % 2][c] += row[c];
      }
    }
    return sums;
  }

 private:
  int64_t blocks() const { return (entries_ + per_block_ - 1) / per_block_; }

  const int64_t entries_, channels_;
  int64_t width_, per_block_;
};

/** What `Normalization` points to. */
class NormalizationLines {
 public:
  NormalizationLines(const Lines& lines, const float* mean, const float* inverse, const float* gamma, const float* beta)
      : mean_(lines.Line([=](int64_t c) { return mean[c]; })),
        scale_(lines.Line([=](int64_t c) { return gamma[c] * inverse[c]; })),
        offset_(lines.Line([=](int64_t c) { return beta[c]; })) {}
  Normalization pointers() const { return {mean_.data(), scale_.data(), offset_.data()}; }

 private:
  const std::vector<float> mean_, scale_, offset_;
};

/** The mean of a few rows, near enough to that of all that deviations from it lose no bits. */
std::vector<float> SampleMean(const float* x, int64_t rows, int64_t channels) {
  const int64_t sample = std::min(kSampleRows, rows);
  std::vector<float> mean(channels);
  for (int64_t i = 0; i < sample; i++) {
    const float* row = x + i * rows / sample * channels;
    for (int64_t c = 0; c < channels; c++) mean[c] += row[c] / sample;
  }
  return mean;
}

/** (x [..., channels], shortcut of its shape or empty, gamma, beta, moving mean, moving variance [channels],
    [epsilon, momentum, low, high]) -> y [..., channels], mean, 1 / deviation, moving mean, moving variance [channels] */
void BatchNormalization(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t channels = inputs.count(2), entries = inputs.count(0), rows = entries / channels;
  const Output<float> y(context, 0, TF_FLOAT, inputs.shape(0), status);
  const Output<float> mean(context, 1, TF_FLOAT, {channels}, status);
  const Output<float> inverse(context, 2, TF_FLOAT, {channels}, status);
  const Output<float> moving_mean(context, 3, TF_FLOAT, {channels}, status);
  const Output<float> moving_variance(context, 4, TF_FLOAT, {channels}, status);
  if (TF_GetCode(status) != TF_OK) return;
  const float* const x = inputs.data<float>(0);
  const float* const shortcut = inputs.count(1) > 0 ? inputs.data<float>(1) : nullptr;
  const float *const gamma = inputs.data<float>(2), *const beta = inputs.data<float>(3);
  const float* const settings = inputs.data<float>(6);
  const float epsilon = settings[0], momentum = settings[1];

  const Lines lines(entries, channels);
  const std::vector<float> sample = SampleMean(x, rows, channels);
  const std::vector<float> pivot = lines.Line([&](int64_t c) { return sample[c]; });
  const auto sums = lines.Sum([&](int64_t first, int64_t size, float* deviations, float* squares) {
    SumDeviations(x + first, size, lines.width(), pivot.data(), deviations, squares);
  });
  for (int64_t c = 0; c < channels; c++) {
    const double deviation = sums[0][c] / rows;
    const double found = sums[1][c] / rows - deviation * deviation;
    const double variance = found < 0 ? 0 : found;
    mean.data()[c] = sample[c] + deviation;
    inverse.data()[c] = 1 / std::sqrt(variance + epsilon);
    const double unbiased = variance * rows / std::max<int64_t>(rows - 1, 1);
    moving_mean.data()[c] = momentum * inputs.data<float>(4)[c] + (1 - momentum) * mean.data()[c];
    moving_variance.data()[c] = momentum * inputs.data<float>(5)[c] + (1 - momentum) * unbiased;
  }

  const NormalizationLines by(lines, mean.data(), inverse.data(), gamma, beta);
  lines.ForEachBlock([&](int64_t first, int64_t size) {
    Normalize(x + first, shortcut == nullptr ? nullptr : shortcut + first, size, lines.width(), by.pointers(),
              {settings[2], settings[3]}, y.data() + first);
  });
}

/** (dy, x [..., channels], y of their shape or empty, gamma, beta, mean, 1 / deviation [channels], [low, high])
    -> dx [..., channels], dgamma, dbeta [channels], dshortcut of the shape of y */
void BatchNormalizationGradient(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t channels = inputs.count(3), entries = inputs.count(0), rows = entries / channels;
  const Output<float> dx(context, 0, TF_FLOAT, inputs.shape(0), status);
  const Output<float> dgamma(context, 1, TF_FLOAT, {channels}, status);
  const Output<float> dbeta(context, 2, TF_FLOAT, {channels}, status);
  const Output<float> dshortcut(context, 3, TF_FLOAT, inputs.shape(2), status);
  if (TF_GetCode(status) != TF_OK) return;
  const GradientInputs in{inputs.data<float>(0), inputs.data<float>(1),
                          inputs.count(2) > 0 ? inputs.data<float>(2) : nullptr};
  const float *const mean = inputs.data<float>(5), *const inverse = inputs.data<float>(6);
  const Bounds bounds{inputs.data<float>(7)[0], inputs.data<float>(7)[1]};

  const Lines lines(entries, channels);
  const NormalizationLines by(lines, mean, inverse, inputs.data<float>(3), inputs.data<float>(4));
  const auto sums = lines.Sum([&](int64_t first, int64_t size, float* gradients, float* products) {
    SumGradients(in + first, size, lines.width(), by.pointers(), bounds, gradients, products);
  });
  for (int64_t c = 0; c < channels; c++) {
    dbeta.data()[c] = sums[0][c];
    dgamma.data()[c] = sums[1][c] * inverse[c];
  }

  // With x' = (x - mean) / deviation: dx = gamma / deviation * (gradient - mean(gradient) - x' mean(gradient x')).
  const auto scale = [&](int64_t c) { return static_cast<double>(inputs.data<float>(3)[c]) * inverse[c] / rows; };
  const auto shift = lines.Line([&](int64_t c) { return -scale(c) * sums[0][c]; });
  const auto slope = lines.Line([&](int64_t c) { return -scale(c) * inverse[c] * inverse[c] * sums[1][c]; });
  lines.ForEachBlock([&](int64_t first, int64_t size) {
    Differentiate(in + first, size, lines.width(), by.pointers(), bounds, slope.data(), shift.data(), dx.data() + first,
                  in.y == nullptr ? nullptr : dshortcut.data() + first);
  });
}

[[maybe_unused]] const bool registered =
    Register<BatchNormalization>("ContrasegBatchNormalization",
                                 {"x: float", "shortcut: float", "gamma: float", "beta: float", "moving_mean: float",
                                  "moving_variance: float", "settings: float"},
                                 {"y: float", "mean: float", "inverse_deviation: float", "new_moving_mean: float",
                                  "new_moving_variance: float"}) &&
    Register<BatchNormalizationGradient>("ContrasegBatchNormalizationGradient",
                                         {"dy: float", "x: float", "y: float", "gamma: float", "beta: float",
                                          "mean: float", "inverse_deviation: float", "bounds: float"},
                                         {"dx: float", "dgamma: float", "dbeta: float", "dshortcut: float"});

}  // namespace
}  // namespace contraseg
