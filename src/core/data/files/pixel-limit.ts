/** Pixels that an image or a mask may have to be decoded: 16,384 x 16,384, which takes 0.8 GB as RGB. */
export const MAX_PIXELS = 2 ** 28;
