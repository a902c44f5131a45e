import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeStates, partialStateText, verifyReport } from 'offmark';
import type { PartOptions, Result } from 'offmark';
import { offmark } from '../support/command.ts';
import { matrix, nullable, numbers, texts, writeDump } from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { randomNumbers } from '../support/random.ts';
import { evaluate, evaluatePart } from '../support/valid-report.ts';
import { interrupted } from '../support/interrupted.ts';

const folder = testFolder();
const at = (name: string): string => path.join(folder, name);
const random = randomNumbers(97);
const rows = 150_000;
const target = Float64Array.from({ length: rows }, () => Math.round(random() * 20) / 4);
// Few distinct errors, so that equal ones have to be told apart by their places.
const prediction = target.map((y) => y + Math.round((random() - 0.5) * 10) / 2);
const columns = {
  target: numbers(target),
  prediction: numbers(prediction),
  holes: nullable(Array.from(prediction, (p, i) => (i % 7001 === 0 ? null : i % 9001 === 0 ? NaN : p))),
  weight: numbers(Float64Array.from({ length: rows }, () => Math.floor(random() * 4))),
  label: numbers(Float64Array.from({ length: rows }, () => (random() < 0.3 ? 1 : 0))),
  probability: numbers(Float32Array.from({ length: rows }, random)),
  kind: numbers(Int32Array.from({ length: rows }, () => Math.floor(random() * 3))),
  scores: matrix(
    Float32Array.from({ length: 3 * rows }, () => (random() - 0.5) * 4),
    3,
  ),
  id: texts(Array.from({ length: rows }, (_, row) => `row ${row}`)),
};
const files = [at('a.arrow'), at('b.arrows')];

/** Three chunks, and one. */
beforeAll(() => {
  writeDump(at('a.arrow'), columns, rows, { batchRows: 50_000 });
  writeDump(at('b.arrows'), columns, 40_000, { format: 'stream', batchRows: 7_000 });
});

type Asked = Omit<PartOptions, 'inputs'> & { readonly losses: string };
const shapes: readonly (readonly [string, Asked])[] = [
  ['the worst rows and shown columns', { losses: 'mse,mae', worst: 40, show: ['id', 'scores'] }],
  [
    'worst rows of weighted ones, and bad values',
    {
      losses: 'mae',
      columns: { prediction: 'holes', weight: 'weight' },
      policies: { nulls: 'skip', nans: 'skip' },
      worst: 3,
      listBad: 25,
      where: 'kind != 1',
    },
  ],
  ['infinite losses', { losses: 'bce-logits', columns: { target: 'label' }, worst: 5, histogram: true }],
  [
    'histograms, with edges and without',
    { losses: 'huber,huber:delta=2', histogram: ['error', 'loss', 'huber:delta=2:0,1,2'] },
  ],
  ['histograms beside exact sums', { losses: 'mse', sum: 'exact', histogram: true, worst: 4 }],
  ['calibration of numbers', { losses: 'mse,r2', columns: { weight: 'weight' }, calibration: 10 }],
  [
    'calibration of probabilities',
    { losses: 'bce', columns: { target: 'label', prediction: 'probability' }, calibration: 7 },
  ],
  [
    'calibration of classes, by slices',
    {
      losses: 'sparse-cce-logits',
      columns: { target: 'kind', prediction: 'scores' },
      by: [['kind']],
      confidence: 0.9,
      calibration: 5,
      histogram: true,
    },
  ],
];

describe.each(shapes)('states with %s', (_, asked) => {
  const job = { ...asked, inputs: files };

  it('of shards merge, in any order, to the state and the result of one run', async () => {
    const whole = partialStateText(await evaluatePart(job));
    const { result } = await evaluate(job);
    const shards: string[] = [];
    for (let index = 1; index <= 4; index++) {
      const shard = { index, count: 4 };
      shards.push(partialStateText(await evaluatePart({ ...job, shard, workers: 1 + (index % 3) })));
    }
    for (const order of [[whole], shards, shards.toReversed()]) {
      expect(JSON.stringify((await mergeStates(order)).result)).toBe(JSON.stringify(result));
    }
    for (const [i, text] of shards.entries()) writeFileSync(at(`shard-${i}.json`), text);
    const merges = [
      ['shard-2.json', 'shard-0.json', '--partial', 'some.json'],
      ['shard-1.json', 'some.json', 'shard-3.json', '--partial', 'all.json'],
    ];
    for (const args of merges) {
      expect((await offmark(['merge', ...args], { cwd: folder })).code).toBe(0);
    }
    expect(readFileSync(at('all.json'), 'utf8')).toBe(whole);
  }, 60_000);

  it('are taken up from a checkpoint', async () => {
    const { result } = await evaluate(job);
    const checkpoint = at(`checkpoint-${random()}`);
    await expect(interrupted({ ...job, workers: 1, checkpoint }, 60_000)).rejects.toThrow('aborted');
    const resumed = partialStateText(await evaluatePart({ ...job, checkpoint }));
    expect(JSON.stringify((await mergeStates([resumed])).result)).toBe(JSON.stringify(result));
    expect(resumed).toBe(partialStateText(await evaluatePart(job)));
  }, 60_000);

  it('are reproduced from a report, of other batches and names too', async () => {
    const report = await evaluate({ ...job, digest: true });
    const text = JSON.stringify(report);
    expect(await verifyReport(text, { inputs: files })).toBeNull();
    const others = [at('0.arrows'), at('1.arrow')];
    writeDump(at('0.arrows'), columns, rows, { format: 'stream', batchRows: 12_345 });
    writeDump(at('1.arrow'), columns, 40_000);
    expect(await verifyReport(text, { inputs: others })).toBeNull();
  }, 60_000);
});

/** The rows with the largest loss, whatever their files are called. */
const shownIn = ({ worst = [] }: Result): readonly unknown[] =>
  worst.flatMap((each) => each.rows.map(({ row, value, columns: { id } }) => [row, value, id]));

describe('states of single rows', () => {
  const asked = { losses: 'mae', worst: 30, show: ['id'] } as const;

  it("of yesterday's file and today's are those of both, equal losses in the order of the files", async () => {
    const job = { ...asked, sum: 'exact', histogram: true } as const;
    const states = await Promise.all(files.map((file) => evaluatePart({ ...job, inputs: [file] })));
    const merged = await mergeStates(states.map(partialStateText).toReversed());
    const whole = await evaluate({ ...job, inputs: files });
    expect(JSON.stringify(merged.result)).toBe(JSON.stringify(whole.result));
  });

  it('of a pipe hold what was shown, and merge with those of files', async () => {
    const stdin = [readFileSync(at('b.arrows'))];
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield* stdin;
    };
    const job = { ...asked, sum: 'exact' } as const;
    const states = [
      await evaluatePart({ ...job, inputs: ['-'], stdin: stream() }),
      await evaluatePart({ ...job, inputs: [at('a.arrow')] }),
    ];
    const merged = shownIn((await mergeStates(states.map(partialStateText))).result);
    const whole = await evaluate({ ...job, inputs: ['-', at('a.arrow')], stdin: stream() });
    expect(merged).toEqual(shownIn(whole.result));
    expect(merged).toHaveLength(30);
  });

  it('do not merge with those that ask for other rows', async () => {
    const [first = '', second = ''] = files;
    const one = partialStateText(await evaluatePart({ ...asked, inputs: [first] }));
    const others = [{ worst: 31 }, { show: ['kind'] }, { histogram: true as const }];
    for (const other of others) {
      const state = partialStateText(await evaluatePart({ ...asked, inputs: [second], ...other }));
      await expect(mergeStates([one, state])).rejects.toThrow(
        /^E_STATE_MERGE state 2: expected the same causes/,
      );
    }
    const plain = partialStateText(await evaluatePart({ losses: 'mae', inputs: [second] }));
    for (const order of [
      [one, plain],
      [plain, one],
    ]) {
      await expect(mergeStates(order)).rejects.toThrow(/^E_STATE_MERGE state 2: expected the same causes/);
    }
  });

  it('tell of a row that is another when it is verified', async () => {
    const report = await evaluate({ ...asked, inputs: files, digest: true });
    const worst = report.result.worst?.[0]?.rows.find(({ path: name }) => name === files[0]);
    const ids = Array.from({ length: rows }, (_, row) => (row === worst?.row ? 'another' : `row ${row}`));
    const inputs = [at('a-other.arrow'), files[1] ?? ''];
    writeDump(at('a-other.arrow'), { ...columns, id: texts(ids) }, rows);
    const difference = await verifyReport(JSON.stringify(report), { inputs });
    expect(difference?.place).toMatch(/^result\.worst\[0\]\.rows\[\d+\]\.columns\.id$/);
    expect(difference).toMatchObject({ got: '"another"', next: 'The inputs are the same.' });
  });

  it.each([
    ['a row too many', /"worst":30/, '"worst":1'],
    ['rows in another order', /"row":0,"value":3/, '"row":0,"value":0'],
    [
      'a row of another input',
      /"path":"[^"]*tiny.arrow","batch":0,"row":0,/,
      '"path":"x","batch":0,"row":0,',
    ],
    ['a row that there is not', /"row":2,"value":1/, '"row":3,"value":1'],
    ['a value that is none', /"row":0,"value":3/, '"row":0,"value":"x"'],
    ['nothing shown', /"shown":\["a"\]/, '"shown":[]'],
    ['an object shown', /"shown":\["a"\]/, '"shown":[{}]'],
    ['no worst rows', /"worst":\[\[/, '"wurst":[['],
    [
      'a count of another distribution',
      /"distributions":\[\{"rows":\{"used":3/,
      '"distributions":[{"rows":{"used":2',
    ],
    ['no distribution', /"distributions":\[\{.*?\}\]\}\]\}/, '"distributions":[]}'],
    ['another option', /"calibration":null/, '"calibration":0'],
    [
      'columns shown of no rows',
      /"worst":30,"show":\["id"\],"listBad":null/,
      '"worst":null,"show":["id"],"listBad":1',
    ],
    ['no rows at all', /"causes":\{"worst":\[/, '"clauses":{"worst":['],
  ])('are refused with %s', async (_, part, replacement) => {
    const input = writeDump(
      at('tiny.arrow'),
      {
        target: numbers(new Float64Array(3)),
        prediction: numbers(Float64Array.of(3, 2, 1)),
        id: texts(['a', 'b', 'c']),
      },
      3,
    );
    const text = partialStateText(
      await evaluatePart({ ...asked, histogram: ['error:0,1'], inputs: [input] }),
    );
    const changed = text.replace(part, replacement);
    expect(changed).not.toBe(text);
    const said = await mergeStates([changed]).then(() => 'merged', String);
    expect(said.replaceAll(/\b[0-9a-f]{32}\b/g, 'DIGEST')).toMatchSnapshot();
  });
});
