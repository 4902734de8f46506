/// <reference lib="dom" />

/** An element that the page's HTML holds. */
export function element<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

/** One line below the controls. */
export function say(text: string, { alert = false } = {}): void {
  const status = element('status');
  status.textContent = text;
  status.classList.toggle('alert', alert);
}

export function sayError(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const served = location.protocol !== 'file:';
  say(served ? reason : `${reason}. This folder wants a web server, for example: npx serve`, { alert: true });
}
