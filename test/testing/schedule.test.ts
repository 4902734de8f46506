import type { Schedule } from '../../src/core/interfaces/schedule.js';
import { testSchedule } from '../../src/testing/index.js';
import { plant } from '../helpers/planted-faults.js';

const giving = (factor: Schedule['factor']) => (): Schedule => ({ factor });
let calls = 0;

function counting(): Schedule {
  let asked = 0;
  return { factor: () => 1 / ++asked };
}

plant<Schedule>(
  testSchedule,
  { 'a right schedule': giving((iteration, total) => 1 - iteration / total), 'a constant': giving(() => 1) },
  {
    'a negative factor': [
      giving((iteration) => 1 - iteration / 500),
      /the factor of iteration 501 of 1000 is -0\.00\d+; it is a finite number of at least 0/,
    ],
    'a factor that is NaN': [
      giving((iteration, total) => iteration / (total - 1)),
      /the factor of iteration 0 of 1 is NaN/,
    ],
    'an infinite factor': [giving((iteration) => 1 / iteration), /the factor of iteration 0 of 1 is Infinity/],
    'a factor of 0 throughout': [giving(() => 0), /the factor is 0 in all of 1 iterations/],
    'a factor that counts calls': [counting, /the factor of iteration 0 of 1 is 1, and 0\.5 when asked again/],
    'module state': [giving(() => ++calls), /when asked again; a resumed run asks from the middle/],
    'Math.random': [giving(() => Math.random()), /^factor calls Math\.random/],
  },
);
