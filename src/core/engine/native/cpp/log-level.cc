// Linked into the addon: hands TF_CPP_MIN_LOG_LEVEL to TensorFlow's logger, which it never reaches through the C API.

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
