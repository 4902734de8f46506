import test from 'ava';
import { parseHTML } from 'linkedom';
import { drawGains } from '../../src/experiments/draw-gains.js';
import { runResult as result } from '../helpers/run-result.js';

const options = {
  metric: 'mIoU',
  seeds: [0, 1, 2],
  variants: ['base', 'both', 'one', 'later'].map((name) => ({ name, config: '', set: {} })),
};

test('the figure has a ring for each pair, a dot for each mean, and an interval where there are two pairs or more', (t) => {
  const results = [
    ...[0.5, 0.53, 0.52].map((mIoU, seed) => result('base', seed, mIoU)),
    ...[0.51, 0.56, 0.54].map((mIoU, seed) => result('both', seed, mIoU)),
    result('one', 0, 0.49),
  ];
  const svg = drawGains(results, options);
  const { document } = parseHTML(svg);
  const marks = (selector: string) => Array.from(document.querySelectorAll(selector));
  const [seeds, means] = marks('[aria-label="dot"]').map((dots) => Array.from(dots.querySelectorAll('circle')));
  t.is(seeds!.length, 4);
  t.is(means!.length, 2);
  const [rule] = marks('[aria-label="rule"] line').filter(
    (line) => line.getAttribute('x1') !== line.getAttribute('x2'),
  );

  // +1, +3 and +2 points are a mean of 2 in an interval of 2.484 to either side; one pair has none.
  const x = (element: Element, attribute: string) => Number(element.getAttribute(attribute));
  const perPoint = (x(seeds![1]!, 'cx') - x(seeds![0]!, 'cx')) / 2;
  t.true(Math.abs(x(means![0]!, 'cx') - x(seeds![2]!, 'cx')) < 0.1);
  t.true(Math.abs((x(rule!, 'x2') - x(rule!, 'x1')) / perPoint - 2 * 2.484) < 0.01);
  t.true(Math.abs((x(means![1]!, 'cx') - x(seeds![0]!, 'cx')) / perPoint + 2) < 0.01);
  t.false(svg.includes('later') || svg.includes('var('));
  t.true(svg.includes('points over base'));
});
