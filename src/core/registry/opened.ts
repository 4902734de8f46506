import { isStateful, type Stateful } from '../interfaces/stateful.js';

/** Where goes what is opened while a loss is being set up. */
let opened: Stateful[] | undefined;

/** What makes of a component something that lives: what a loss may call on the components that it holds. */
const OPENERS = ['allocate', 'setup'] as const;

/**
 * Sets a loss up and tells what has a state among that which its nested components opened meanwhile, in order: banks,
 * terms of other losses. Whoever saves the loss saves them too, so that no loss can forget to.
 */
export function collectOpened<T>(setUp: () => T): { readonly made: T; readonly nested: readonly Stateful[] } {
  const outer = opened;
  const nested: Stateful[] = [];
  opened = nested;
  try {
    const made = setUp();
    return { made, nested: nested.filter((each) => each !== made) };
  } finally {
    opened = outer;
  }
}

/**
 * Lets `collectOpened` see what a component opens.
 * @param late called where that happens outside of a setup, and the state would be in no checkpoint
 */
export function noticeOpened(component: object, late?: () => void): void {
  for (const name of OPENERS) {
    const open = (component as Readonly<Record<string, unknown>>)[name];
    if (typeof open !== 'function') continue;
    const value = (...args: unknown[]): unknown => {
      if (!opened) late?.();
      const made: unknown = open.apply(component, args);
      if (typeof made === 'object' && made !== null && isStateful(made)) opened?.push(made);
      return made;
    };
    Object.defineProperty(component, name, { value, configurable: true, writable: true });
  }
}
