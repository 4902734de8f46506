type Row3 = [number, number, number];
/** Maps RGB columns: `out[i] = sum_j matrix[i][j] * rgb[j]`. */
export type Matrix3 = [Row3, Row3, Row3];

export interface Adjustment {
  /** Factors; 1 changes nothing. */
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  /** Share of the colour circle; 0 changes nothing. */
  readonly hue: number;
}

/** Middle grey, the fixed point of a change of contrast. */
const PIVOT = 128;
/** Rec. 601 luma. */
const LUMA: Row3 = [0.299, 0.587, 0.114];
const YIQ: Matrix3 = [LUMA, [0.595716, -0.274453, -0.321263], [0.211456, -0.522591, 0.311135]];
const YIQ_INVERSE: Matrix3 = invert(YIQ);

/** All four changes are affine in RGB, so together they are one matrix and one offset for every channel. */
export function adjustment(change: Adjustment): { readonly matrix: Matrix3; readonly offset: number } {
  const gain = change.brightness * change.contrast;
  const matrix = multiply(saturationMatrix(change.saturation), hueMatrix(change.hue));
  return {
    matrix: matrix.map((row) => row.map((value) => value * gain)) as Matrix3,
    offset: PIVOT * (1 - change.contrast),
  };
}

/** Moves colours away from (or to) their own luma. */
function saturationMatrix(factor: number): Matrix3 {
  return [0, 1, 2].map((i) => LUMA.map((l, j) => (1 - factor) * l + (i === j ? factor : 0))) as Matrix3;
}

/** Turns the chroma plane of YIQ. */
function hueMatrix(turn: number): Matrix3 {
  const cos = Math.cos(2 * Math.PI * turn);
  const sin = Math.sin(2 * Math.PI * turn);
  return multiply(
    YIQ_INVERSE,
    multiply(
      [
        [1, 0, 0],
        [0, cos, -sin],
        [0, sin, cos],
      ],
      YIQ,
    ),
  );
}

function multiply(a: Matrix3, b: Matrix3): Matrix3 {
  return a.map((row) => [0, 1, 2].map((j) => row[0] * b[0][j]! + row[1] * b[1][j]! + row[2] * b[2][j]!)) as Matrix3;
}

/** By cross products of the rows. */
function invert([a, b, c]: Matrix3): Matrix3 {
  const columns = [cross(b, c), cross(c, a), cross(a, b)];
  const determinant = dot(a, columns[0]!);
  return [0, 1, 2].map((i) => columns.map((column) => column[i]! / determinant)) as Matrix3;
}

function cross(a: Row3, b: Row3): Row3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Row3, b: Row3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
