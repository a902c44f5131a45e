import { describe, expect, it, vi } from 'vitest';
import { plainBackend } from '@offmark/losses';
import type { OperationName } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { differences, lengths, registerOf } from './support/compare.ts';
import { Random, kinds } from './support/random.ts';

const names = Object.keys(plainBackend.operations) as OperationName[];

/** What an operation reads and writes, in numbers per row; `label` is a row's class, right or wrong. */
type Shape = 'row' | 'matrix' | 'label';
interface Shapes {
  readonly out: Shape;
  readonly inputs: readonly Shape[];
}
const ofClasses: Partial<Record<OperationName, Shapes>> = {
  argmaxOfOthers: { out: 'row', inputs: ['matrix', 'label'] },
  broadcast: { out: 'matrix', inputs: ['row'] },
  logSoftmax: { out: 'matrix', inputs: ['matrix'] },
  maxOfOthers: { out: 'row', inputs: ['matrix', 'label'] },
  odds: { out: 'row', inputs: ['matrix', 'label'] },
  oddsRest: { out: 'row', inputs: ['row', 'matrix', 'label'] },
  pick: { out: 'row', inputs: ['matrix', 'label'] },
  pickLogSoftmax: { out: 'row', inputs: ['matrix', 'label'] },
  rankOfLabel: { out: 'row', inputs: ['matrix', 'label'] },
  relativeEntropy: { out: 'row', inputs: ['matrix', 'matrix'] },
  rowNorm: { out: 'row', inputs: ['matrix'] },
  rowSum: { out: 'row', inputs: ['matrix'] },
  scatter: { out: 'matrix', inputs: ['row', 'label'] },
  softmax: { out: 'matrix', inputs: ['matrix'] },
  unitVector: { out: 'matrix', inputs: ['matrix'] },
};
/** Without a kernel of their own: they run in the plain backend's loops. */
const withoutKernel: ReadonlySet<OperationName> = new Set([
  'argmaxOfOthers',
  'digamma',
  'expm1',
  'hypot',
  'jsDiv',
  'klDiv',
  'lgamma',
  'log1pDifference',
  'log1pmx',
  'logCosh',
  'maxOfOthers',
  'pow',
  'rankOfLabel',
  'relativeEntropy',
  'rowNorm',
  'tanh',
  'unitDeviance',
  'unitVector',
] as const);
const elementwise: Shapes = { out: 'row', inputs: ['row', 'row', 'row'] };

const classCounts = [1, 2, 3, 4, 5, 7, 10, 33];
const rowCounts = [0, 1, 2, 3, 4, 5, 7, 8, 9, 130];

function drawNumber(shape: Shape, kind: string, classes: number): (random: Random) => number {
  if (shape !== 'label') return kinds[kind] ?? Number;
  return (random) => random.pick([random.whole(classes), random.whole(classes), -0, classes, 0.5, -1, NaN]);
}

/** How the simd backend differs from the plain one over random registers, in its memory and in other memory. */
function compare(
  name: OperationName,
  kind: string,
  rows: number,
  classes: number,
  simd = simdBackend(),
): readonly string[] {
  const shapes = ofClasses[name] ?? elementwise;
  const random = new Random(rows * 1000 + classes);
  const length = rows * (shapes.out === 'matrix' ? classes : 1);
  const inputs = shapes.inputs.map((shape) => {
    const draw = drawNumber(shape, kind, classes);
    return Float64Array.from({ length: rows * (shape === 'matrix' ? classes : 1) }, () => draw(random));
  });
  const expected = new Float64Array(length);
  plainBackend.operations[name](expected, inputs, length, classes);
  const registers = inputs.map((numbers) => registerOf(simd, numbers, random));
  const out = registerOf(simd, new Float64Array(length));
  const behind = registerOf(simd, [1, 2, 3]);
  const exact = registerOf(simd, new Float64Array(length)).subarray(0, length);
  const elsewhere = new Float64Array(length);
  const what = `${name} of ${rows} rows of ${kind}, ${classes} classes`;
  const run = (to: Float64Array, from: readonly Float64Array[], where: string): readonly string[] => {
    simd.operations[name](to.fill(7), from, length, classes);
    return differences(to, expected, length, `${what}, ${where}`);
  };
  return [
    ...run(out, registers, 'in its memory'),
    ...differences(behind, Float64Array.of(1, 2, 3), 3, `${what}, behind the result`),
    ...run(elsewhere, inputs, 'in other memory'),
    ...run(out, inputs, 'from other memory'),
    ...run(exact, registers, 'without padding'),
  ];
}

describe.each(names)('%s', (name) => {
  it.each(Object.keys(kinds))('has the bits of the plain backend for %s', (kind) => {
    const simd = simdBackend();
    const shapes =
      ofClasses[name] === undefined
        ? lengths.map((length) => [length, 1] as const)
        : [
            ...classCounts.flatMap((classes) => rowCounts.map((rows) => [rows, classes] as const)),
            [257, 10] as const,
            [16, 1000] as const,
          ];
    expect(shapes.flatMap(([rows, classes]) => compare(name, kind, rows, classes, simd))).toEqual([]);
  });
});

describe.each(Object.keys(ofClasses) as OperationName[])('%s', (name) => {
  it.each([4095, 4096, 4097])('has the bits of the plain backend for %d classes', (classes) => {
    expect(compare(name, 'logits', 5, classes)).toEqual([]);
  });
});

/** What comes of two rows; the first input is odds that are right, or that are not. */
function resultOver(name: OperationName, classes: number): string {
  const results = [5, NaN].map((first) => {
    const inputs = [
      Float64Array.of(first, 3, 2, 7),
      Float64Array.of(1, 0, 1, 0),
      Float64Array.of(0, 0, 1, 1),
    ];
    const out = new Float64Array(4);
    plainBackend.operations[name](out, inputs, 2, classes);
    return out.join();
  });
  return results.join(' ');
}

it('knows of all operations that look at classes', () => {
  const looking = names.filter((name) => resultOver(name, 1) !== resultOver(name, 2));
  expect(looking.toSorted()).toEqual(Object.keys(ofClasses).toSorted());
});

it('runs a kernel over registers of its memory', () => {
  const kernels = names.filter((name) => !withoutKernel.has(name));
  const plain = kernels.map((name) => vi.spyOn(plainBackend.operations, name));
  const simd = simdBackend();
  const register = (): Float64Array => registerOf(simd, new Float64Array(160));
  const [out, inputs] = [register(), [register(), register(), register()]];
  for (const name of kernels) simd.operations[name](out, inputs, 10, 10);
  for (const spy of plain) expect(spy).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
