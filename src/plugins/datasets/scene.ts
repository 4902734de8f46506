import type { Sample } from '../../core/interfaces/dataset.js';
import type { RandomStream } from '../../core/random/random-stream.js';
import { TEXTURES } from './textures.js';

interface Shape {
  readonly texture: number;
  readonly round: boolean;
  readonly centerX: number;
  readonly centerY: number;
  /** Half axes in pixels. */
  readonly radiusX: number;
  readonly radiusY: number;
}

type Color = readonly [number, number, number];

/** Regions of one scene share two colours, so that inside an image, too, only texture tells classes apart. */
interface Scene {
  readonly shapes: readonly Shape[];
  readonly colors: readonly [Color, Color];
  readonly period: number;
  readonly phaseX: number;
  readonly phaseY: number;
}

/** Draws textured ellipses and rectangles on a textured ground; later shapes cover earlier ones. */
export function drawScene(id: string, size: number, noise: number, random: RandomStream): Sample {
  const scene = designScene(size, random);
  const image = new Uint8Array(size * size * 3);
  const label = new Uint8Array(size * size);
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const texture = textureAt(scene.shapes, x, y);
      const ink = TEXTURES[texture]!.ink(x + scene.phaseX, y + scene.phaseY, scene.period);
      const grain = noise * (random.uniform() - 0.5);
      label[i] = texture;
      for (let c = 0; c < 3; c++) {
        const value = scene.colors[0][c]! * (1 - ink) + scene.colors[1][c]! * ink + grain;
        image[3 * i + c] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return { id, width: size, height: size, image, label };
}

function designScene(size: number, random: RandomStream): Scene {
  const colors = drawColors(random);
  const period = random.between(5, 8);
  const shapes = Array.from({ length: 3 + random.integer(3) }, (): Shape => {
    const radius = () => size * random.between(0.12, 0.26);
    return {
      texture: 1 + random.integer(TEXTURES.length - 1),
      round: random.uniform() < 0.5,
      centerX: size * random.between(0.1, 0.9),
      centerY: size * random.between(0.1, 0.9),
      radiusX: radius(),
      radiusY: radius(),
    };
  });
  return { shapes, colors, period, phaseX: random.between(0, 32), phaseY: random.between(0, 32) };
}

/** A dark and a bright colour of any hue, in random order: how bright the ink is tells nothing either. */
function drawColors(random: RandomStream): [Color, Color] {
  const draw = (low: number, high: number): Color => [
    random.between(low, high),
    random.between(low, high),
    random.between(low, high),
  ];
  const dark = draw(20, 110);
  const bright = draw(140, 235);
  return random.uniform() < 0.5 ? [dark, bright] : [bright, dark];
}

function textureAt(shapes: readonly Shape[], x: number, y: number): number {
  for (let i = shapes.length - 1; i >= 0; i--) {
    const shape = shapes[i]!;
    const dx = Math.abs(x - shape.centerX) / shape.radiusX;
    const dy = Math.abs(y - shape.centerY) / shape.radiusY;
    if (shape.round ? dx * dx + dy * dy < 1 : Math.max(dx, dy) < 1) return shape.texture;
  }
  return 0;
}
