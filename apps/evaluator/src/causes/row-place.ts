import { chunkRows } from '@offmark/losses';
import type { PlacedChunk } from '../scan/chunk-scorer.ts';
import type { KeptRow } from './cause-state.ts';

/** Says where rows stand, which are counted from the chunk's first. */
export function rowPlaces(path: string, { index, firstRow, pieces }: PlacedChunk): (row: number) => KeptRow {
  const all = [...pieces()];
  return (row) => {
    let before = 0;
    const piece = all.find(({ rows }) => {
      before += rows;
      return row < before;
    });
    return { order: index * chunkRows + row, path, batch: piece?.batch ?? 0, row: firstRow + row };
  };
}
