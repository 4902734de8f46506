// What the kernels beside this file share: TensorFlow's C API in a few classes.

#pragma once

#include <cstdint>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace contraseg {

/** The inputs of one call, freed with it. */
class Inputs {
 public:
  Inputs(TF_OpKernelContext* context, TF_Status* status) {
    for (int i = 0; i < TF_NumInputs(context) && TF_GetCode(status) == TF_OK; i++) {
      tensors_.push_back(nullptr);
      TF_GetInput(context, i, &tensors_.back(), status);
    }
  }
  Inputs(const Inputs&) = delete;
  ~Inputs() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  }
  template <typename T>
  const T* data(int i) const {
    return static_cast<const T*>(TF_TensorData(tensors_[i]));
  }
  int number() const { return static_cast<int>(tensors_.size()); }
  int64_t count(int i) const { return TF_TensorElementCount(tensors_[i]); }
  int64_t size(int i, int dimension) const { return TF_Dim(tensors_[i], dimension); }
  std::vector<int64_t> shape(int i) const {
    std::vector<int64_t> shape(TF_NumDims(tensors_[i]));
    for (size_t axis = 0; axis < shape.size(); axis++) shape[axis] = size(i, axis);
    return shape;
  }

 private:
  std::vector<TF_Tensor*> tensors_;
};

/** An output of one call; not allocated after a failure and not to be used then: look at `status` once after the last. */
template <typename T>
class Output {
 public:
  Output(TF_OpKernelContext* context, int i, TF_DataType type, int64_t rows, int64_t columns, TF_Status* status)
      : Output(context, i, type, {rows, columns}, status) {}
  Output(TF_OpKernelContext* context, int i, TF_DataType type, const std::vector<int64_t>& shape, TF_Status* status) {
    if (TF_GetCode(status) != TF_OK) return;
    size_t bytes = sizeof(T);
    for (const int64_t size : shape) bytes *= size;
    tensor_ = TF_AllocateOutput(context, i, type, shape.data(), static_cast<int>(shape.size()), bytes, status);
  }
  Output(const Output&) = delete;
  ~Output() { TF_DeleteTensor(tensor_); }
  T* data() const { return static_cast<T*>(TF_TensorData(tensor_)); }

 private:
  TF_Tensor* tensor_ = nullptr;
};

/** What TensorFlow calls: `Compute`, with its failure reported. */
template <void (*Compute)(const Inputs&, TF_OpKernelContext*, TF_Status*)>
void Run(void*, TF_OpKernelContext* context) {
  TF_Status* status = TF_NewStatus();
  {
    const Inputs inputs(context, status);
    if (TF_GetCode(status) == TF_OK) Compute(inputs, context, status);
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelContext_Failure(context, status);
  TF_DeleteStatus(status);
}

/** Announces an operation with one CPU kernel; what is wrong with it TensorFlow says when it is run. */
template <void (*Compute)(const Inputs&, TF_OpKernelContext*, TF_Status*)>
bool Register(const char* name, std::vector<const char*> inputs, std::vector<const char*> outputs,
              std::vector<const char*> attributes = {}) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, &TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", nullptr, &Run<Compute>, nullptr), status);
  }
  const bool registered = TF_GetCode(status) == TF_OK;
  TF_DeleteStatus(status);
  return registered;
}

}  // namespace contraseg
