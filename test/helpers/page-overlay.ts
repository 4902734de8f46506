import type { Page } from 'playwright-core';

/** What the exported page shows over a picture, row by row: the colour of each pixel as `r,g,b`, or `none`. */
const OVERLAY = `(() => {
  const canvas = document.querySelector('#overlay');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3] ? [...data.slice(4 * i, 4 * i + 3)].join() : 'none');
})()`;

interface PredictedMask {
  readonly mask: Uint8Array;
  readonly classes: readonly { readonly name: string; readonly color: readonly number[] }[];
}

/**
 * Drops a picture onto the exported page, which is ready with the engine.
 * @returns the status line, and the share of pixels whose class is the mask's
 */
export async function compareOverlay(page: Page, engine: string, picture: string, { mask, classes }: PredictedMask) {
  const status = page.locator('#status');
  await status.filter({ hasText: `Ready; ${engine}` }).waitFor();
  await page.setInputFiles('#file', picture);
  await status.filter({ hasText: `ms with ${engine}` }).waitFor();
  const found = await page.evaluate<string[]>(OVERLAY);
  const colors = classes.map(({ name, color }) => (name === 'background' ? 'none' : color.join()));
  const equal = found.filter((color, i) => color === colors[mask[i]!]).length;
  return { status: (await status.textContent())!, equal: found.length === mask.length ? equal / mask.length : 0 };
}
