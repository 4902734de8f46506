import { disk, type OpenFile } from '../../src/core/files/disk.js';

export interface Faults {
  /** Lets the n-th call fail with this code, counted from 0, and only that one. */
  readonly failAt?: number;
  readonly code?: string;
  /** Takes at most so many bytes at a write. */
  readonly shortWrites?: number;
  /** Calls that always fail, as on file systems that lack them. */
  readonly lacking?: readonly string[];
  /** Told before each call. */
  readonly onCall?: (name: string, n: number) => void;
}

/**
 * Runs `action` with a disk that fails.
 * @returns how many calls it made, and what it threw
 */
export async function withFaults(
  { failAt, code = 'EIO', shortWrites, lacking = [], onCall }: Faults,
  action: () => Promise<unknown>,
): Promise<{ calls: number; error: unknown }> {
  let calls = 0;
  const guard = (name: string): void => {
    const n = calls++;
    onCall?.(name, n);
    if (lacking.includes(name)) throw systemError('ENOTSUP', name);
    if (n === failAt) throw systemError(code, name);
  };
  const guarded = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const method = Reflect.get(target, name) as unknown;
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          if (name === 'close') await method.apply(target, args); // a close that fails has closed all the same
          guard(String(name));
          if (name === 'close') return undefined;
          if (name === 'write' && shortWrites) args[2] = Math.min(args[2] as number, shortWrites);
          const result: unknown = await method.apply(target, args);
          return name === 'open' ? guarded(result as OpenFile) : result;
        };
      },
    });
  const original = { ...disk };
  Object.assign(
    disk,
    Object.fromEntries(Object.keys(original).map((name) => [name, Reflect.get(guarded(original), name)])),
  );
  try {
    await action();
    return { calls, error: undefined };
  } catch (error) {
    return { calls, error };
  } finally {
    Object.assign(disk, original);
  }
}

function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: injected, ${syscall}`), { code, syscall });
}

/** As SQLite tests itself: lets the first call fail, then the second, until `action` gets through without a fault. */
export async function failEachCall(
  codes: readonly string[],
  faults: Faults,
  action: () => Promise<unknown>,
  check: (error: unknown, fault: string) => Promise<void> | void,
): Promise<number> {
  let most = 0;
  for (const code of codes) {
    for (let n = 0; ; n++) {
      let failed = '';
      const onCall = (name: string, call: number) => {
        if (call === n) failed = name;
      };
      const { error } = await withFaults({ ...faults, failAt: n, code, onCall }, action);
      if (!failed) break;
      most = Math.max(most, n + 1);
      await check(error, `${code} at call ${n} (${failed})`);
    }
  }
  return most;
}
