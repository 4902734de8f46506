import { ContrasegError } from '../../../src/core/errors/index.js';

/** What an action came to. */
export type Attempt<T> = { readonly value: T } | { readonly refusal: ContrasegError } | { readonly raw: string };

/** Runs an action; errors that are not for users are told with the first lines of their stack. */
export async function attempt<T>(action: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await action() };
  } catch (error) {
    if (error instanceof ContrasegError) return { refusal: error };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { raw: text.split('\n').slice(0, 5).join('\n') };
  }
}
