import * as tf from '@tensorflow/tfjs';
import type { Cluster } from '../../distributed/cluster.js';
import { clusterFailed } from '../../errors/cluster.js';
import { ContrasegError } from '../../errors/index.js';
import type { Collective } from '../../interfaces/collective.js';
import { type AttributeValue, nativeBackend, rawOp } from './raw-op.js';

/** All ranks are one group; TensorFlow knows groups by numbers. */
const GROUP = 1;

/** Seconds that a rank waits in a collective for the others, of which one may be reading every file of the data. */
const PATIENCE = 3600;

type Dtype = 'float32' | 'int32';

/**
 * TensorFlow's own collective operations, those of its MultiWorkerMirroredStrategy: rings over gRPC between processors, NCCL
 * between GPUs. The cluster was joined when the engine was loaded.
 */
export class TensorflowCollective implements Collective {
  readonly rank: number;
  readonly size: number;
  /** TensorFlow knows a collective of one shape by a number; ranks that call the same ones in the same order number them alike. */
  private readonly instances = new Map<string, number>();
  private readonly constants = new Map<number, tf.Scalar>();

  constructor(private readonly cluster: Cluster) {
    this.rank = cluster.rank;
    this.size = cluster.tasks.length;
  }

  allReduce<T extends tf.Tensor>(x: T, merge: 'sum' | 'mean'): T {
    const final = merge === 'mean' ? 'Div' : 'Id';
    const attributes = {
      merge_op: { string: 'Add' },
      final_op: { string: final },
      max_subdivs_per_device: { int: -1 },
    };
    return this.run('CollectiveReduceV2', x, [x, ...this.key(`reduce ${merge}`, x)], attributes);
  }

  allGather<T extends tf.Tensor>(x: T): T {
    return this.run('CollectiveGatherV2', x, [x, ...this.key('gather', x)], {});
  }

  broadcast<T extends tf.Tensor>(x: T): T {
    const key = this.key('broadcast', x);
    if (this.rank === 0) return this.run('CollectiveBcastSendV2', x, [x, ...key], {});
    const shape = tf.tensor1d(x.shape, 'int32');
    try {
      return this.run('CollectiveBcastRecvV2', x, [...key, shape], { Tshape: { type: 'int32' } });
    } finally {
      shape.dispose();
    }
  }

  /** Size of the group, group and instance. */
  private key(kind: string, { dtype, shape }: tf.Tensor): tf.Scalar[] {
    const name = `${kind} ${dtype} ${shape}`;
    const instance = this.instances.get(name) ?? this.instances.size + 1;
    this.instances.set(name, instance);
    return [this.size, GROUP, instance].map((value) => this.constant(value));
  }

  private constant(value: number): tf.Scalar {
    let scalar = this.constants.get(value);
    if (!scalar) {
      scalar = tf.keep(tf.scalar(value, 'int32'));
      this.constants.set(value, scalar);
    }
    return scalar;
  }

  private run<T extends tf.Tensor>(
    operation: string,
    { dtype }: T,
    inputs: tf.Tensor[],
    attributes: Readonly<Record<string, AttributeValue>>,
  ): T {
    try {
      const [result] = rawOp(nativeBackend()!, operation, inputs, {
        ...attributes,
        T: { type: dtype as Dtype },
        communication_hint: { string: 'auto' },
        timeout_seconds: { float: PATIENCE },
      });
      return result as T;
    } catch (error) {
      throw new ContrasegError(clusterFailed(this.cluster, (error as Error).message), { cause: error });
    }
  }
}
