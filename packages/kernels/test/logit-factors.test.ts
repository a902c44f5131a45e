import { describe, expect, it } from 'vitest';
import { plainBackend } from '@offmark/losses';
import type { Backend, NumberType } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { columnIn, differences, registerOf } from './support/compare.ts';
import { Random, columnOf } from './support/random.ts';

type Pair = keyof Backend['logitFactors'];
const pairs = Object.keys(plainBackend.logitFactors) as Pair[];
const classCounts = [1, 2, 3, 4, 5, 10, 33, 1000, 4096, 4097];
const rowCounts = [1, 2, 3, 4, 5, 127, 128, 129];

interface Block {
  readonly labels: Uint8Array;
  readonly logits: Uint8Array;
  readonly from: number;
  readonly rows: number;
  readonly classes: number;
}

/** What the operations give that a kernel takes the place of: odds, factors, rests. */
function byOperations(pair: Pair, { labels, logits, from, rows, classes }: Block): readonly Float64Array[] {
  const [labelType = 'int32', logitType = 'float32'] = pair.split(',') as NumberType[];
  const [k, x] = [new Float64Array(rows), new Float64Array(rows * classes)];
  plainBackend.casts[labelType](k, labels, from, rows);
  plainBackend.casts[logitType](x, logits, from * classes, rows * classes);
  const [odds, factors, rests] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  plainBackend.operations.odds(odds, [x, k], rows, classes);
  plainBackend.operations.oddsFactor(factors, [odds], rows, classes);
  plainBackend.operations.oddsRest(rests, [odds, x, k], rows, classes);
  return [odds, factors, rests];
}

/** What is wrong with what a backend gives for a block. */
function faults(backend: Backend, pair: Pair, block: Block, what: string): readonly string[] {
  const { labels, logits, from, rows, classes } = block;
  const [odds = [], factors = [], rests = []] = byOperations(pair, block);
  const out = {
    factors: registerOf(backend, new Float64Array(rows)),
    rests: registerOf(backend, new Float64Array(rows)),
  };
  const accepted = backend.logitFactors[pair](out, labels, logits, from, rows, classes);
  const legal = !odds.some((one) => Number.isNaN(one));
  if (accepted !== legal) return [`${what}: ${accepted}, not ${legal}`];
  if (!accepted) return [];
  return [
    ...differences(out.factors, Float64Array.from(factors), rows, `${what}, factors`),
    ...differences(out.rests, Float64Array.from(rests), rows, `${what}, rests`),
  ];
}

const odd = [NaN, Infinity, -Infinity, 301, -301, 1e30, -1e30, 0, -0, 5e-324];

describe.each(pairs)('factors of logits: %s', (pair) => {
  const [labelType = 'int32', logitType = 'float32'] = pair.split(',') as NumberType[];

  it.each([
    ['usual', 8, 0],
    ['at the limits', 310, 0],
    ['one odd in many', 8, 500],
  ])('are what the operations give: %s', (_, spread, one) => {
    const random = new Random(spread + one);
    const wrong: string[] = [];
    for (const classes of classCounts) {
      const simd = simdBackend();
      for (const rows of classes > 1000 ? [1, 3] : rowCounts) {
        const from = random.whole(4);
        const draw = (): number =>
          one > 0 && random.whole(one) === 0 ? random.pick(odd) : random.between(-spread, spread);
        const ofClass = (): number =>
          one > 0 && random.whole(one) === 0 ? random.pick([-1, classes, 255]) : random.whole(classes);
        const labels = columnOf(labelType, Array.from({ length: rows + from }, ofClass));
        const logits = columnOf(logitType, Array.from({ length: (rows + from) * classes }, draw));
        const what = `${rows} × ${classes} from ${from}`;
        const block = { labels, logits, from, rows, classes };
        const here = { ...block, labels: columnIn(simd, labels), logits: columnIn(simd, logits) };
        wrong.push(...faults(plainBackend, pair, block, `${what}, plain`));
        wrong.push(...faults(simd, pair, block, `${what}, columns elsewhere`));
        wrong.push(...faults(simd, pair, here, `${what}, simd`));
      }
    }
    expect(wrong).toEqual([]);
  });
});
