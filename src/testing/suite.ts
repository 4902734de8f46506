import assert from 'node:assert/strict';

/**
 * Runs the checks of one kind of component. What the component itself throws becomes an AssertionError too, with the
 * original as its cause, so that a suite only ever fails in one way.
 */
export async function suite(kind: string, checks: () => Promise<void> | void): Promise<void> {
  try {
    await checks();
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    const message = `the ${kind} throws: ${error instanceof Error ? error.message : String(error)}`;
    throw Object.assign(new assert.AssertionError({ message }), { cause: error });
  }
}

/** Fails with this sentence. */
export function fail(message: string): never {
  throw new assert.AssertionError({ message });
}
