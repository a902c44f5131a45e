import type { StoredBytes } from './stored-bytes.ts';

/** Decodes the frames of one buffer, from its first byte to its last. */
export interface FrameDecoder {
  /** Of so few stored bytes that are left none can be a block: what they say costs nothing. */
  readonly mostEndBytes: number;
  /** Begins anew. @param mostBytes that the frames may give */
  begin(mostBytes: number): void;
  /**
   * Decodes on by a header or a block: what comes stands at the end of the window.
   * @returns false at the end of the last frame
   * @throws  FrameError if the bytes are malformed or cut, E_TRUNCATED, E_INPUT_READ
   */
  step(): boolean;
}

/** Skippable frames of both formats begin with 0x184D2A50 to 0x184D2A5F. */
export function isSkippable(magic: number): boolean {
  return magic >>> 4 === 0x184d_2a5;
}

export function skip(stored: StoredBytes, count: number): void {
  const most = 65_536;
  for (let left = count; left > 0; left -= most) stored.take(Math.min(left, most), 'a skippable frame');
}

export function hexText(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}
