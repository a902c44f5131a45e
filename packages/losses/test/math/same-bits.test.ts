import { expect, test } from 'vitest';
import { exp, expm1, log, log1p, logOfSum, stepPower } from '../../src/math/index.ts';
import { Random } from './random.ts';

const SWEEP = 40_000;

/** FNV-1a over the words of the results, low word first. */
function hashOf(results: Float64Array): string {
  const bytes = new DataView(new ArrayBuffer(8));
  let hash = 0x811c9dc5;
  for (const x of results) {
    bytes.setFloat64(0, x);
    for (const at of [4, 0]) hash = Math.imul(hash ^ bytes.getInt32(at), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function sweep(f: (x: number) => number, draw: (random: Random) => number): string {
  const random = new Random(2024);
  return hashOf(Float64Array.from({ length: SWEEP }, () => f(draw(random))));
}

const probability = (random: Random): number => random.unit() + 2 ** -60;
const logit = (random: Random): number => random.between(-750, 711) * random.unit();

test('the bits are those of every other engine and machine', () => {
  expect({
    log: sweep(log, (random) => random.double()),
    logOfProbability: sweep(log, probability),
    log1p: sweep(log1p, (random) => random.between(-1, 1)),
    logOfSum: sweep((x) => logOfSum(x, x * 2 ** -55), probability),
    exp: sweep(exp, logit),
    expm1: sweep(expm1, (random) => random.between(-3, 3)),
    stepPower: sweep(stepPower, logit),
  }).toMatchInlineSnapshot(`
    {
      "exp": "aaabbb40",
      "expm1": "6d9d3a7c",
      "log": "604235ea",
      "log1p": "0aa55740",
      "logOfProbability": "734e4c15",
      "logOfSum": "69b9b03c",
      "stepPower": "62e2a391",
    }
  `);
});
