// Linked into the addon: the operations ContrasegSelectPerRow and ContrasegSpreadPerRow, which do in TensorFlow's memory
// and in threads what core/engine/ops/select-per-row does on the host. Only TensorFlow's C API is used.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "kernel.h"
#include "threads.h"

namespace contraseg {
namespace {

/** Every how many columns the sample takes one. */
constexpr int64_t kStride = 16;
/** Entries that are worth handing over. */
constexpr int64_t kEntriesPerRun = 1 << 16;
/** Parts of a range in which a rank is looked for. */
constexpr int kBuckets = 256;

/** Selects from one row after the other; signs are turned so that the largest values are always wanted. */
class RowSelector {
 public:
  RowSelector(int64_t columns, int64_t k, bool largest)
      : columns_(columns), k_(k), sign_(largest ? 1.0f : -1.0f), values_(columns), places_(columns) {}

  /** Fills `values` and `places` with the k chosen; among equals the lower column wins. */
  void Select(const float* row, const uint8_t* allowed, float* values, int32_t* places) {
    int64_t size = Collect(row, SampleBound(row, allowed), allowed);
    if (size < k_) size = Collect(row, -std::numeric_limits<float>::infinity(), allowed);
    if (size < k_) {
      std::fill(values, values + k_, std::numeric_limits<float>::quiet_NaN());
      std::fill(places, places + k_, 0);
      return;
    }
    const auto end = values_.begin() + size;
    pool_.assign(values_.begin(), end);
    const float threshold = Largest(k_);
    int64_t equal = k_ - std::count_if(values_.begin(), end, [=](float value) { return value > threshold; });
    for (int64_t i = 0, at = 0; at < k_; i++) {
      if (values_[i] < threshold || (values_[i] == threshold && equal-- <= 0)) continue;
      values[at] = sign_ * values_[i];
      places[at++] = places_[i];
    }
  }

 private:
  /** The n-th largest of `pool_`, counted from 1, looked for in the bucket of its range alone. */
  float Largest(int64_t n) {
    const auto [lowest, highest] = std::minmax_element(pool_.begin(), pool_.end());
    const float low = *lowest;
    const float range = *highest - low;
    const float scale = (kBuckets - 1) / range;
    if (std::isfinite(range) && std::isfinite(scale)) {
      const auto bucket = [=](float value) { return static_cast<int>((value - low) * scale); };
      int counts[kBuckets] = {};
      for (const float value : pool_) counts[bucket(value)]++;
      int wanted = kBuckets - 1;
      for (; counts[wanted] < n; wanted--) n -= counts[wanted];
      size_t size = 0;
      for (const float value : pool_) {
        pool_[size] = value;
        size += bucket(value) == wanted;
      }
      pool_.resize(size);
    }
    std::nth_element(pool_.begin(), pool_.begin() + (n - 1), pool_.end(), std::greater<float>());
    return pool_[n - 1];
  }

  /** A value that k of the row are very likely to reach, and few more: three deviations below the sample's own k-th. */
  float SampleBound(const float* row, const uint8_t* allowed) {
    pool_.clear();
    for (int64_t i = 0; i < columns_; i += kStride) {
      if ((allowed == nullptr || allowed[i]) && !std::isnan(row[i])) pool_.push_back(sign_ * row[i]);
    }
    const double share = static_cast<double>(k_) / kStride;
    const auto rank = static_cast<int64_t>(std::ceil(share + 3 * std::sqrt(share) + 1));
    if (rank >= static_cast<int64_t>(pool_.size())) return -std::numeric_limits<float>::infinity();
    return Largest(rank);
  }

  /** Copies what is allowed and reaches the bound, which no NaN does. Written without branches: half of them would miss. */
  int64_t Collect(const float* row, float bound, const uint8_t* allowed) {
    int64_t size = 0;
    for (int64_t i = 0; i < columns_; i++) {
      const float value = sign_ * row[i];
      values_[size] = value;
      places_[size] = static_cast<int32_t>(i);
      size += static_cast<int64_t>(value >= bound) & static_cast<int64_t>(allowed == nullptr || allowed[i]);
    }
    return size;
  }

  const int64_t columns_;
  const int64_t k_;
  const float sign_;
  std::vector<float> values_;
  std::vector<int32_t> places_;
  std::vector<float> pool_;
};

/** (matrix [rows, columns], masks [masks, columns], mask of each row, [k, largest]) -> values, columns [rows, k] */
void SelectPerRow(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t rows = inputs.size(0, 0), columns = inputs.size(0, 1);
  const bool masked = inputs.size(1, 0) > 0;
  const int64_t k = inputs.data<int32_t>(3)[0];
  const bool largest = inputs.data<int32_t>(3)[1] != 0;
  const Output<float> values(context, 0, TF_FLOAT, rows, k, status);
  const Output<int32_t> places(context, 1, TF_INT32, rows, k, status);
  if (TF_GetCode(status) != TF_OK) return;
  ForRows(rows, rows * columns / kEntriesPerRun, [&](int64_t first, int64_t last) {
    RowSelector selector(columns, k, largest);
    for (int64_t row = first; row < last; row++) {
      const uint8_t* mask = masked ? inputs.data<uint8_t>(1) + inputs.data<int32_t>(2)[row] * columns : nullptr;
      selector.Select(inputs.data<float>(0) + row * columns, mask, values.data() + row * k, places.data() + row * k);
    }
  });
}

/** (values [rows, k], columns [rows, k], [offset, width]) -> matrix [rows, width] */
void SpreadPerRow(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t rows = inputs.size(0, 0), k = inputs.size(0, 1);
  const int64_t offset = inputs.data<int32_t>(2)[0], width = inputs.data<int32_t>(2)[1];
  const Output<float> matrix(context, 0, TF_FLOAT, rows, width, status);
  if (TF_GetCode(status) != TF_OK) return;
  ForEachRow(rows, rows * width / kEntriesPerRun, [&](int64_t row) {
    float* line = matrix.data() + row * width;
    std::memset(line, 0, width * sizeof(float));
    for (int64_t i = row * k; i < (row + 1) * k; i++) {
      const int64_t column = inputs.data<int32_t>(1)[i] - offset;
      if (column >= 0 && column < width) line[column] = inputs.data<float>(0)[i];
    }
  });
}

[[maybe_unused]] const bool registered =
    Register<SelectPerRow>("ContrasegSelectPerRow",
                           {"matrix: float", "masks: bool", "mask_of_row: int32", "selection: int32"},
                           {"values: float", "columns: int32"}) &&
    Register<SpreadPerRow>("ContrasegSpreadPerRow", {"values: float", "columns: int32", "window: int32"},
                           {"matrix: float"});

}  // namespace
}  // namespace contraseg
