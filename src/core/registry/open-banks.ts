import type { MemoryBank, OpenBank } from '../interfaces/memory-bank.js';

/** Where the banks go that a loss opens while it is being set up. */
let opened: OpenBank[] | undefined;

/**
 * Sets a loss up and tells which banks it opened, in order: whoever saves the loss saves them too, so that no loss can forget
 * to. The banks may come from its options or be its own choice.
 */
export function collectBanks<T>(setUp: () => T): { readonly made: T; readonly banks: readonly OpenBank[] } {
  const outer = opened;
  const banks: OpenBank[] = [];
  opened = banks;
  try {
    return { made: setUp(), banks };
  } finally {
    opened = outer;
  }
}

/**
 * Lets `collectBanks` see what a memory bank opens.
 * @param late called where it is opened outside of a setup, and its rows would be in no checkpoint
 */
export function noticeBanks(component: MemoryBank, late?: () => void): void {
  const allocate = component.allocate;
  const noticing: MemoryBank['allocate'] = (context) => {
    if (!opened) late?.();
    const bank = allocate.call(component, context);
    opened?.push(bank);
    return bank;
  };
  Object.defineProperty(component, 'allocate', { value: noticing, configurable: true, writable: true });
}
