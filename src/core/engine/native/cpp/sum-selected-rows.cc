// Linked into the addon: the operation ContrasegSumSelectedRows, a product with a matrix of which each row holds few values.

#include <algorithm>

#include "kernel.h"
#include "processors.h"
#include "threads.h"

namespace contraseg {
namespace {

/** Entries of the table that stay in a processor's second cache while every row of a run takes from them. */
constexpr int64_t kEntriesAtOnce = 1 << 16;
/** Products of a run, many so that all of its rows take from what the cache holds. */
constexpr int64_t kProductsPerRun = 1 << 26;

/** sum += weights[0] * row 0 + … + weights[3] * row 3 */
FOR_EACH_PROCESSOR
void AddFour(const float* const rows[4], const float* weights, int64_t size, float* sum) {
  const float *const a = rows[0], *const b = rows[1], *const c = rows[2], *const d = rows[3];
  const float p = weights[0], q = weights[1], r = weights[2], s = weights[3];
#pragma omp simd
  for (int64_t i = 0; i < size; i++) sum[i] += (p * a[i] + q * b[i]) + (r * c[i] + s * d[i]);
}

FOR_EACH_PROCESSOR
void AddOne(const float* row, float weight, int64_t size, float* sum) {
#pragma omp simd
  for (int64_t i = 0; i < size; i++) sum[i] += weight * row[i];
}

/** Adds the rows of `table` at `columns`, weighted. */
void Add(const float* table, int64_t size, const float* weights, const int32_t* columns, int64_t count, float* sum) {
  int64_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const float* const rows[] = {table + columns[i] * size, table + columns[i + 1] * size, table + columns[i + 2] * size,
                                 table + columns[i + 3] * size};
    AddFour(rows, weights + i, size, sum);
  }
  for (; i < count; i++) AddOne(table + columns[i] * size, weights[i], size, sum);
}

/** (values [rows, k], columns [rows, k], ascending in each row, table [n, dimension]) -> sums [rows, dimension] */
void SumSelectedRows(const Inputs& inputs, TF_OpKernelContext* context, TF_Status* status) {
  const int64_t rows = inputs.size(0, 0), k = inputs.size(0, 1), n = inputs.size(2, 0), size = inputs.size(2, 1);
  const Output<float> sums(context, 0, TF_FLOAT, rows, size, status);
  if (TF_GetCode(status) != TF_OK) return;
  const int64_t at_once = std::max<int64_t>(1, kEntriesAtOnce / std::max<int64_t>(1, size));
  ForRows(rows, rows * k * size / kProductsPerRun, [&](int64_t first, int64_t last) {
    std::fill(sums.data() + first * size, sums.data() + last * size, 0.0f);
    std::vector<int64_t> next(last - first);
    for (int64_t end = std::min(at_once, n);; end = std::min(end + at_once, n)) {
      for (int64_t row = first; row < last; row++) {
        const int32_t* const columns = inputs.data<int32_t>(1) + row * k;
        const int64_t from = next[row - first];
        const int64_t to = std::lower_bound(columns + from, columns + k, end) - columns;
        Add(inputs.data<float>(2), size, inputs.data<float>(0) + row * k + from, columns + from, to - from,
            sums.data() + row * size);
        next[row - first] = to;
      }
      if (end == n) break;
    }
  });
}

[[maybe_unused]] const bool registered = Register<SumSelectedRows>(
    "ContrasegSumSelectedRows", {"values: float", "columns: int32", "table: float"}, {"sums: float"});

}  // namespace
}  // namespace contraseg
