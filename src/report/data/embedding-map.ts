import { UMAP } from 'umap-js';
import { RandomStreams } from '../../core/random/random-streams.js';
import { type BankRow, sampleBankRows } from './bank-rows.js';

/** A bank row on the plane. */
export interface MapPoint extends Pick<BankRow, 'bank' | 'classId'> {
  readonly x: number;
  readonly y: number;
}

/** Enough to see clusters; UMAP in JavaScript takes some ten seconds for it. */
const ROWS = 1500;
const NEIGHBORS = 15;

/**
 * Lays the embeddings of a checkpoint's memory banks out on a plane by UMAP (McInnes et al., arXiv 1802.03426). Near points are
 * near in the embedding; distances between clusters and their sizes mean little. The same checkpoint gives the same map.
 */
export async function mapEmbeddings(checkpoint: string): Promise<MapPoint[]> {
  const random = new RandomStreams(0);
  const rows = await sampleBankRows(checkpoint, ROWS, random.stream('rows'));
  if (rows.length <= NEIGHBORS) return [];
  const draws = random.stream('umap');
  const umap = new UMAP({ nNeighbors: NEIGHBORS, minDist: 0.1, random: () => draws.uniform() });
  // Embeddings have unit length, so that the Euclidean distance orders neighbours as the cosine does.
  const places = umap.fit(rows.map(({ embedding }) => Array.from(embedding)));
  return rows.map(({ bank, classId }, i) => ({ bank, classId, x: places[i]![0]!, y: places[i]![1]! }));
}
