/** Wang et al. 2020, table 1: repetitions of each stage; every stage adds a branch with half the resolution of the last one. */
const STAGES = [
  { name: 'stage2', modules: 1, branches: 2 },
  { name: 'stage3', modules: 4, branches: 3 },
  { name: 'stage4', modules: 3, branches: 4 },
] as const;

/** Residual blocks of each branch of a module. */
export const BLOCKS = 4;

export interface HrnetStage {
  /** Its modules are `stage2.0`, `stage2.1` and so on. */
  readonly name: string;
  readonly modules: number;
  /** Channels of each branch, from stride 4 on. */
  readonly channels: readonly number[];
}

export function hrnetStages(width: number): HrnetStage[] {
  return STAGES.map(({ name, modules, branches }) => ({
    name,
    modules,
    channels: Array.from({ length: branches }, (_, branch) => width * 2 ** branch),
  }));
}
