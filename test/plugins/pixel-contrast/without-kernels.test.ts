import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { nativeBackend } from '../../../src/core/engine/native/raw-op.js';
import { selectPerRow, spreadPerRow } from '../../../src/core/engine/ops/select-per-row/select-per-row.js';
import { RandomStreams } from '../../../src/core/random/random-streams.js';
import { SemiHardExamples } from '../../../src/plugins/pixel-contrast/index.js';
import { contrastBatch, contrastStep, contrastTerm } from '../../helpers/contrast-batch.js';
import { wholeStep } from '../../helpers/contrast-training.js';
import { engines, useEngine } from '../../helpers/engines.js';

interface Traffic {
  reads: number;
  bytes: number;
}

/** Counts what the backend moves between the host and the device while `body` runs. */
function traffic(body: () => void): Traffic {
  const backend = nativeBackend() as unknown as { readSync: Move; write: Move };
  type Move = (...args: unknown[]) => unknown;
  const { readSync, write } = backend;
  const found = { reads: 0, bytes: 0 };
  backend.readSync = (...args) => {
    const values = readSync.apply(backend, args) as Float32Array;
    found.reads++;
    found.bytes += values.byteLength;
    return values;
  };
  backend.write = (...args) => {
    found.bytes += (args[0] as Float32Array | null)?.byteLength ?? 0;
    return write.apply(backend, args);
  };
  try {
    body();
  } finally {
    Object.assign(backend, { readSync, write });
  }
  return found;
}

function withoutKernels<T>(body: () => T): T {
  process.env.CONTRASEG_KERNELS = 'off';
  try {
    return body();
  } finally {
    delete process.env.CONTRASEG_KERNELS;
  }
}

function steps() {
  const examples = SemiHardExamples.create({ positives: 6, negatives: 10, poolFraction: 0.5 });
  const loss = contrastTerm({ warmup: 0, projection: { dim: 8 }, examples }, new RandomStreams(3));
  const results = [0, 1, 2].map((seed) =>
    contrastStep(
      loss,
      contrastBatch((cell) => cell % 3, { seed }),
    ),
  );
  loss.dispose();
  return results;
}

test.serial('steps without our kernels are those with them', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  await useEngine('native-cpu');
  const [ours, theirs] = [steps(), withoutKernels(steps)];
  ours.forEach(({ loss, gradient }, i) => {
    t.true(Math.abs(loss - theirs[i]!.loss) < 1e-5 * Math.max(1, loss), `step ${i}: ${loss}, ${theirs[i]!.loss}`);
    t.true(gradient.every((value, j) => Math.abs(value - theirs[i]!.gradient[j]!) < 1e-5));
  });
});

test.serial('a selection without our kernels is the same, and only masks are moved for it', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  await useEngine('native-cpu');
  const [rows, columns, k] = [64, 20_480, 300];
  const scores = Float32Array.from({ length: rows * columns }, (_, i) => Math.round(50 * Math.sin(i * i)));
  scores.fill(Number.NaN, 5 * columns, 6 * columns);
  const masks = [0, 1].map((mask) => Uint8Array.from({ length: columns }, (_, i) => Number(i % 5 !== mask)));
  const allowed = { masks, maskOfRow: Array.from({ length: rows }, (_, row) => row % 2) };
  tf.tidy(() => {
    const matrix = tf.tensor2d(scores, [rows, columns]);
    for (const order of ['largest', 'smallest'] as const) {
      const select = () => {
        const selection = selectPerRow(matrix, k, order, allowed);
        return [selection.values, selection.columns, spreadPerRow(selection, 700, 90)];
      };
      let found: tf.Tensor[] = [];
      const { reads, bytes } = withoutKernels(() => traffic(() => (found = select())));
      t.is(reads, 0);
      t.true(bytes < 2 * columns + 4 * rows + 4096, `${bytes} bytes`);
      const [values, places, spread] = found.map((tensor) => tensor.arraySync() as number[][]);
      const [ownValues, ownPlaces, ownSpread] = select().map((tensor) => tensor.arraySync() as number[][]);
      t.deepEqual(values, ownValues);
      for (const row of [0, 1, 4, 6, 63]) {
        t.deepEqual(places![row], ownPlaces![row]);
        t.deepEqual(spread![row], ownSpread![row]);
      }
    }
  });
});

for (const rows of [40, 2000]) {
  test.serial(
    `a training step without our kernels reads three times, and little, with banks of ${rows} rows a class`,
    async (t) => {
      if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
      await useEngine('native-cpu');
      const step = await wholeStep(rows);
      const labels = 2 * 64 * 64 * 4;
      withoutKernels(() => {
        step.run(0);
        const found = traffic(() => step.run(1));
        t.true(found.reads <= 3, `${found.reads} reads`);
        t.true(found.bytes < 2 ** 20 + labels, `${found.bytes} bytes`);
      });
      step.dispose();
    },
  );
}

test.serial('whole training steps without our kernels are those with them, to 1e-5', async (t) => {
  if (!(await engines()).includes('native-cpu')) return t.pass('native-cpu does not load here');
  await useEngine('native-cpu');
  const losses = async (around: <T>(body: () => T) => T) => {
    const step = await wholeStep(300);
    const found = [0, 1].map((i) => around(() => step.run(i)));
    step.dispose();
    return found;
  };
  const [ours, theirs] = [await losses((body) => body()), await losses(withoutKernels)];
  ours.forEach(({ parts, gradientNorm }, i) => {
    for (const [name, value] of Object.entries(parts)) {
      t.true(Math.abs(value / theirs[i]!.parts[name]! - 1) < 1e-5, `${name} ${value} ${theirs[i]!.parts[name]}`);
    }
    t.true(Math.abs(gradientNorm / theirs[i]!.gradientNorm - 1) < 1e-4);
  });
});
