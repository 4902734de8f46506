/**
 * Learns which test file to try first on the mutants of a source file: the one with the most kills expected per second.
 * A mutant is near the one before it, and so is what kills it.
 */
export class TestOrder {
  private readonly milliseconds = new Map<string, number>();
  private readonly counts = new Map<string, { tries: number; kills: number }>();

  /** How long a test file takes where nothing fails. */
  setTime(test: string, milliseconds: number): void {
    this.milliseconds.set(test, milliseconds);
  }

  record(source: string, test: string, killed: boolean): void {
    const { tries, kills } = this.countsOf(source, test);
    this.counts.set(keyOf(source, test), { tries: tries + 1, kills: kills + Number(killed) });
  }

  sort(source: string, tests: readonly string[]): string[] {
    return [...tests].sort((a, b) => this.worth(source, b) - this.worth(source, a));
  }

  /** The share of tries that killed, smoothed by one kill in two tries, over the time of a try. */
  private worth(source: string, test: string): number {
    const { tries, kills } = this.countsOf(source, test);
    return (kills + 1) / (tries + 2) / (this.milliseconds.get(test) ?? 1000);
  }

  private countsOf(source: string, test: string) {
    return this.counts.get(keyOf(source, test)) ?? { tries: 0, kills: 0 };
  }
}

function keyOf(source: string, test: string): string {
  return `${source}\n${test}`;
}
