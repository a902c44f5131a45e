import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeStates, partialStateText, verifyReport } from 'offmark';
import type { PartOptions } from 'offmark';
import { offmark } from './support/command.ts';
import { bigints, booleans, nullable, numbers, texts, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate, evaluatePart } from './support/valid-report.ts';
import { interrupted } from './support/interrupted.ts';

const folder = testFolder();
const random = randomNumbers(83);
const rows = 150_000;
const at = (name: string): string => path.join(folder, name);
/** Sizes that sums in other orders round otherwise; the last few overflow when squared. */
const values = Float64Array.from({ length: rows }, (_, i) =>
  i > rows - 5 ? 1e170 : (random() - 0.5) * 10 ** (random() * 12 - 6),
);
const columns = {
  target: numbers(new Float64Array(rows)),
  prediction: numbers(values),
  /** Two more predictions, of which one is not there in some rows. */
  other: numbers(values.map((x, i) => (i % 3 === 0 ? x : x * 0.999))),
  third: nullable(Array.from(values, (x, i) => (i % 11 === 0 ? null : x + 1))),
  weight: nullable(Array.from({ length: rows }, () => Math.floor(random() * 5) / 4)),
  name: texts(Array.from({ length: rows }, (_, i) => `n${(i * 7919 + Math.floor(i / 65_536)) % 40}`)),
  user: bigints(Array.from({ length: rows }, (_, i) => (i % 9 === 0 ? null : 2n ** 62n + BigInt(i % 30)))),
  isNew: booleans(Array.from({ length: rows }, (_, i) => i > 100_000)),
};
const files = [at('a.arrow'), at('b.arrows')];

/** Three chunks, and one. */
beforeAll(() => {
  writeDump(at('a.arrow'), columns, rows, { batchRows: 50_000 });
  writeDump(at('b.arrows'), columns, 40_000, { format: 'stream', batchRows: 7_000 });
});

const asked: Omit<PartOptions, 'inputs'> & { readonly losses: string } = {
  losses: 'mse,mae',
  columns: { weight: 'weight' },
  by: [['name'], ['user', 'isNew', 'prediction']],
  bins: { prediction: [-1e3, 0, 1e3] },
  top: 25,
  confidence: 0.9,
};
const two = { prediction: ['prediction', 'other'], weight: 'weight' };
type Shape = Omit<Partial<PartOptions>, 'confidence'> & { readonly confidence?: number | undefined };
const shapes: readonly (readonly [string, Shape])[] = [
  ['slices and intervals', {}],
  ['exact slices and intervals', { sum: 'exact' }],
  ['slices of some rows, clustered', { by: [['name']], bins: {}, cluster: 'user', where: 'not isNew' }],
  ['exact clusters', { by: [['name']], bins: {}, cluster: 'user', sum: 'exact' }],
  ['intervals alone', { by: [], bins: {}, confidence: 0.95 }],
  ['predictions by slices, with intervals', { columns: two }],
  ['predictions without slices', { columns: two, by: [], bins: {}, confidence: undefined }],
  ['predictions by slices, clustered', { columns: two, by: [['name']], bins: {}, cluster: 'user' }],
  ['predictions in clusters', { columns: two, by: [], bins: {}, cluster: 'user', confidence: undefined }],
  [
    'predictions that use other rows, and a metric',
    {
      losses: 'mae,rmse',
      columns: { prediction: ['prediction', 'third', 'other'], weight: 'weight' },
      policies: { nulls: 'skip' },
      by: [],
      bins: {},
      confidence: undefined,
      where: 'weight != 0.25',
    },
  ],
  [
    'predictions that use other rows, by slices',
    {
      columns: { prediction: ['prediction', 'third'] },
      policies: { nulls: 'skip' },
      by: [['user', 'isNew']],
      bins: {},
    },
  ],
];

describe.each(shapes)('states with %s', (_, shape) => {
  const { top, confidence, ...others } = { ...asked, ...shape, inputs: files };
  const job = {
    ...others,
    ...(others.by?.length === 0 ? {} : { top: top ?? 25 }),
    ...(confidence === undefined ? {} : { confidence }),
  };

  it('of shards merge, in any order, to the state and the result of one run', async () => {
    const whole = await evaluatePart(job);
    const { result } = await evaluate(job);
    const shards: string[] = [];
    for (let index = 1; index <= 4; index++) {
      const shard = { index, count: 4 };
      shards.push(partialStateText(await evaluatePart({ ...job, shard, workers: 1 + (index % 3) })));
    }
    for (const order of [shards, shards.toReversed()]) {
      const merged = await mergeStates(order);
      expect(JSON.stringify(merged.result)).toBe(JSON.stringify(result));
    }
    writeFileSync(at('first.json'), shards[2] ?? '');
    writeFileSync(at('second.json'), shards[0] ?? '');
    writeFileSync(at('third.json'), shards[1] ?? '');
    writeFileSync(at('fourth.json'), shards[3] ?? '');
    const some = ['first.json', 'second.json', '--partial', 'some.json'];
    expect((await offmark(['merge', ...some], { cwd: folder })).code).toBe(0);
    const rest = ['third.json', 'some.json', 'fourth.json', '--partial', 'all.json'];
    expect((await offmark(['merge', ...rest], { cwd: folder })).code).toBe(0);
    expect(readFileSync(at('all.json'), 'utf8')).toBe(partialStateText(whole));
  }, 60_000);

  it('are taken up from a checkpoint', async () => {
    const { result } = await evaluate(job);
    const checkpoint = at(`checkpoint-${random()}`);
    await expect(interrupted({ ...job, workers: 1, checkpoint }, 60_000)).rejects.toThrow('aborted');
    const resumed = await evaluatePart({ ...job, checkpoint });
    expect(JSON.stringify((await mergeStates([partialStateText(resumed)])).result)).toBe(
      JSON.stringify(result),
    );
    expect(partialStateText(resumed)).toBe(partialStateText(await evaluatePart(job)));
  }, 60_000);
});

describe('several predictions', () => {
  const job = { ...asked, by: [['name']], bins: {}, top: 5, columns: two, inputs: files };
  const stateOf = async (options: Partial<PartOptions> = {}): Promise<string> =>
    partialStateText(await evaluatePart({ ...job, ...options }));

  it('are held against an earlier report as in one run, gates on each', async () => {
    const before = { inputs: files, losses: 'mse,mae', columns: { ...two, prediction: 'other' } };
    const baseline = await evaluate(before);
    const checks = {
      baseline,
      gates: ['mae[prediction=other] < 1', 'upper(mse[prediction=prediction]) > 0'],
    };
    const whole = await evaluate({ ...job, ...checks });
    const merged = await mergeStates([await stateOf()], checks);
    expect(JSON.stringify(merged.result)).toBe(JSON.stringify(whole.result));
    expect(whole.result.comparison?.with).toEqual({ kind: 'report' });
  });

  it('are reproduced from their report, whatever they were compared with', async () => {
    const inputs = files;
    const earlier = await evaluate({ inputs, losses: 'mse,mae' });
    const baselines = [undefined, { column: 'other' }, { column: 'third' }, earlier];
    for (const baseline of baselines) {
      const options = { ...job, policies: { nulls: 'skip' }, digest: true } as const;
      const report = await evaluate({ ...options, ...(baseline === undefined ? {} : { baseline }) });
      const text = JSON.stringify(report);
      expect(await verifyReport(text, { inputs })).toBeNull();
      expect(report.provenance.verification?.plan.predictions?.length).toBe(
        baseline !== undefined && 'column' in baseline && baseline.column === 'third' ? 3 : 2,
      );
    }
    const merged = await mergeStates([
      await stateOf({ shard: { index: 2, count: 2 } }),
      await stateOf({ shard: { index: 1, count: 2 } }),
    ]);
    expect(await verifyReport(JSON.stringify(merged), { inputs })).toBeNull();
    const { comparison, ...rest } = merged.result;
    const [first, ...others] = comparison?.losses ?? [];
    const changed = {
      ...rest,
      comparison: { ...comparison, losses: [{ ...first, difference: 0 }, ...others] },
    };
    const forged = JSON.stringify({ ...merged, result: changed }).replace(
      merged.provenance.verification?.digests.result ?? '',
      createHash('sha256').update(JSON.stringify(changed)).digest('hex'),
    );
    expect((await verifyReport(forged, { inputs }))?.place).toBe('result.comparison.losses[0].difference');
  });

  it('merge with those of the same alone', async () => {
    const policies = { nulls: 'skip' } as const;
    const one = await stateOf({ inputs: [files[0] ?? ''], policies });
    const others = [
      { columns: { weight: 'weight' } },
      { columns: { ...two, prediction: ['prediction', 'third'] } },
      { columns: { ...two, prediction: ['prediction', 'other', 'target'] } },
    ];
    for (const other of others) {
      const states = [one, await stateOf({ inputs: [files[1] ?? ''], ...other, policies })];
      for (const order of [states, states.toReversed()]) {
        await expect(mergeStates(order)).rejects.toThrow(
          /^E_STATE_MERGE state 2: expected the same (predictions|slices)/,
        );
      }
    }
  });
}, 60_000);

it("yesterday's slices and today's make those of both", async () => {
  const job = { ...asked, sum: 'exact' } as const;
  const states = await Promise.all(files.map((file) => evaluatePart({ ...job, inputs: [file] })));
  const merged = await mergeStates(states.map(partialStateText));
  expect(JSON.stringify(merged.result)).toBe(
    JSON.stringify((await evaluate({ ...job, inputs: files })).result),
  );
  const gated = await mergeStates(states.map(partialStateText), { gates: ['upper(mae) > 0'] });
  expect(gated.result.gates?.[0]).toMatchObject({ status: 'pass' });
});

/** Twenty rows of names of their own. */
const dump = (name: string, from: number): string => {
  const names = Array.from({ length: 20 }, (_, i) => `n${from + i}`);
  const some = { target: numbers(new Float64Array(20)), prediction: numbers(new Float64Array(20)) };
  return writeDump(at(name), { ...some, name: texts(names) }, 20);
};

describe('what is not merged of several predictions', () => {
  it.each([
    ['the first one twice', /"predictions":\["prediction",/, '"predictions":["prediction","prediction",'],
    ['another first one', /"predictions":\["prediction","other"\]/, '"predictions":["other","prediction"]'],
    ['a baseline that there is not', /"baseline":0/, '"baseline":2'],
    ['no predictions', /,"predictions":[^\]]*\]/, ''],
    ['sums of a pair that are none', /"total.high":\[0,0/, '"total.high":[0,"x"'],
    ['a pair without moments', /,"moments.squares":[^\]]*\]/, ''],
    ['sums of a loss that has none', /"losses":\[\{\},/, '"losses":[{"total.high":[0],"total.low":[0]},'],
  ])('%s', async (_, part, replacement) => {
    const columns = { prediction: ['prediction', 'other'] };
    const input = writeDump(
      at('two.arrow'),
      {
        target: numbers(Float64Array.of(1, 2)),
        prediction: numbers(Float64Array.of(1, 3)),
        other: numbers(Float64Array.of(1, 3)),
        name: texts(['a', 'b']),
      },
      2,
    );
    const by = part.source.includes('losses') ? [] : [['name']];
    const text = partialStateText(await evaluatePart({ losses: 'mae', columns, by, inputs: [input] }));
    const changed = text.replace(part, replacement);
    expect(changed).not.toBe(text);
    const said = await mergeStates([changed]).then(() => 'merged', String);
    expect(said.replaceAll(/\b[0-9a-f]{32}\b/g, 'DIGEST')).toMatchSnapshot();
  });
});

describe('what is not merged', () => {
  const small = { losses: 'mae', by: [['name']], maxSlices: 30 } as const;
  it('more slices in all than there may be', async () => {
    const states = await Promise.all(
      [dump('low.arrow', 0), dump('near.arrow', 10), dump('high.arrow', 20)].map((input) =>
        evaluatePart({ ...small, inputs: [input] }),
      ),
    );
    const [low = '', near = '', high = ''] = states.map(partialStateText);
    expect((await mergeStates([near, low])).result.slices?.[0]?.distinct).toBe(30);
    await expect(mergeStates([high, low])).rejects.toThrowErrorMatchingSnapshot();
  });

  it('states that group otherwise', async () => {
    const inputs = [dump('low.arrow', 0)];
    const one = partialStateText(await evaluatePart({ ...small, inputs }));
    const others = [{ maxSlices: 29 }, { top: 3 }, { confidence: 0.9 }, { by: [] }];
    for (const other of others) {
      const state = partialStateText(await evaluatePart({ ...small, inputs, ...other }));
      await expect(mergeStates([one, state])).rejects.toThrow(
        /^E_STATE_MERGE state 2: expected the same slices/,
      );
    }
  });

  it.each([
    ['a key twice', /\["n1"\],/, '["n0"],'],
    ['a key that is no key', /\["n1"\],/, '[0.5],'],
    ['a key too many', /\["n1"\],/, '["n1","n1"],'],
    ['no keys', /"keys":/, '"kees":'],
    ['a group beyond', /"groups":\[0,1,/, '"groups":[0,77,'],
    ['a row too many', /("groups":[^\]]*\],"rows":\[)1,/, '$12,'],
    ['a sum that is none', /"total.high":\[0,/, '"total.high":["x",'],
    ['no slices', /"groupings":/, '"groopings":'],
    ['options that do not go together', /"top":null/, '"top":0'],
    ['another number of slices', /"maxSlices":30/, '"maxSlices":31'],
  ])('%s', async (_, part, replacement) => {
    const text = partialStateText(await evaluatePart({ ...small, inputs: [dump('low.arrow', 0)] }));
    const changed = text.replace(part, replacement);
    expect(changed).not.toBe(text);
    const said = await mergeStates([changed]).then(() => 'merged', String);
    expect(said.replaceAll(/\b[0-9a-f]{32}\b/g, 'DIGEST')).toMatchSnapshot();
  });
});
