import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { Head, HeadInputs, HeadOutputs } from '../../src/core/interfaces/head.js';
import { testHead } from '../../src/testing/index.js';
import { useEngine } from '../helpers/engines.js';
import { plant } from '../helpers/planted-faults.js';

test.before(() => useEngine('wasm'));

/** A 1x1 classifier on the deepest map. */
class Right implements Head {
  build({ features, classCount }: HeadInputs): HeadOutputs {
    return { logits: this.classifier(classCount).apply(features.c4!.tensor) as tf.SymbolicTensor };
  }

  protected classifier(filters: number, seed = 1): tf.layers.Layer {
    const kernelInitializer = tf.initializers.heNormal({ seed });
    return tf.layers.conv2d({ name: 'classifier', filters, kernelSize: 1, kernelInitializer });
  }
}

/** Offers maps that are known under other names: one of the backbone's, and its own logits. */
class Reoffers extends Right {
  override build(inputs: HeadInputs): HeadOutputs {
    const { logits } = super.build(inputs);
    const scores = { tensor: logits, channels: inputs.classCount, stride: 16 };
    return { logits, features: { embedding: inputs.features.c3!, scores } };
  }
}

class OffersAgain extends Right {
  override build(inputs: HeadInputs): HeadOutputs {
    return { ...super.build(inputs), features: { c3: inputs.features.c3! } };
  }
}

class WrongStride extends Right {
  override build(inputs: HeadInputs): HeadOutputs {
    const { logits } = super.build(inputs);
    return { logits, features: { scores: { tensor: logits, channels: inputs.classCount, stride: 8 } } };
  }
}

class OneClassMore extends Right {
  override build({ features, classCount }: HeadInputs): HeadOutputs {
    return super.build({ features, classCount: classCount + 1 });
  }
}

let built = 0;
class DrawsAnew extends Right {
  protected override classifier(filters: number): tf.layers.Layer {
    return super.classifier(filters, ++built);
  }
}

/** Argmax, made a map again: it has no gradient. */
class Hard extends tf.layers.Layer {
  static readonly className = 'Hard';
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.oneHot(tf.argMax(x, -1), x.shape.at(-1)!).toFloat();
    });
  }
}
tf.serialization.registerClass(Hard);

class CutGradient extends Right {
  override build(inputs: HeadInputs): HeadOutputs {
    return { logits: new Hard({ name: 'hard' }).apply(super.build(inputs).logits) as tf.SymbolicTensor };
  }
}

plant(
  testHead,
  { 'a right head': () => new Right(), 'a head that offers maps under further names': () => new Reoffers() },
  {
    'a map of the backbone offered again under its name': [() => new OffersAgain(), /^the head throws: .*"c3"/s],
    'a wrong stride': [() => new WrongStride(), /feature map "scores" of a 16x32 image/],
    'a wrong number of classes': [() => new OneClassMore(), /^the head throws: .*3.*2/s],
    'a kernel that is drawn anew': [() => new DrawsAnew(), /"head\/classifier\/kernel" starts differently/],
    'a cut gradient': [() => new CutGradient(), /the gradient of the logits is cut/],
  },
);
