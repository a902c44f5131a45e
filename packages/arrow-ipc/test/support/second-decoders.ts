import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import zlib from 'node:zlib';

/** Frames to bytes; throws if they don't decode. */
export type Decode = (frames: Uint8Array) => Uint8Array;

/** The decoders of another hand; null where there is none. */
export const secondDecoders: Readonly<Record<'lz4' | 'zstd', Decode | null>> = {
  lz4: decodeLz4,
  zstd: remembered(zstdDecoder()),
};

/** Node's own, from 22.15 on; else the command. */
function zstdDecoder(): Decode | null {
  const own: unknown = Reflect.get(zlib, 'zstdDecompressSync');
  if (typeof own === 'function') {
    return (frames) => {
      const bytes: unknown = Reflect.apply(own, zlib, [frames]);
      if (!(bytes instanceof Uint8Array)) throw new TypeError('no bytes');
      return bytes;
    };
  }
  if (spawnSync('zstd', ['--version']).status !== 0) return null;
  return (frames) => {
    const { status, stdout, stderr } = spawnSync('zstd', ['-dcq', '--memory=128MB'], {
      input: frames,
      maxBuffer: 2 ** 30,
    });
    if (status !== 0) throw new Error(`zstd: ${stderr.toString('utf8').trim()}`);
    return stdout;
  };
}

const mostRemembered = 2000;

/** Most buffers of a damaged dump are those of the whole one. */
function remembered(decode: Decode | null): Decode | null {
  if (decode === null) return null;
  const known = new Map<string, Uint8Array>();
  return (frames) => {
    const key = createHash('sha256').update(frames).digest('base64');
    const bytes = known.get(key) ?? decode(frames);
    if (known.size < mostRemembered) known.set(key, bytes);
    return bytes;
  };
}

/** LZ4 frames byte by byte, as the format's description says it; checksums are left to those who check them. */
function decodeLz4(frames: Uint8Array): Uint8Array {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  const output: number[] = [];
  for (let at = 0; at < frames.length;) at = decodeFrame(view, at, output);
  return Uint8Array.from(output);
}

/** @returns where the next frame begins */
function decodeFrame(view: DataView, start: number, output: number[]): number {
  const magic = view.getUint32(start, true);
  if (magic >>> 4 === 0x184d2a5) return start + 8 + view.getUint32(start + 4, true);
  if (magic !== 0x184d2204) throw new Error(`no LZ4 frame at ${start}`);
  const flags = view.getUint8(start + 4);
  const hasBlockChecksums = (flags & 16) !== 0;
  const isLinked = (flags & 32) === 0;
  let at = start + 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4);
  const frameStart = output.length;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return at + ((flags & 4) === 0 ? 0 : 4);
    const end = at + (size & 0x7fff_ffff);
    const oldest = isLinked ? frameStart : output.length;
    if (size >>> 31 === 1) for (; at < end; at += 1) output.push(view.getUint8(at));
    else decodeBlock(view, at, end, output, oldest);
    at = end + (hasBlockChecksums ? 4 : 0);
  }
}

function decodeBlock(view: DataView, start: number, end: number, output: number[], oldest: number): void {
  let at = start;
  const lengthFrom = (first: number): number => {
    let length = first;
    for (let more = first === 15 ? 255 : 0; more === 255; at += 1) {
      more = view.getUint8(at);
      length += more;
    }
    return length;
  };
  for (;;) {
    const token = view.getUint8(at);
    at += 1;
    for (let left = lengthFrom(token >> 4); left > 0; left -= 1) {
      output.push(view.getUint8(at));
      at += 1;
    }
    if (at === end) return;
    if (at > end) throw new Error('literals beyond their LZ4 block');
    const distance = view.getUint16(at, true);
    at += 2;
    if (distance === 0 || output.length - distance < oldest)
      throw new Error(`an LZ4 distance of ${distance}`);
    for (let left = 4 + lengthFrom(token & 15); left > 0; left -= 1) {
      output.push(output[output.length - distance] ?? 0);
    }
  }
}
