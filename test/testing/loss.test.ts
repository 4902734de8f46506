import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { Figure } from '../../src/core/interfaces/figure.js';
import type { Loss, LossContext, LossInputs, LossTerm, LossVariable } from '../../src/core/interfaces/loss.js';
import type { ComponentState, Disposable, Stateful } from '../../src/core/interfaces/stateful.js';
import { RandomStream } from '../../src/core/random/random-stream.js';
import { RandomStreams } from '../../src/core/random/random-streams.js';
import { testLoss } from '../../src/testing/index.js';
import { useEngine } from '../helpers/engines.js';
import { plant } from '../helpers/planted-faults.js';

test.before(() => useEngine('cpu'));

/** The mean squared distance from the truth, of logits and of a classifier on a feature map, relative to its own average. */
class Right implements LossTerm, Stateful, Disposable {
  readonly features = ['decoder'];
  protected readonly kernel = tf.tidy(() => tf.variable(tf.ones([8, 4]).div(8)));
  protected average = 1;
  protected last = 1;
  protected readonly random = new RandomStreams(1);

  constructor(protected readonly context: LossContext) {}

  get variables(): readonly LossVariable[] {
    return [{ name: 'kernel', variable: this.kernel, trainable: true, decay: true }];
  }

  compute(inputs: LossInputs): tf.Scalar {
    const loss = tf.tidy(() => {
      const scores = inputs.logits.add(
        tf.conv2d(inputs.features.decoder!, this.kernel.reshape<tf.Tensor4D>([1, 1, 8, 4]), 1, 'same'),
      );
      const [, height, width] = inputs.labels.shape;
      const resized = tf.image.resizeBilinear(scores as tf.Tensor4D, [height, width], false, true);
      const truth = tf.oneHot(inputs.labels, 4);
      const labelled = this.labelled(inputs);
      const distance = resized.sub(truth).square().sum(-1).mul(labelled);
      const mean = distance.sum().div(labelled.sum().maximum(1));
      return mean.mul<tf.Scalar>((1 + 0.1 * this.draw()) / this.average);
    });
    this.last = loss.dataSync()[0]!;
    return loss;
  }

  afterStep(): void {
    this.average = 0.9 * this.average + 0.1 * this.last;
  }

  saveState(): ComponentState {
    return { values: { average: this.average } };
  }

  loadState({ values }: ComponentState): void {
    this.average = values!.average as number;
  }

  dispose(): void {
    this.kernel.dispose();
  }

  protected labelled({ labels }: LossInputs): tf.Tensor {
    return labels.notEqual(this.context.ignoreIndex).toFloat();
  }

  protected draw(): number {
    return this.random.stream('factor').uniform();
  }
}

/** Changes what `compute` gives. */
abstract class Changed extends Right {
  abstract change(loss: tf.Scalar, inputs: LossInputs): tf.Scalar;
  override compute(inputs: LossInputs): tf.Scalar {
    return tf.tidy(() => this.change(super.compute(inputs), inputs));
  }
}

class IgnoresNothing extends Right {
  protected override labelled({ labels }: LossInputs): tf.Tensor {
    return tf.onesLike(labels).toFloat();
  }
}

class HardCoded extends Right {
  protected override labelled({ labels }: LossInputs): tf.Tensor {
    return labels.notEqual(255).toFloat();
  }
}

/** Right but for a term that pulls every logit to zero. */
class SeesIgnored extends Changed {
  change(loss: tf.Scalar, { logits }: LossInputs): tf.Scalar {
    return loss.add(logits.square().mean().mul(0.01));
  }
}

class NaNOnUnlabelled extends Changed {
  change(loss: tf.Scalar, { labelValues }: LossInputs): tf.Scalar {
    const count = labelValues.filter((label) => label < 4).length;
    return loss.mul(count / count);
  }
}

class NaNOnAbsent extends Changed {
  change(loss: tf.Scalar, { labelValues }: LossInputs): tf.Scalar {
    const counts = [0, 1, 2, 3].map((classId) => labelValues.filter((label) => label === classId).length);
    return counts.includes(0) && Math.max(...counts) > 0 ? loss.div(0).mul(0) : loss;
  }
}

class MathRandom extends Right {
  protected override draw(): number {
    return Math.random();
  }
}

class OwnStream extends Right {
  private readonly own = RandomStream.fromSeed(5);
  protected override draw(): number {
    return this.own.uniform();
  }
}

let calls = 0;
class ModuleState extends Right {
  protected override draw(): number {
    return ++calls / 100;
  }
}

class Unlisted extends Right {
  override get variables(): readonly LossVariable[] {
    return [];
  }
}

class Unreached extends Right {
  private readonly bias = tf.tidy(() => tf.variable(tf.zeros([4])));
  override get variables(): readonly LossVariable[] {
    return [...super.variables, { name: 'bias', variable: this.bias, trainable: true, decay: false }];
  }
  override dispose(): void {
    super.dispose();
    this.bias.dispose();
  }
}

class NotSaved extends Right {
  override saveState(): ComponentState {
    return {};
  }
  override loadState(): void {}
}

class NotRestored extends Right {
  override loadState(): void {}
}

class MovedInCompute extends Right {
  override compute(inputs: LossInputs): tf.Scalar {
    const loss = super.compute(inputs);
    this.average = 0.9 * this.average + 0.1 * this.last;
    return loss;
  }
  override afterStep(): void {}
}

/** Counts calls of compute where no checkpoint sees it. */
class HiddenCount extends Right {
  private count = 0;
  protected override draw(): number {
    return ++this.count / 100;
  }
}

class OverwritesLabels extends Right {
  override compute(inputs: LossInputs): tf.Scalar {
    inputs.labelValues.forEach((label, i) => {
      if (label > 3) inputs.labelValues[i] = 0;
    });
    return super.compute(inputs);
  }
}

class CutFromNetwork extends Changed {
  change(loss: tf.Scalar): tf.Scalar {
    return tf.scalar(loss.dataSync()[0]!);
  }
}

class OnlyItsOwn extends Right {
  override compute(inputs: LossInputs): tf.Scalar {
    const detach = (map: tf.Tensor4D) => tf.tensor4d(map.dataSync().slice(), map.shape);
    const features = { decoder: detach(inputs.features.decoder!) };
    return tf.tidy(() => super.compute({ ...inputs, logits: detach(inputs.logits), features }));
  }
}

class Flat extends Changed {
  change(loss: tf.Scalar): tf.Scalar {
    return tf.round(loss.mul<tf.Scalar>(100)).div(100);
  }
}

class PerPixel extends Changed {
  change(loss: tf.Scalar): tf.Scalar {
    return loss.reshape([1]) as unknown as tf.Scalar;
  }
}

class Leaks extends Right {
  override afterStep(): void {
    super.afterStep();
    tf.keep(tf.zeros([2]));
  }
}

class LeaksAtTheEnd extends Right {
  override dispose(): void {}
}

/** Keeps a tensor for each of the first ten steps, and then no more. */
class FillsACache extends Right {
  private readonly cache: tf.Tensor[] = [];
  override afterStep(): void {
    super.afterStep();
    if (this.cache.length < 10) this.cache.push(tf.keep(tf.zeros([2])));
  }
  override dispose(): void {
    super.dispose();
    tf.dispose(this.cache);
  }
}

/** Keeps what `setup` makes where every term of the loss finds it. */
class Shared implements Loss {
  readonly weight = 1;
  private context: LossContext | undefined;

  setup(context: LossContext): LossTerm {
    this.context = context;
    const ignoreIndex = () => this.context!.ignoreIndex;
    return new (class extends Right {
      protected override labelled({ labels }: LossInputs): tf.Tensor {
        return labels.notEqual(ignoreIndex()).toFloat();
      }
    })(context);
  }
}

/** A right loss with a figure that is not what it says. */
const withFigure = (figure: Figure) =>
  lossOf(
    class extends Right {
      readonly figures = { odd: figure };
    },
  );

class WithFigures extends Right {
  readonly figures: Readonly<Record<string, Figure>> = {
    average: { kind: 'value', chart: 'Average', value: () => this.average },
    steps: { kind: 'count', value: () => undefined },
    shares: { kind: 'share', per: 'class', value: () => [0, 1, null, 0.5] },
    pair: { kind: 'count', per: ['one', 'two'], value: () => [1, 2] },
    idle: { kind: 'idle', value: () => 'resting' },
    note: { kind: 'note', value: () => ({ any: [true, 'thing'] }) },
  };
}

function lossOf(Term: new (context: LossContext) => LossTerm): () => Loss {
  return () => ({ weight: 1, setup: (context) => new Term(context) });
}

plant<Loss>(
  testLoss,
  {
    'a right loss': lossOf(Right),
    'a loss that fills a cache': lossOf(FillsACache),
    'a loss with figures': lossOf(WithFigures),
  },
  {
    'an ignore index that is ignored': [lossOf(IgnoresNothing), /logits under ignored pixels alone change the loss/],
    'a hard-coded ignore index': [lossOf(HardCoded), /the ignore index 77 gives another loss than 255 does/],
    'a term on ignored pixels': [lossOf(SeesIgnored), /logits under ignored pixels alone change the loss/],
    'NaN on an unlabelled batch': [lossOf(NaNOnUnlabelled), /^no labelled pixel: the loss is not finite: NaN/],
    'NaN on absent classes': [lossOf(NaNOnAbsent), /^class 0 alone: the loss is not finite: NaN/],
    'Math.random': [lossOf(MathRandom), /^compute calls Math\.random \(1 times\)/],
    'a random stream of its own': [
      lossOf(OwnStream),
      /^compute draws from a stream of its own, which no checkpoint holds/,
    ],
    'module state': [lossOf(ModuleState), /two equal losses that saw the same batches differ.*no state in the module/],
    'an unlisted variable': [lossOf(Unlisted), /a gradient reaches a variable \[8,4\] that is not in `variables`/],
    'a variable without a gradient': [lossOf(Unreached), /^no gradient ever reaches the variable "bias"$/],
    'state that is not saved': [lossOf(NotSaved), /the loss differs after a checkpoint: .* instead of/],
    'a hidden counter': [lossOf(HiddenCount), /the loss differs after a checkpoint/],
    'state that is not restored': [lossOf(NotRestored), /loadState does not restore.*"average" is 1 instead of/],
    'state moved in compute': [lossOf(MovedInCompute), /^compute moves the state.*"average" is .* instead of/],
    'overwritten labels': [lossOf(OverwritesLabels), /compute overwrites \d+ of the 3072 values of labelValues/],
    'a cut gradient': [lossOf(CutFromNetwork), /the gradient is cut: nothing connects the loss/],
    'a gradient that reaches its own variables alone': [lossOf(OnlyItsOwn), /the gradient is cut/],
    'a gradient that is 0': [lossOf(Flat), /but its gradient is 0 everywhere on logits, decoder/],
    'a loss that is no scalar': [lossOf(PerPixel), /the loss is a tensor \[1\], not a scalar/],
    'a tensor leaked in each step': [lossOf(Leaks), /every step leaves tensors behind: there are \d+/],
    'a variable that is not disposed': [lossOf(LeaksAtTheEnd), /tensors are left behind after the loss was disposed/],
    'state in the component': [
      () => new Shared(),
      /^a second setup of a loss changes the term of the first: .* instead/,
    ],
    'a share above 1': [
      withFigure({ kind: 'share', value: () => 1.5 }),
      /^the figure "odd" is 1\.5, which is no share$/,
    ],
    'a count that is not whole': [
      withFigure({ kind: 'count', per: 'class', value: () => [1, null, 0.5, 2] }),
      /^the figure "odd" is \[1,null,0\.5,2\], where 0\.5 is no count$/,
    ],
    'a list of another length': [
      withFigure({ kind: 'value', per: ['one', 'two'], value: () => [1] }),
      /is \[1\], which is no list of 2 entries$/,
    ],
    'a figure that is NaN': [
      withFigure({ kind: 'value', value: () => Number.NaN }),
      /is nothing that JSON holds: null$/,
    ],
    'an idle that is no word': [withFigure({ kind: 'idle', value: () => true }), /is true, but of kind idle/],
    'a chart of words': [
      withFigure({ kind: 'note', chart: 'Notes', value: () => 'x' }),
      /is drawn in the chart "Notes", but of kind note/,
    ],
  },
);
