// Linked into the addon: joins a cluster the moment tfjs's part of it makes its context. It has to be then, since
// TFE_EnableCollectiveOps replaces the context's devices and tfjs stores their names right afterwards. The linker sends the
// calls here (--wrap), so that tfjs's sources stay as they are.

#include <signal.h>

#include <cstdlib>
#include <cstring>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/c_api_experimental.h"
#include "tensorflow/c/eager/c_api.h"

extern "C" {

TF_Buffer* TFE_GetServerDef(const char* text, TF_Status* status);
TFE_Context* __real_TFE_NewContext(const TFE_ContextOptions* options, TF_Status* status);
int __real_TF_DeviceListCount(const TF_DeviceList* list);

/** Joins the cluster that CONTRASEG_SERVER_DEF describes, a tensorflow.ServerDef as text; see server-def.ts. */
static void Join(TFE_Context* context, const char* server, TF_Status* status) {
  struct sigaction terminate;
  sigaction(SIGTERM, nullptr, &terminate);
  TF_Buffer* definition = TFE_GetServerDef(server, status);
  if (TF_GetCode(status) == TF_OK) {
    TFE_EnableCollectiveOps(context, definition->data, definition->length, status);
  }
  if (definition != nullptr) TF_DeleteBuffer(definition);
  // TensorFlow's coordination service takes the signal for its own and drops it.
  sigaction(SIGTERM, &terminate, nullptr);
  // tfjs replaces the message by one of its own.
  if (TF_GetCode(status) != TF_OK) setenv("CONTRASEG_JOIN_ERROR", TF_Message(status), 1);
}

TFE_Context* __wrap_TFE_NewContext(const TFE_ContextOptions* options, TF_Status* status) {
  TFE_Context* context = __real_TFE_NewContext(options, status);
  const char* server = std::getenv("CONTRASEG_SERVER_DEF");
  if (server != nullptr && TF_GetCode(status) == TF_OK) Join(context, server, status);
  return context;
}

/** The devices of this process, which come first: tfjs takes the last, and that is another process's in a cluster. */
int __wrap_TF_DeviceListCount(const TF_DeviceList* list) {
  const int all = __real_TF_DeviceListCount(list);
  if (all == 0) return 0;
  TF_Status* status = TF_NewStatus();
  const char* first = TF_DeviceListName(list, 0, status); // /job:worker/replica:0/task:3/device:CPU:0
  const size_t task = std::strstr(first, "/device:") - first + 1;
  int own = 1;
  while (own < all && std::strncmp(first, TF_DeviceListName(list, own, status), task) == 0) own++;
  TF_DeleteStatus(status);
  return own;
}

}  // extern "C"
