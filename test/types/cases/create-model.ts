import { createModel } from 'contraseg';

await createModel({ backbone: { type: 'hrnet', width: 48 }, head: { type: 'ocr' }, classes: 19 });

// @ts-expect-error a width that no HRNet has
await createModel({ backbone: { type: 'hrnet', width: 20 }, head: { type: 'ocr' }, classes: 19 });
