/**
 * C++ that is built beside tfjs's own. TensorFlow's libraries write to standard error while they are being loaded,
 * before they read TF_CPP_MIN_LOG_LEVEL, and through the C API that variable never reaches their logger.
 */

/**
 * An addon that loads TensorFlow with standard error pointing nowhere, and has malloc keep what is freed: by default
 * every large tensor is mapped and zeroed by the kernel anew, a tenth of a training step's time.
 */
export const PRELOAD_SOURCE = `
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <node_api.h>
#include <unistd.h>
#include <cstdlib>

NAPI_MODULE_INIT() {
#ifdef __GLIBC__
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
#endif
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  const bool quiet = level != nullptr && std::atoi(level) > 0;
  const int saved = quiet ? dup(STDERR_FILENO) : -1;
  if (saved >= 0) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
  }
  dlopen("libtensorflow_cc.so.2", RTLD_LAZY | RTLD_LOCAL);
  if (saved >= 0) {
    dup2(saved, STDERR_FILENO);
    close(saved);
  }
  return exports;
}
`;

/** Linked into the addon: hands TF_CPP_MIN_LOG_LEVEL to the logger. */
export const LOG_LEVEL_SOURCE = `
#if __has_include("absl/log/globals.h")
#include <cstdlib>
#include "absl/log/globals.h"

namespace {
const bool level_is_set = [] {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(level == nullptr ? 0 : std::atoi(level)));
  return true;
}();
}  // namespace
#endif
`;
