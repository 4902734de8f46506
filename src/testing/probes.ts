import * as tf from '@tensorflow/tfjs';
import type { Backbone, PreparedBackbone } from '../core/interfaces/backbone.js';
import type { Head, HeadInputs, HeadOutputs } from '../core/interfaces/head.js';

const FEATURES = {
  c2: { channels: 6, stride: 4 },
  c3: { channels: 8, stride: 8 },
  c4: { channels: 10, stride: 16 },
};

/** A backbone with the usual strides and few channels: what a head is tried on. */
export class ProbeBackbone implements Backbone {
  prepare(): PreparedBackbone {
    return { features: FEATURES, build: (image) => this.build(image) };
  }

  private build(image: tf.SymbolicTensor): Record<string, tf.SymbolicTensor> {
    return Object.fromEntries(
      Object.entries(FEATURES).map(([name, { channels, stride }]) => {
        const kernelInitializer = tf.initializers.truncatedNormal({ stddev: 0.2, seed: stride });
        const args = {
          name: `probe.${name}`,
          filters: channels,
          kernelSize: stride,
          strides: stride,
          kernelInitializer,
        };
        return [name, tf.layers.conv2d(args).apply(image) as tf.SymbolicTensor];
      }),
    );
  }
}

/** A head that reads every feature map: what a backbone is tried with. */
export class ProbeHead implements Head {
  build({ features, classCount }: HeadInputs): HeadOutputs {
    const pooled = Object.entries(features).map(([name, { tensor }], i) => {
      const kernelInitializer = tf.initializers.truncatedNormal({ stddev: 0.2, seed: i + 1 });
      const args = { name: `probe.${name}`, filters: classCount, kernelSize: 1, kernelInitializer };
      const logits = tf.layers.conv2d(args).apply(tensor);
      const pool = tf.layers.globalAveragePooling2d({ name: `probe.${name}.pool` }).apply(logits);
      const reshape = tf.layers.reshape({ name: `probe.${name}.reshape`, targetShape: [1, 1, classCount] });
      return reshape.apply(pool) as tf.SymbolicTensor;
    });
    const sum = tf.layers.add({ name: 'probe.add' });
    return { logits: pooled.length > 1 ? (sum.apply(pooled) as tf.SymbolicTensor) : pooled[0]! };
  }
}
