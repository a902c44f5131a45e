import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from './support/valid-report.ts';
import { renderReport, reportKinds, textReport } from 'offmark';
import type { EvaluateOptions } from 'offmark';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const folder = testFolder();
const columns = { target: numbers(Float64Array.of(1, 2)), prediction: numbers(Float64Array.of(1, 3)) };
const file = writeDump(path.join(folder, 'good.arrow'), columns, 2);
const good = { inputs: [file], losses: 'mse' };

/** What plain JavaScript may pass. */
const wrong: readonly (readonly [what: string, options: object])[] = [
  ['no inputs', { losses: 'mse' }],
  ['one input that is no list', { inputs: 'a.arrow', losses: 'mse' }],
  ['inputs that are no texts', { inputs: [7], losses: 'mse' }],
  ['no losses', { inputs: ['a.arrow'] }],
  ['losses of another kind', { ...good, losses: 7 }],
  ['an empty list of losses', { ...good, losses: [] }],
  ['losses as names', { ...good, losses: ['mse'] }],
  ['NaN workers', { ...good, workers: NaN }],
  ['two and a half workers', { ...good, workers: 2.5 }],
  ['no workers', { ...good, workers: 0 }],
  ['too many workers', { ...good, workers: 1025 }],
  ['workers as text', { ...good, workers: '2' }],
  ['columns that are no names', { ...good, columns: { target: 3 } }],
  ['an unknown role', { ...good, columns: { tagret: 'y' } }],
  ['an unknown policy', { ...good, policies: { nulls: 'drop' } }],
  ['a condition that is no text', { ...good, where: true }],
  ['an unknown option', { ...good, worker: 2 }],
  ['one gate that is no list', { ...good, gates: 'mse < 1' }],
  ['gates that are no texts', { ...good, gates: [{ mse: 1 }] }],
  ['warnings that are no list', { ...good, warn: true }],
  ['a share above 1', { ...good, maxDropped: 1.5 }],
  ['a share as text', { ...good, maxDropped: '1%' }],
  ['a baseline that is none', { ...good, baseline: 7 }],
  ['an order that is no flag', { ...good, keepOrder: 'yes' }],
  ['an input of nothing', { ...good, stdin: 'bytes' }],
  ['control characters', { ...good, workers: 'a\nb\u001B[31m' }],
];

describe('options that are none', () => {
  it.each(wrong)('%s', async (what, options) => {
    const error: unknown = await evaluate(options as EvaluateOptions).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'OffmarkError', code: 'E_ARGUMENT', exitCode: 2 });
    expect((error as Error).message).toMatchSnapshot(what);
    expect((error as Error).message).not.toMatch(/\p{Cc}/u);
  });
});

it('takes an option that is undefined for one that is not given', async () => {
  const options = {
    ...good,
    workers: undefined,
    columns: { target: undefined, weight: undefined },
    signal: undefined,
  };
  const { result } = await evaluate(options as object as EvaluateOptions);
  expect(result.losses[0]?.value).toBe(0.5);
});

it('returns the outcome of gates, and renders reports', async () => {
  const report = await evaluate({ ...good, gates: ['mse < 0.6', 'mse < 0.5'], warn: ['mse < 0.1'] });
  expect(report.result.gates?.map(({ status }) => status)).toEqual(['pass', 'fail', 'warn']);
  for (const kind of reportKinds) expect(await renderReport(report, kind)).toContain('mse');
  expect(await renderReport(report, 'text')).toBe(textReport(report));
});

it('refuses a gate before it opens an input', async () => {
  const options = { inputs: ['nowhere.arrow'], losses: 'mse', gates: ['mse <'] };
  await expect(evaluate(options)).rejects.toThrow("E_GATE --gate 'mse <', column 6");
});

describe('names from outside stay in one line', () => {
  it.each([
    ['an unknown loss', 'ms\ne\u001B[31m'],
    ['an unknown parameter', 'huber:del\nta=1'],
    ['a value', 'huber:delta=1\n2'],
    ['no value', 'huber:\u001B'],
  ])('%s', async (_, losses) => {
    const error: unknown = await evaluate({ ...good, losses }).catch((reason: unknown) => reason);
    expect((error as Error).message).toMatchSnapshot();
    expect((error as Error).message).not.toMatch(/\p{Cc}/u);
  });
});

describe('threads', () => {
  it('as many as are asked for, otherwise one for what one does at once', async () => {
    const rows = 1_200_000;
    const zeros = { target: numbers(new Float64Array(rows)), prediction: numbers(new Float64Array(rows)) };
    const large = writeDump(path.join(folder, 'large.arrow'), zeros, rows);
    const one = await evaluate({ inputs: [large], losses: 'mse' });
    const two = await evaluate({ inputs: [file], losses: 'mse', workers: 2 });
    expect([one.provenance.workers, two.provenance.workers]).toEqual([1, 2]);
  });
});
