/** One thing that went wrong, and the command that shows it again. */
export interface Failure {
  readonly what: string;
  readonly reproduce: string;
}

/** What one campaign has seen so far: a row of the table. */
export class Tally {
  cases = 0;
  /** Milliseconds. */
  slowest = 0;
  /** Largest resident memory of any of its processes, in bytes. */
  memory = 0;
  readonly failures: Failure[] = [];
  private readonly counts = new Map<string, number>();

  constructor(
    readonly campaign: string,
    private readonly seed: number,
  ) {}

  /** Counts cases that took `ms` in all. */
  done(ms: number, memory = 0, cases = 1): void {
    this.cases += cases;
    this.slowest = Math.max(this.slowest, ms);
    this.memory = Math.max(this.memory, memory);
  }

  fail(number: number, what: string): void {
    const reproduce = `npm run torture -- --only ${this.campaign} --seed ${this.seed} --case ${number}`;
    this.failures.push({ what, reproduce });
  }

  /** Counts something to be told below the table, such as which kinds of cases there were. */
  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  get summary(): string {
    return [...this.counts].map(([what, times]) => `${times} ${what}`).join(', ');
  }
}
