import * as tf from '@tensorflow/tfjs';

/** The kernels that forward and backward passes of our networks, losses and optimizers run. */
const TRAINING_KERNELS: readonly string[] = [
  ...['Add', 'AvgPool', 'AvgPoolGrad', 'BatchMatMul', 'BatchToSpaceND', 'Cast', 'Concat', 'Conv2D'],
  ...['Conv2DBackpropFilter', 'Conv2DBackpropInput', 'DepthwiseConv2dNative'],
  ...['DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput', 'Exp', 'FusedBatchNorm', 'GatherV2'],
  ...['Log', 'Max', 'MaxPool', 'MaxPoolGrad', 'Mean', 'Multiply', 'NotEqual', 'OneHot', 'PadV2', 'RealDiv', 'Relu'],
  ...['Relu6', 'Reshape', 'ResizeBilinear', 'Rsqrt', 'ScatterNd', 'Select', 'Sigmoid', 'Slice', 'Softmax', 'Softplus'],
  ...['SpaceToBatchND', 'SplitV', 'Sqrt', 'Square', 'Step', 'Sub', 'Sum', 'TopK', 'Transpose', 'UnsortedSegmentSum'],
];

/** Those of them that a backend does not have. */
export function missingKernels(backend: string): string[] {
  return TRAINING_KERNELS.filter((name) => tf.getKernel(name, backend) === undefined);
}
