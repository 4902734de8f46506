import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import type { Optimizer, Parameter, Updater } from '../../src/core/interfaces/optimizer.js';
import type { ComponentState } from '../../src/core/interfaces/stateful.js';
import { testOptimizer } from '../../src/testing/index.js';
import { useEngine } from '../helpers/engines.js';
import { plant } from '../helpers/planted-faults.js';

test.before(() => useEngine('cpu'));

/** Momentum with decoupled weight decay. */
class Right implements Updater {
  readonly learningRate = { backbone: 0.01, head: 0.1 };
  protected readonly slots = new Map<string, tf.Tensor>();

  constructor(protected readonly parameters: readonly Parameter[]) {
    for (const { name, variable } of parameters) this.slots.set(name, tf.zerosLike(variable));
  }

  step(gradients: Readonly<Record<string, tf.Tensor>>, factor: number): void {
    for (const parameter of this.parameters) {
      const gradient = this.gradientOf(parameter, gradients);
      if (!gradient) continue;
      const { name, variable, group } = parameter;
      const rate = this.learningRate[group] * this.scale(factor);
      const velocity = this.slots.get(name)!.mul(0.9).add(gradient);
      const kept = this.decays(parameter) ? variable.mul(1 - 0.01 * rate) : variable;
      variable.assign(kept.sub(velocity.mul(rate)));
      this.keep(name, velocity);
    }
  }

  saveState(): ComponentState {
    return { tensors: Object.fromEntries(this.slots) };
  }

  loadState({ tensors }: ComponentState): void {
    for (const [name, tensor] of Object.entries(tensors!)) this.keep(name, tensor.clone());
  }

  dispose(): void {
    tf.dispose([...this.slots.values()]);
  }

  protected gradientOf({ name }: Parameter, gradients: Readonly<Record<string, tf.Tensor>>): tf.Tensor | undefined {
    return gradients[name];
  }

  protected decays({ decay }: Parameter): boolean {
    return decay;
  }

  protected scale(factor: number): number {
    return factor;
  }

  protected keep(name: string, value: tf.Tensor): void {
    this.slots.get(name)?.dispose();
    this.slots.set(name, tf.keep(value));
  }
}

class IgnoresFactor extends Right {
  protected override scale(): number {
    return 1;
  }
}

class OnOrOff extends Right {
  protected override scale(factor: number): number {
    return factor > 0 ? 1 : 0;
  }
}

class ForgetsSlots extends Right {
  override saveState(): ComponentState {
    return {};
  }
  override loadState(): void {}
}

class LoadsNothing extends Right {
  override loadState(): void {}
}

class KeepsTheCallers extends Right {
  override loadState({ tensors }: ComponentState): void {
    for (const [name, tensor] of Object.entries(tensors!)) this.keep(name, tensor);
  }
}

/** A warm-up of its own that no checkpoint knows. */
class CountsInVain extends Right {
  private steps = 0;
  protected override scale(factor: number): number {
    return (factor * ++this.steps) / 100;
  }
}

let steps = 0;
class ModuleState extends Right {
  protected override scale(factor: number): number {
    return (factor * (20 + steps++)) / 1000;
  }
}

class MathRandom extends Right {
  protected override scale(factor: number): number {
    return factor * Math.random();
  }
}

class DecaysAll extends Right {
  protected override decays(): boolean {
    return true;
  }
}

class Coasts extends Right {
  protected override gradientOf({ name, variable }: Parameter, gradients: Readonly<Record<string, tf.Tensor>>) {
    return gradients[name] ?? tf.zerosLike(variable);
  }
}

class Climbs extends Right {
  protected override scale(factor: number): number {
    return -factor;
  }
}

class Stands extends Right {
  protected override scale(): number {
    return 0;
  }
}

class Leaks extends Right {
  protected override keep(name: string, value: tf.Tensor): void {
    this.slots.set(name, tf.keep(value));
  }
}

class LeavesSlots extends Right {
  override dispose(): void {}
}

class NeverKeeps extends Right {
  protected override keep(name: string, value: tf.Tensor): void {
    this.slots.get(name)?.dispose();
    this.slots.set(name, value);
  }
}

class TakesGradients extends Right {
  override step(gradients: Readonly<Record<string, tf.Tensor>>, factor: number): void {
    super.step(gradients, factor);
    tf.dispose(gradients);
  }
}

/** An optimizer that starts updaters of this class. */
const of = (Updating: new (parameters: readonly Parameter[]) => Updater) => (): Optimizer => ({
  setup: (parameters) => new Updating(parameters),
});

plant<Optimizer>(
  testOptimizer,
  { 'a right optimizer': of(Right) },
  {
    'a factor that is ignored': [of(IgnoresFactor), /with factor 0 the parameters move by 0\.\d+/],
    'a factor that only switches': [
      of(OnOrOff),
      /with factor 0\.5 the parameters move by (0\.\d+), with factor 1 by \1/,
    ],
    'slots that are not saved': [of(ForgetsSlots), /1 steps after a checkpoint the parameters are 0\.\d+ from where/],
    'slots that are not loaded': [of(LoadsNothing), /loadState does not restore.*"backbone\/conv\/kernel" holds 0/],
    'slots that are the caller’s': [of(KeepsTheCallers), /saveState gives the tensor .*, which is disposed/],
    'a count that is not saved': [of(CountsInVain), /steps after a checkpoint the parameters are .* save every slot/],
    'module state': [of(ModuleState), /two equal optimizers are .* apart: keep no state in the module/],
    'Math.random': [of(MathRandom), /^step calls Math\.random \(3 times\)/],
    'decay of biases': [of(DecaysAll), /"head\/classifier\/bias", whose decay is false, moves by 0\.\d+/],
    'a parameter that coasts without a gradient': [
      of(Coasts),
      /"backbone\/conv\/kernel" moves by .* no gradient for it/,
    ],
    'steps upwards': [of(Climbs), /ten steps down a paraboloid lead from [\d.]+ to [\d.]+/],
    'no step': [of(Stands), /with factor 1 the parameters move by 0/],
    'a leaked tensor': [of(Leaks), /every step leaves tensors behind/],
    'slots that are not disposed': [of(LeavesSlots), /tensors are left behind after the updaters were disposed/],
    'slots that are not kept': [of(NeverKeeps), /^the optimizer throws: .*disposed/],
    'gradients that are disposed': [of(TakesGradients), /step disposes the gradient of "backbone\/conv\/kernel"/],
  },
);
