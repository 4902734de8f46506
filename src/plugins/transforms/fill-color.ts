import { z } from 'zod';

const channel = z.int().min(0).max(255);

/** Colour of pixels beyond the image; the mean of ImageNet is grey to a pretrained network. Their labels are ignored. */
export const fillColor = () =>
  z.tuple([channel, channel, channel]).default([124, 116, 104]).describe('RGB of pixels beyond the image.');
