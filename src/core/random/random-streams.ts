import type { ComponentState, JsonValue, Stateful } from '../interfaces/stateful.js';
import { RandomStream } from './random-stream.js';

/** Hashes seed and names to 32 bits (FNV-1a with a final avalanche), so that streams are unrelated. */
export function deriveSeed(seed: number, ...names: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of [seed, ...names].join('/')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Every random draw of a run comes from a stream with a name, so that adding one consumer never moves another's draws. */
export class RandomStreams implements Stateful {
  private streams = new Map<string, RandomStream>();
  private prefix = '';

  constructor(readonly seed: number) {}

  /**
   * The same streams as one component sees them: `scoped('losses[1]').stream('anchors')` is the whole's
   * `losses[1].anchors`, so that two components of one type share none. Both see each other's draws and restored states.
   */
  scoped(path: string): RandomStreams {
    const view = new RandomStreams(this.seed);
    view.streams = this.streams;
    view.prefix = `${this.prefix}${path}.`;
    return view;
  }

  /** The stream of that name; its state is part of every checkpoint. */
  stream(name: string): RandomStream {
    const key = this.prefix + name;
    let stream = this.streams.get(key);
    if (!stream) {
      stream = RandomStream.fromSeed(deriveSeed(this.seed, key));
      this.streams.set(key, stream);
    }
    return stream;
  }

  /** A fresh stream that depends on seed, name and index alone, such as one sample's augmentation. */
  at(name: string, ...index: readonly number[]): RandomStream {
    return RandomStream.fromSeed(deriveSeed(this.seed, this.prefix + name, ...index));
  }

  saveState(): ComponentState {
    const own = [...this.streams].filter(([key]) => key.startsWith(this.prefix));
    return { values: Object.fromEntries(own.map(([key, stream]) => [key.slice(this.prefix.length), stream.state])) };
  }

  loadState(state: ComponentState): void {
    for (const [name, values] of Object.entries(state.values ?? {})) {
      if (!isGeneratorState(values)) throw new Error(`the stream ${name} has the state ${JSON.stringify(values)}`);
      this.stream(name).restore(values);
    }
  }
}

/** Four whole numbers of 32 bits. */
function isGeneratorState(values: JsonValue): values is readonly number[] {
  return Array.isArray(values) && values.length === 4 && values.every((value) => value === (Number(value) | 0));
}
