import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mae } from '@offmark/losses';
import type { EvaluateOptions, Report } from 'offmark';
import { readBaseline } from '../src/comparison/baseline.ts';
import { compareWithReport } from '../src/comparison/compare.ts';
import { textReport } from '../src/reports/text.ts';
import { warnings } from '../src/reports/warnings.ts';
import { numbers, texts, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { fullReport } from './support/full-report.ts';
import { evaluate } from './support/valid-report.ts';

const cwd = testFolder();
const at = (name: string): string => path.join(cwd, name);
const target = Float64Array.of(1, 2, 3, 4);
const [then, now] = [Float64Array.of(1, 2, 4, 2), Float64Array.of(1, 2, 3.5, 4)];
writeDump(
  at('dump.arrow'),
  { target: numbers(target), prediction: numbers(now), before: numbers(then) },
  target.length,
);
const job = { inputs: [at('dump.arrow')], losses: 'mse,mae,huber:delta=0.25' };
const earlier = await evaluate({ ...job, losses: 'mae,huber', columns: { prediction: 'before' } });
const [value, baseline] = [mae.mean(target, now), mae.mean(target, then)];

describe('against an earlier report', () => {
  it('shows what changed, and why something cannot be compared', async () => {
    const { result, provenance } = await evaluate({ ...job, baseline: earlier });
    const nothing = { baseline: null, difference: null, relative: null, verdict: null };
    expect(result.comparison).toEqual({
      with: { kind: 'report' },
      losses: [
        { loss: 'mse', parameters: {}, ...nothing, state: 'missing', reason: 'the baseline has no mse' },
        {
          loss: 'mae',
          parameters: {},
          baseline,
          state: 'ok',
          difference: value - baseline,
          relative: (value - baseline) / baseline,
          verdict: 'better',
          reason: null,
        },
        {
          loss: 'huber',
          parameters: { delta: 0.25 },
          ...nothing,
          state: 'other parameters',
          reason: "the baseline's huber has delta=1",
        },
      ],
    });
    expect(provenance.baseline).toMatchObject({ path: null, started: earlier.provenance.started });
  });

  it('reads it from a file as well, and holds gates against it', async () => {
    writeFileSync(at('earlier.json'), JSON.stringify(earlier));
    const gates = ['mae < baseline * 0.2', 'mae < baseline * 0.1', 'mse < baseline', 'huber < baseline'];
    const { result, provenance } = await evaluate({ ...job, baseline: at('earlier.json'), gates });
    expect(provenance.baseline?.path).toBe(at('earlier.json'));
    expect(result.gates?.map(({ status }) => status)).toEqual(['pass', 'fail', 'fail', 'fail']);
    expect(result.gates?.map(({ reason }) => reason).slice(1)).toEqual([
      `${value} is not < ${baseline * 0.1}`,
      'the baseline has no mse',
      "the baseline's huber has delta=1",
    ]);
  });

  it('tells better from worse, also where more is better', () => {
    const { result } = fullReport();
    const [mse] = result.losses;
    const compare = (value: number, higher: boolean): unknown => {
      const loss = { ...mse, value, ...(higher ? { higherIsBetter: true } : {}) };
      const report = { ...result, losses: [loss] } as typeof result;
      return compareWithReport(report, readBaseline(fullReport())).losses[0]?.verdict;
    };
    expect([compare(0.2, false), compare(0.2431, false), compare(0.3, false)]).toEqual([
      'better',
      'same',
      'worse',
    ]);
    expect([compare(0.2, true), compare(0.2431, true), compare(0.3, true)]).toEqual([
      'worse',
      'same',
      'better',
    ]);
  });

  it('says whose losses the baseline has, where none is the one that is asked for', () => {
    const { result } = fullReport();
    const losses = result.losses.map((loss) => ({ ...loss, prediction: 'b' }));
    const ofB = readBaseline({ ...fullReport(), result: { ...result, losses } });
    const [compared] = compareWithReport(result, ofB).losses;
    expect(compared?.reason).toBe('the baseline has mse of b alone');
  });

  it('compares slices by their keys', () => {
    const { result } = fullReport();
    const [grouping] = result.slices ?? [];
    const others = grouping === undefined ? [] : [{ ...grouping, slices: grouping.slices.slice(1) }];
    const report = { ...fullReport(), result: { ...result, slices: others } };
    const { slices } = compareWithReport(result, readBaseline(report));
    expect(
      slices?.[0]?.slices.map(({ key, losses }) => [key, losses[0]?.verdict, losses[0]?.reason]),
    ).toEqual([
      [['eu'], null, 'the baseline has no such slice'],
      [['us'], 'same', null],
      [[null], 'same', null],
    ]);
  });

  it('has no relative difference to 0', () => {
    const zero = { ...fullReport(), result: { ...fullReport().result } };
    const losses = zero.result.losses.map((loss) => ({ ...loss, value: loss.value === null ? null : 0 }));
    const { losses: compared } = compareWithReport(
      fullReport().result,
      readBaseline({ ...zero, result: { ...zero.result, losses } }),
    );
    expect(compared[0]).toMatchObject({ baseline: 0, difference: 0.2431, relative: null, verdict: 'worse' });
    expect(compared.at(-1)).toMatchObject({
      baseline: null,
      state: 'empty',
      reason: "the baseline's value is empty",
    });
  });
});

const differencesOf = async (now: Partial<EvaluateOptions>, baseline: Report = earlier) =>
  (await evaluate({ ...job, losses: 'mae', baseline, ...now })).provenance.baseline?.differences;

describe('a baseline that was evaluated by something else', () => {
  it('is told from others by what differs', async () => {
    writeDump(at('other.arrow'), { target: numbers(target), score: numbers(now) }, target.length);
    const differences = await differencesOf({
      inputs: [at('other.arrow')],
      columns: { prediction: 'score' },
      policies: { nulls: 'skip' },
      sum: 'exact',
    });
    expect(differences).toEqual([
      { what: 'prediction column', baseline: 'before', now: 'score' },
      { what: 'policy of nulls', baseline: 'error', now: 'skip' },
      { what: 'sum', baseline: 'kahan', now: 'exact' },
      {
        what: 'inputs',
        baseline: `${at('dump.arrow')} of 4 rows`,
        now: `${at('other.arrow')} of 4 rows`,
      },
    ]);
  });

  it('has no differences where there are none', async () => {
    expect(await differencesOf({ columns: { prediction: 'before' } })).toBeUndefined();
  });

  it('may not tell', async () => {
    const { plan: _, ...provenance } = earlier.provenance;
    expect(await differencesOf({}, { ...earlier, provenance })).toEqual([
      { what: 'columns and policies', baseline: 'not told', now: 'told' },
    ]);
  });

  it('tells it in what verifies it, too', async () => {
    const baseline = await evaluate({ ...job, losses: 'mae', digest: true });
    expect(baseline.provenance.plan).toBeUndefined();
    expect(await differencesOf({ columns: { prediction: 'before' } }, baseline)).toEqual([
      { what: 'prediction column', baseline: 'prediction', now: 'before' },
    ]);
  });

  it('is one of classes by other names', async () => {
    const words = ['cat', 'dog', 'cat', 'dog'];
    const dump = { target: texts(words), prediction: numbers(Float64Array.of(0.1, 0.9, 0.2, 0.6)) };
    writeDump(at('words.arrow'), dump, 4);
    const brier = { inputs: [at('words.arrow')], losses: 'brier' };
    const baseline = await evaluate({ ...brier, classes: ['dog', 'cat'] });
    expect(await differencesOf({ ...brier, classes: ['cat', 'dog'] }, baseline)).toEqual([
      { what: 'classes', baseline: 'dog, cat', now: 'cat, dog' },
    ]);
  });

  it('is warned of, line by line, and noted beside the numbers', async () => {
    const report = await evaluate({ ...job, losses: 'mae', baseline: earlier });
    expect(warnings(report)).toContain(
      'the baseline differs in its prediction column: before, now prediction.',
    );
    expect(textReport(report)).toContain('Against the earlier report (which differs in prediction column)');
  });

  it('has its one prediction compared with the like of several', async () => {
    const { result } = await evaluate({
      ...job,
      losses: 'mae',
      columns: { prediction: ['prediction', 'before'] },
      baseline: earlier,
    });
    expect(
      result.comparison?.losses.map(({ prediction, state, verdict }) => [prediction, state, verdict]),
    ).toEqual([
      ['prediction', 'missing', null],
      ['before', 'ok', 'same'],
    ]);
  });
});

describe('what is no baseline', () => {
  const text = JSON.stringify(earlier);
  const changed = (change: (report: { [name: string]: unknown }) => void): string => {
    const copy = JSON.parse(text);
    change(copy);
    return JSON.stringify(copy);
  };
  const withLoss = (members: object): string =>
    changed((report) => (report['result'] = { losses: [{ ...earlier.result.losses[0], ...members }] }));

  mkdirSync(at('folder'));
  it.each([
    ['a cut file', text.slice(0, -20), 3],
    ['an empty file', '', 3],
    ['no JSON', 'loss value', 3],
    ['a number', '1', 3],
    ['a list', '[]', 3],
    ['no version', '{}', 3],
    ['another version', changed((report) => (report['version'] = 2)), 3],
    ['a version as text', changed((report) => (report['version'] = '1\n\u001B[31m')), 3],
    ['no result', changed((report) => delete report['result']), 3],
    ['no losses', changed((report) => (report['result'] = {})), 3],
    ['a loss without a name', withLoss({ loss: 7 }), 3],
    ['a loss without parameters', withLoss({ parameters: null }), 3],
    ['a value as text', withLoss({ value: '0.3' }), 3],
    ['a value beyond doubles', withLoss({}).replace(/"value":[\d.]+/, '"value":1e999'), 3],
    ['a value that is missing although it is fine', withLoss({ value: null }), 3],
    ['a value although there is none', withLoss({ state: 'empty' }), 3],
    ['an unknown state', withLoss({ state: 'fine' }), 3],
    [
      'slices that are none',
      changed((report) => Object.assign(report['result'] as object, { slices: [{}] })),
      3,
    ],
    ['no provenance', changed((report) => delete report['provenance']), 3],
    [
      'columns that are no names',
      changed((report) =>
        Object.assign(report['provenance'] as object, { plan: { columns: { target: 1 }, policies: {} } }),
      ),
      3,
    ],
    ['other losses', withLoss({ loss: 'bce' }), 2],
    ['no losses at all', changed((report) => (report['result'] = { losses: [] })), 2],
  ])('%s', async (what, content, exitCode) => {
    writeFileSync(at('bad.json'), content);
    const error: unknown = await evaluate({ ...job, baseline: at('bad.json') }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'OffmarkError', code: 'E_BASELINE', exitCode });
    const message = (error as Error).message.replaceAll(cwd, '…');
    expect(message).toMatchSnapshot(what);
    expect(message).not.toMatch(/\p{Cc}/u);
  });

  it.each(['missing.json', 'folder'])('%s', async (name) => {
    const error: unknown = await evaluate({ ...job, baseline: at(name) }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'E_BASELINE', exitCode: 3 });
    expect((error as Error).message.replaceAll(cwd, '…')).toMatchSnapshot();
  });

  it('a report as it is returned that is none', async () => {
    const options: EvaluateOptions = { ...job, baseline: { version: 3 } as object as Report };
    await expect(evaluate(options)).rejects.toThrow(
      'E_BASELINE baseline: expected a report of version 1, got version 3.',
    );
  });
});
