/** Whether a name is one that the pattern means, in which `*` stands for any characters, none included. */
export function matchesPattern(pattern: string): (name: string) => boolean {
  const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's');
  return (name) => expression.test(name);
}
