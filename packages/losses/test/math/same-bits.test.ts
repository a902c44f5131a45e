import { expect, test } from 'vitest';
import {
  exp,
  expm1,
  klDiv,
  lgamma,
  log,
  log1p,
  logCosh,
  logOfSum,
  pow,
  stepPower,
  tanh,
  unitDeviance,
} from '../../src/math/index.ts';
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
    tanh: sweep(tanh, (random) => random.between(-21, 21) * random.unit()),
    logCosh: sweep(logCosh, (random) => random.between(-21, 21) * random.unit()),
    pow: sweep((x) => pow(x, 0.7), probability),
    lgamma: sweep(lgamma, (random) => random.between(0, 20)),
    klDiv: sweep((x) => klDiv(x, 0.5), probability),
    unitDeviance: sweep((x) => unitDeviance(x, 0.5, 1.5), probability),
  }).toMatchInlineSnapshot(`
    {
      "exp": "aaabbb40",
      "expm1": "6d9d3a7c",
      "klDiv": "a9c4945d",
      "lgamma": "ce07a8e6",
      "log": "604235ea",
      "log1p": "0aa55740",
      "logCosh": "7875d521",
      "logOfProbability": "734e4c15",
      "logOfSum": "69b9b03c",
      "pow": "d4b149d7",
      "stepPower": "62e2a391",
      "tanh": "83545c1e",
      "unitDeviance": "0dfdc640",
    }
  `);
});
