/**
 * A script for the page: the contrast (WCAG 2.2) of every visible text to what is behind it, as `{ text, ratio }`.
 * Behind text of a chart is the page, except in cells of the confusion matrix, whose fill is blended over the one below.
 */
export const TEXT_CONTRASTS = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const blend = (over, alpha, under) => over.slice(0, 3).map((v, i) => alpha * v + (1 - alpha) * under[i]);
  const backdrop = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(at).backgroundColor);
      if (alpha > 0) return [r, g, b];
    }
  };
  const cells = [...document.querySelectorAll('.confusion-cell rect')].map((rect) => ({ rect, box: rect.getBoundingClientRect() }));
  const behind = (element) => {
    const box = element.getBoundingClientRect();
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    const cell = cells.find(({ box }) => x > box.left && x < box.right && y > box.top && y < box.bottom);
    const page = backdrop(element);
    if (!cell) return page;
    const style = getComputedStyle(cell.rect);
    const surface = getComputedStyle(document.querySelector('pre')).backgroundColor;
    return blend(parse(style.fill), Number(style.fillOpacity), parse(surface));
  };
  const results = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || ['STYLE', 'style', 'title'].includes(element.tagName) || element.closest('details')) continue;
    const style = getComputedStyle(element);
    const color = element.closest('svg') ? style.fill : style.color;
    results.push({ text, ratio: ratio(parse(color).slice(0, 3), behind(element)) });
  }
  return results;
})()`;
