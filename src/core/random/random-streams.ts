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
  private own = new OwnStreams();
  private prefix = '';

  constructor(readonly seed: number) {}

  /**
   * The same streams as one component sees them: `scoped('losses[1]').stream('anchors')` is the whole's
   * `losses[1].anchors`, so that two components of one type share none. Both see each other's draws and restored states.
   */
  scoped(path: string): RandomStreams {
    const view = new RandomStreams(this.seed);
    view.streams = this.streams;
    view.own = this.own;
    view.prefix = `${this.prefix}${path}.`;
    return view;
  }

  /**
   * The stream of that name; its state is part of every checkpoint. For draws that are alike on all ranks, because they follow
   * from what is; see `local` for the others.
   */
  stream(name: string): RandomStream {
    const key = this.prefix + name;
    let stream = this.streams.get(key);
    if (!stream) {
      stream = RandomStream.fromSeed(deriveSeed(this.seed, key));
      this.streams.set(key, stream);
    }
    return stream;
  }

  /**
   * A stream for draws about this rank's own images. On rank 0, and in a process on its own, it is `stream(name)`; elsewhere it
   * begins anew with each step, from seed, rank and iteration, so that no checkpoint need hold it.
   */
  local(name: string): RandomStream {
    const { rank, iteration, streams } = this.own;
    if (rank === 0) return this.stream(name);
    const key = this.prefix + name;
    const stream = streams.get(key) ?? RandomStream.fromSeed(deriveSeed(this.seed, key, rank, iteration));
    streams.set(key, stream);
    return stream;
  }

  /** Begins a step: see `local`. */
  beginStep(rank: number, iteration: number): void {
    Object.assign(this.own, { rank, iteration });
    this.own.streams.clear();
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

/** The streams of a rank other than 0 in one step; all views of a run's streams share them. */
class OwnStreams {
  rank = 0;
  iteration = 0;
  readonly streams = new Map<string, RandomStream>();
}
