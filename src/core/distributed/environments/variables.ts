import { invalidCluster } from '../../errors/cluster.js';
import { ContrasegError } from '../../errors/contraseg-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of one launcher; whatever is wrong with them is told with the values of all. */
export class Variables {
  constructor(
    private readonly env: Environment,
    private readonly names: readonly string[],
  ) {}

  /** Empty counts as absent. */
  text(name: string): string | undefined {
    return this.env[name] || undefined;
  }

  /** @throws ContrasegError where it is absent */
  required(name: string): string {
    return this.text(name) ?? this.fail(`${name} is missing`);
  }

  /** A whole number from `least` on. @throws ContrasegError where it is absent or something else */
  integer(name: string, least = 0): number {
    const text = this.required(name);
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= least ? value : this.fail(`${name} is no whole number from ${least} on`);
  }

  /** Likewise, or undefined where it is absent. */
  optionalInteger(name: string, least = 0): number | undefined {
    return this.text(name) === undefined ? undefined : this.integer(name, least);
  }

  /** A rank among `size`. */
  rank(name: string, size: number): number {
    const rank = this.integer(name);
    return rank < size ? rank : this.fail(`${name} is not below the number of processes, ${size}`);
  }

  fail(reason: string, hint?: string): never {
    const found = this.names.map(
      (name) => `${name}${this.text(name) === undefined ? ' (absent)' : `=${this.text(name)}`}`,
    );
    throw new ContrasegError(invalidCluster(reason, found, hint));
  }
}
