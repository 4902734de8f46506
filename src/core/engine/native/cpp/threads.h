// Threads that the kernels beside this file share.

#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>

namespace contraseg {

/** How many threads TensorFlow may use for one operation, and so may we. */
int64_t Threads();

/**
 * Calls body(block) once for each of 0 <= block < blocks, in up to `Threads()` threads that each take the next one left,
 * and returns when all are done. One thread is the caller, so a processor that is busy otherwise delays at most the
 * blocks that it has begun.
 */
void ForEachBlock(int64_t blocks, const std::function<void(int64_t)>& body);

/**
 * Calls body(first, last) for runs of rows, as in `ForEachBlock`.
 * @param worthwhile the most runs that take longer than handing them over
 */
template <typename Body>
void ForRows(int64_t rows, int64_t worthwhile, Body body) {
  constexpr int64_t kRunsPerThread = 8;
  const int64_t runs = std::max<int64_t>(1, std::min({rows, worthwhile, kRunsPerThread * Threads()}));
  ForEachBlock(runs, [&](int64_t run) { body(rows * run / runs, rows * (run + 1) / runs); });
}

/** Calls body(row) for every row, threads as in `ForRows`. */
template <typename Body>
void ForEachRow(int64_t rows, int64_t worthwhile, Body body) {
  ForRows(rows, worthwhile, [&](int64_t first, int64_t last) {
    for (int64_t row = first; row < last; row++) body(row);
  });
}

}  // namespace contraseg
