import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { Backbone, FeatureInfos, PreparedBackbone } from '../../src/core/interfaces/backbone.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { MobileNetV2 } from '../../src/plugins/backbones/mobilenet-v2.js';
import { testBackbone } from '../../src/testing/index.js';
import { useEngine } from '../helpers/engines.js';
import { plant } from '../helpers/planted-faults.js';

test.before(() => useEngine('wasm'));

/** Two convolutions of stride 2. */
class Right implements PreparedBackbone {
  readonly features: FeatureInfos = { c1: { channels: 4, stride: 2 }, c2: { channels: 6, stride: 4 } };

  build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    const c1 = this.between(this.convolution('c1', 4).apply(image) as tf.SymbolicTensor);
    return { c1, c2: this.convolution('c2', 6).apply(c1) as tf.SymbolicTensor };
  }

  protected between(map: tf.SymbolicTensor): tf.SymbolicTensor {
    return map;
  }

  protected convolution(name: string, filters: number, more: object = {}): tf.layers.Layer {
    const kernelInitializer = tf.initializers.heNormal({ seed: filters });
    return tf.layers.conv2d({ name, filters, kernelSize: 3, strides: 2, padding: 'same', kernelInitializer, ...more });
  }
}

class WrongStride extends Right {
  override readonly features = { c1: { channels: 4, stride: 2 }, c2: { channels: 6, stride: 8 } };
}

class WrongChannels extends Right {
  override readonly features = { c1: { channels: 4, stride: 2 }, c2: { channels: 7, stride: 4 } };
}

class NotDeeper extends Right {
  override readonly features = { c2: { channels: 6, stride: 4 }, c1: { channels: 4, stride: 2 } };
}

let built = 0;
class DrawsAnew extends Right {
  protected override convolution(name: string, filters: number): tf.layers.Layer {
    return super.convolution(name, filters, { kernelInitializer: tf.initializers.heNormal({ seed: ++built }) });
  }
}

class NumbersLayers extends Right {
  protected override convolution(name: string, filters: number): tf.layers.Layer {
    return super.convolution(`${name}_${++built}`, filters);
  }
}

/** Rounds to eighths, whose gradient is 0. */
class Round extends tf.layers.Layer {
  static readonly className = 'Round';
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.round((Array.isArray(inputs) ? inputs[0]! : inputs).mul(8)).div(8));
  }
}
tf.serialization.registerClass(Round);

class CutGradient extends Right {
  protected override between(map: tf.SymbolicTensor): tf.SymbolicTensor {
    return new Round({ name: 'round' }).apply(map) as tf.SymbolicTensor;
  }
}

/** The shallow map alone has its gradient, so that every kernel is reached by one. */
class CutBranch extends Right {
  override build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    const c1 = this.convolution('c1', 4).apply(image) as tf.SymbolicTensor;
    const rounded = new Round({ name: 'round' }).apply(c1);
    return { c1, c2: this.convolution('c2', 6).apply(rounded) as tf.SymbolicTensor };
  }
}

/** Subtracts the mean over the batch. */
class BatchMean extends tf.layers.Layer {
  static readonly className = 'BatchMean';
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => x.sub(x.mean(0, true)));
  }
}
tf.serialization.registerClass(BatchMean);

class Neighbours extends Right {
  protected override between(map: tf.SymbolicTensor): tf.SymbolicTensor {
    return new BatchMean({ name: 'mean' }).apply(map) as tf.SymbolicTensor;
  }
}

class Leaks extends Right {
  override build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    tf.keep(tf.zeros([3]));
    return super.build(image);
  }
}

class NeverPrepared implements Backbone {
  prepare(): never {
    throw new RangeError('no such file');
  }
}

/** A backbone that prepares this one. */
const of = (Prepared: new () => PreparedBackbone) => (): Backbone => ({ prepare: () => new Prepared() });

const mobilenet = (outputStride: 8 | 16 | 32) => () =>
  MobileNetV2.create({ outputStride, widthMultiplier: 0.1, weights: undefined }, new RandomStreams(1));

plant(
  testBackbone,
  {
    'a right backbone': of(Right),
    'mobilenet-v2 at output stride 8': mobilenet(8),
    'mobilenet-v2 at output stride 32': mobilenet(32),
  },
  {
    'a wrong stride': [of(WrongStride), /feature map "c2" of a 8x16 image/],
    'a wrong number of channels': [of(WrongChannels), /c2.*7/],
    'a shallower map after a deeper one': [of(NotDeeper), /from shallow to deep.*4, 2/],
    'a kernel that is drawn anew': [of(DrawsAnew), /"backbone\/c1\/kernel" starts differently each time/],
    'a layer that is named anew': [of(NumbersLayers), /parameter names differ/],
    'a cut gradient': [of(CutGradient), /the gradient of the logits is cut: it is 0 on all of the image|"c1" is cut/],
    'a cut gradient of one map among several': [
      of(CutBranch),
      /the gradient of the feature map "c2" is cut: it is 0 on all of the image/,
    ],
    'an image that changes its neighbours': [of(Neighbours), /changes the results of its neighbours/],
    'a leaked tensor': [of(Leaks), /^2 tensors are left behind/],
    'an error of its own': [() => new NeverPrepared(), /^the backbone throws: no such file$/],
  },
);
