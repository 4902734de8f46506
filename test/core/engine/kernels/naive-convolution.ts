/** A convolution's sizes; `depthwise` has `outChannels = inChannels * multiplier`. */
export interface Convolution {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Output channels, or the channel multiplier of a depthwise convolution. */
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly pad: 'same' | 'valid';
  readonly depthwise: boolean;
}

export interface Geometry {
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
}

function axis(size: number, kernel: number, { stride, dilation, pad }: Convolution) {
  const extent = (kernel - 1) * dilation + 1;
  const out = pad === 'same' ? Math.ceil(size / stride) : Math.ceil((size - extent + 1) / stride);
  const total = pad === 'same' ? Math.max((out - 1) * stride + extent - size, 0) : 0;
  return { out, before: Math.floor(total / 2) };
}

export function geometry(c: Convolution): Geometry {
  return {
    outHeight: axis(c.height, c.kernel[0], c).out,
    outWidth: axis(c.width, c.kernel[1], c).out,
    outChannels: c.depthwise ? c.channels * c.filters : c.filters,
  };
}

/** Calls `visit` once for every product in the convolution, with flat indices of input, filter and output. */
export function eachProduct(c: Convolution, visit: (x: number, w: number, y: number) => void): void {
  const [rows, columns] = [axis(c.height, c.kernel[0], c), axis(c.width, c.kernel[1], c)];
  const { outChannels } = geometry(c);
  for (let b = 0; b < c.batch; b++)
    for (let i = 0; i < rows.out; i++)
      for (let j = 0; j < columns.out; j++)
        for (let u = 0; u < c.kernel[0]; u++)
          for (let v = 0; v < c.kernel[1]; v++) {
            const row = i * c.stride + u * c.dilation - rows.before;
            const column = j * c.stride + v * c.dilation - columns.before;
            if (row < 0 || row >= c.height || column < 0 || column >= c.width) continue;
            for (let k = 0; k < c.channels; k++)
              for (let f = 0; f < c.filters; f++)
                visit(
                  ((b * c.height + row) * c.width + column) * c.channels + k,
                  ((u * c.kernel[1] + v) * c.channels + k) * c.filters + f,
                  ((b * rows.out + i) * columns.out + j) * outChannels + (c.depthwise ? k * c.filters + f : f),
                );
          }
}
