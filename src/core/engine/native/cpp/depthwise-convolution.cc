// Linked into the addon: depthwise convolution with one filter for each channel, and its gradients, with any zeros around
// the image, stride and dilation. Every pixel of the result is the sum of a few lines of channels, and nothing is copied.

#include <algorithm>

#include "depthwise-convolution-passes.h"
#include "kernel.h"
#include "threads.h"

namespace contraseg {
namespace {

/** Entries of the result that are worth handing over. */
constexpr int64_t kEntriesPerRun = 1 << 14;
/** Runs of rows whose filter gradients are summed apart, a fixed number so that threads do not change a bit. */
constexpr int64_t kPartialSums = 32;

/** Along one axis: input = output * stride + tap * dilation - pad. */
struct Axis {
  int64_t inputs, outputs, taps, stride, dilation, pad;

  int64_t Input(int64_t output, int64_t tap) const { return output * stride + tap * dilation - pad; }
  bool HasInput(int64_t input) const { return input >= 0 && input < inputs; }

  /** The output whose tap lies on an input, or -1. */
  int64_t Output(int64_t input, int64_t tap) const {
    const int64_t scaled = input + pad - tap * dilation;
    if (scaled < 0 || scaled % stride != 0 || scaled / stride >= outputs) return -1;
    return scaled / stride;
  }
  /** The outputs whose tap lies within the image. */
  int64_t FirstOutput(int64_t tap) const { return std::max<int64_t>(0, (pad - tap * dilation + stride - 1) / stride); }
  int64_t EndOfOutputs(int64_t tap) const {
    const int64_t last = inputs - 1 + pad - tap * dilation;
    return last < 0 ? 0 : std::min(outputs, last / stride + 1);
  }
};

struct Geometry {
  int64_t batch, channels;
  Axis y, x;

  /** @param numbers [batch, channels, then for y and x: inputs, outputs, taps, stride, dilation, pad] */
  explicit Geometry(const int32_t* numbers)
      : batch(numbers[0]), channels(numbers[1]), y(ReadAxis(numbers + 2)), x(ReadAxis(numbers + 8)) {}

 private:
  static Axis ReadAxis(const int32_t* n) { return {n[0], n[1], n[2], n[3], n[4], n[5]}; }
};

/** (x [batch, height, width, channels], filter [taps y, taps x, channels, 1], geometry) -> y */
void Convolve(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const Geometry g(inputs.data<int32_t>(2));
  const Output<float> output(context, 0, TF_FLOAT, {g.batch, g.y.outputs, g.x.outputs, g.channels}, status);
  if (TF_GetCode(status) != TF_OK) return;
  const float *const image = inputs.data<float>(0), *const filter = inputs.data<float>(1);
  const int64_t rows = g.batch * g.y.outputs, line = g.x.outputs * g.channels;
  ForEachRow(rows, rows * line / kEntriesPerRun, [&](int64_t row) {
    std::vector<Tap> taps(g.y.taps * g.x.taps);
    const float* const picture = image + row / g.y.outputs * g.y.inputs * g.x.inputs * g.channels;
    for (int64_t x = 0; x < g.x.outputs; x++) {
      int64_t count = 0;
      for (int64_t i = 0; i < g.y.taps; i++) {
        const int64_t from_y = g.y.Input(row % g.y.outputs, i);
        if (!g.y.HasInput(from_y)) continue;
        for (int64_t j = 0; j < g.x.taps; j++) {
          const int64_t from_x = g.x.Input(x, j);
          if (!g.x.HasInput(from_x)) continue;
          taps[count++] = {picture + (from_y * g.x.inputs + from_x) * g.channels,
                           filter + (i * g.x.taps + j) * g.channels};
        }
      }
      SumTaps(taps.data(), count, g.channels, output.data() + row * line + x * g.channels);
    }
  });
}

/** (dy, filter, geometry) -> dx */
void DifferentiateInput(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const Geometry g(inputs.data<int32_t>(2));
  const Output<float> dx(context, 0, TF_FLOAT, {g.batch, g.y.inputs, g.x.inputs, g.channels}, status);
  if (TF_GetCode(status) != TF_OK) return;
  const float *const dy = inputs.data<float>(0), *const filter = inputs.data<float>(1);
  const int64_t rows = g.batch * g.y.inputs, line = g.x.inputs * g.channels;
  ForEachRow(rows, rows * line / kEntriesPerRun, [&](int64_t row) {
    std::vector<Tap> taps(g.y.taps * g.x.taps);
    const float* const picture = dy + row / g.y.inputs * g.y.outputs * g.x.outputs * g.channels;
    for (int64_t x = 0; x < g.x.inputs; x++) {
      int64_t count = 0;
      for (int64_t i = 0; i < g.y.taps; i++) {
        const int64_t to_y = g.y.Output(row % g.y.inputs, i);
        if (to_y < 0) continue;
        for (int64_t j = 0; j < g.x.taps; j++) {
          const int64_t to_x = g.x.Output(x, j);
          if (to_x < 0) continue;
          taps[count++] = {picture + (to_y * g.x.outputs + to_x) * g.channels,
                           filter + (i * g.x.taps + j) * g.channels};
        }
      }
      SumTaps(taps.data(), count, g.channels, dx.data() + row * line + x * g.channels);
    }
  });
}

/** Adds what the outputs of one row give. */
void AddFilterGradient(const Geometry& g, const float* image, const float* dy, int64_t row, float* sums) {
  const float* const picture = image + row / g.y.outputs * g.y.inputs * g.x.inputs * g.channels;
  for (int64_t i = 0; i < g.y.taps; i++) {
    const int64_t from_y = g.y.Input(row % g.y.outputs, i);
    if (!g.y.HasInput(from_y)) continue;
    for (int64_t j = 0; j < g.x.taps; j++) {
      const int64_t first = g.x.FirstOutput(j), end = g.x.EndOfOutputs(j);
      if (first >= end) continue;
      SumProducts(picture + (from_y * g.x.inputs + g.x.Input(first, j)) * g.channels, g.x.stride * g.channels,
                  dy + (row * g.x.outputs + first) * g.channels, g.channels, end - first, g.channels,
                  sums + (i * g.x.taps + j) * g.channels);
    }
  }
}

/** (x, dy, geometry) -> dfilter */
void DifferentiateFilter(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const Geometry g(inputs.data<int32_t>(2));
  const Output<float> dfilter(context, 0, TF_FLOAT, {g.y.taps, g.x.taps, g.channels, 1}, status);
  if (TF_GetCode(status) != TF_OK) return;
  const int64_t rows = g.batch * g.y.outputs, size = g.y.taps * g.x.taps * g.channels;
  const int64_t parts = std::max<int64_t>(1, std::min(kPartialSums, rows * g.x.outputs * g.channels / kEntriesPerRun));
  std::vector<float> sums(parts * size);
  ForEachBlock(parts, [&](int64_t part) {
    for (int64_t row = rows * part / parts; row < rows * (part + 1) / parts; row++) {
      AddFilterGradient(g, inputs.data<float>(0), inputs.data<float>(1), row, sums.data() + part * size);
    }
  });
  std::fill(dfilter.data(), dfilter.data() + size, 0.0f);
  for (int64_t part = 0; part < parts; part++) {
    for (int64_t i = 0; i < size; i++) dfilter.data()[i] += sums[part * size + i];
  }
}

[[maybe_unused]] const bool registered =
    Register<Convolve>("ContrasegDepthwiseConvolution", {"x: float", "filter: float", "geometry: int32"}, {"y: float"}) &&
    Register<DifferentiateInput>("ContrasegDepthwiseConvolutionInputGradient",
                                 {"dy: float", "filter: float", "geometry: int32"}, {"dx: float"}) &&
    Register<DifferentiateFilter>("ContrasegDepthwiseConvolutionFilterGradient",
                                  {"x: float", "dy: float", "geometry: int32"}, {"dfilter: float"});

}  // namespace
}  // namespace contraseg
