import { unpackColor } from '../../core/data/files/color-map.js';
import type { ClassProposal } from './classes.js';

/**
 * `classes.json` for the masks as they are.
 * @param indexed the masks hold class indices, as converted ones do
 */
export function classListJson({ classes, ignore, coding }: ClassProposal, indexed = false): string {
  const lines = classes.map(({ name, color, value }, i) => {
    const position = indexed || coding === 'colors' || value === i;
    return `    ${JSON.stringify({ name, color, ...(!position && { value }) })}`;
  });
  const named = coding === 'colors' ? ignore.map(unpackColor) : ignore.filter((value) => value !== 255);
  const ignored = indexed || named.length === 0 ? '' : `,\n  "ignore": ${JSON.stringify(named)}`;
  return `{\n  "classes": [\n${lines.join(',\n')}\n  ]${ignored},\n  "ignoreIndex": 255\n}\n`;
}
