// Makes the frames of this folder by the reference commands lz4 and zstd, and frames.json, which says what they hold.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = new URL('.', import.meta.url);

/** Bytes that every machine makes alike. */
function bytesOf(length, seed, valueAt) {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 8;
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = valueAt(i, next, bytes);
  return bytes;
}

const labels = (length) => bytesOf(length, 1, (i, next) => (i % 8 === 6 ? 0xf0 : i % 8 === 7 && next() % 3 ? 0x3f : 0));
/** Copies of what came before, from near and far, between a few new bytes. */
function copies(length) {
  let [from, left] = [0, 0];
  return bytesOf(length, 2, (i, next, bytes) => {
    if (left-- > 0) return bytes[from++];
    if (i > 40 && next() % 4 === 0) [from, left] = [i - 1 - (next() % Math.min(i, next() % 2 ? 20 : i)), next() % 90];
    return next() % 7;
  });
}
/** Runs that repeat each distance from 1 to 40. */
const periods = bytesOf(40_000, 3, (i) => (i % 1000) % (1 + Math.floor(i / 1000)));
const noise = (length) => bytesOf(length, 4, (_, next) => next());
/** The digits of nearly normal text: a tree of Huffman codes and few matches. */
const skewed = (length) => bytesOf(length, 5, (_, next) => Math.clz32(next() << 8) + (next() % 3));

const contents = {
  empty: Buffer.alloc(0),
  one: Buffer.from('x'),
  zeros: Buffer.alloc(300_000),
  labels: labels(140_000),
  copies: copies(100_000),
  periods,
  noise: noise(3000),
  skewed: skewed(20_000),
  mixed: Buffer.concat([noise(2000), labels(70_000), skewed(9000), Buffer.alloc(140_000), copies(70_000)]),
};

const scratch = path.join(mkdtempSync(path.join(tmpdir(), 'frames-')), 'content');
/** From a file, so that the commands know its size; from a pipe if they are not to. */
function compress(command, flags, content, isPiped = false) {
  writeFileSync(scratch, content);
  const input = isPiped ? { input: content } : {};
  return execFileSync(command, ['-c', '-q', ...flags, ...(isPiped ? [] : [scratch])], { maxBuffer: 1e9, ...input });
}
const lz4 = (...flags) => (content) => compress('lz4', flags, content);
const zstd = (...flags) => (content) => compress('zstd', ['--single-thread', ...flags], content);
const zstdPipe = (...flags) => (content) => compress('zstd', ['--single-thread', ...flags], content, true);

const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
/** Two frames and skippable ones around them. */
const several = (make) => (content) => {
  const middle = content.length >> 1;
  const frames = [make(content.subarray(0, middle)), make(content.subarray(middle))];
  return Buffer.concat([skippable, ...frames, skippable]);
};

const all = Object.keys(contents);
const some = ['copies', 'mixed'];
const makers = {
  'linked.lz4': [lz4('-BD', '-B4'), all],
  'independent.lz4': [lz4('-BI', '-B4', '--no-frame-crc'), some],
  'checksums.lz4': [lz4('-BD', '-B5', '-BX', '--content-size'), some],
  'large-blocks.lz4': [lz4('-B7', '-12', '--content-size'), some],
  'several.lz4': [several(lz4('-BD', '-B4')), ['mixed']],
  'level-1.zst': [zstd('-1', '--no-check'), all],
  'level-3.zst': [zstd('-3'), all],
  'level-19.zst': [zstd('-19'), some],
  'no-size.zst': [zstdPipe('-3'), ['mixed']],
  'fast.zst': [zstd('--fast=9'), ['mixed']],
  'ultra.zst': [zstd('--ultra', '-22'), ['copies']],
  'small-window.zst': [zstd('--zstd=wlog=10'), some],
  'long-window.zst': [zstd('--long=27'), ['mixed']],
  'several.zst': [several(zstd('-3')), ['mixed']],
};

const frames = [];
for (const [kind, [make, names]] of Object.entries(makers)) {
  for (const name of names) {
    const file = `${name}-${kind}`;
    writeFileSync(new URL(file, folder), make(contents[name]));
    const sha256 = createHash('sha256').update(contents[name]).digest('hex');
    frames.push({ file, length: contents[name].length, sha256 });
  }
}
writeFileSync(new URL('frames.json', folder), `${JSON.stringify(frames, null, 2)}\n`);
rmSync(path.dirname(scratch), { recursive: true });
