import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluatePart, mergeStates, partialStateText, verifyReport } from 'offmark';
import { checkReport, evaluate } from './support/valid-report.ts';
import { offmark } from './support/command.ts';
import { matrix, numbers, texts, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';

const folder = testFolder();
const random = randomNumbers(59);
const rows = 150_000;
const values = (): Float64Array =>
  Float64Array.from({ length: rows }, () => (random() - 0.5) * 10 ** (random() * 12 - 6));
const [target, prediction] = [values(), values()];
const turned = (column: Float64Array): Float64Array => column.slice().toReversed();
const at = (name: string): string => path.join(folder, name);
const run = (...args: readonly string[]) => offmark(args, { cwd: folder });

/** Three chunks and one. */
beforeAll(async () => {
  const columns = { target: numbers(target), prediction: numbers(prediction) };
  writeDump(at('a.arrow'), columns, rows, { batchRows: 50_000 });
  writeDump(at('b.arrows'), columns, 40_000, { format: 'stream', batchRows: 7_000 });
  writeDump(at('a-again.arrows'), columns, rows, { format: 'stream', batchRows: 12_345 });
  const other = prediction.slice();
  other[140_001] = (other[140_001] ?? 0) + 1;
  writeDump(at('a-other.arrow'), { ...columns, prediction: numbers(other) }, rows, { batchRows: 50_000 });
  const backwards = { target: numbers(turned(target)), prediction: numbers(turned(prediction)) };
  writeDump(at('a-turned.arrow'), backwards, rows);
  for (const sum of ['kahan', 'exact']) {
    const args = ['--loss', 'mse,huber:delta=2', '--where', 'target < 4', '--sum', sum, '--digest'];
    const output = ['--format', 'json', '--output', `${sum}.json`];
    await run('eval', 'a.arrow', 'b.arrows', ...args, ...output);
  }
  await run(
    'eval',
    'a.arrow',
    '--loss',
    'mae',
    '--sum',
    'exact',
    '--digest',
    '--output',
    'one.json',
    ...json,
  );
  await run('eval', 'b.arrows', '--loss', 'mae', '--output', 'plain.json', ...json);
});

const json = ['--format', 'json'];
const textOf = (name: string): string => readFileSync(at(name), 'utf8');
const yes = {
  code: 0,
  stdout: 'The inputs, the plan and the result are the same, bit for bit.\n',
  stderr: '',
};

/** What is said of a refusal, without the digests. */
async function refusal(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('verify', ...args);
  expect(stdout).toBe('');
  return `exit ${code}: ${stderr.replace(/\b[0-9a-f]{64}\b/g, 'SHA-256').replace(/\b[0-9a-f]{32}\b/g, 'DIGEST')}`;
}

/** A copy of a report with a part of its text replaced. */
function tampered(name: string, part: RegExp, replacement: string): string {
  const text = textOf(name);
  const changed = text.replace(part, replacement);
  expect(changed).not.toBe(text);
  writeFileSync(at('tampered.json'), changed);
  return 'tampered.json';
}

describe('a report is reproduced', () => {
  it('by any number of workers, both backends, inputs in any order of names', async () => {
    for (const report of ['kahan.json', 'exact.json']) {
      checkReport(JSON.parse(textOf(report)));
      expect(await run('verify', report, 'a.arrow', 'b.arrows')).toEqual(yes);
      expect(await run('verify', report, 'b.arrows', 'a.arrow', '--backend', 'plain')).toEqual(yes);
      expect(await run('verify', report, 'a.arrow', 'b.arrows', '--workers', '3')).toEqual(yes);
    }
  });

  it('from the same values under another name, in other batches, another format, and a pipe', async () => {
    expect(await run('verify', 'one.json', 'a-again.arrows')).toEqual(yes);
    const piped = await offmark(['verify', 'one.json', '-'], {
      cwd: folder,
      stdin: readFileSync(at('a-again.arrows')),
    });
    expect(piped).toEqual(yes);
  });

  it('of merged states, of several jobs too', async () => {
    const options = { losses: 'mse', keepOrder: true };
    const states = [
      await evaluatePart({ ...options, inputs: [at('b.arrows')] }),
      await evaluatePart({ ...options, inputs: [at('a.arrow')], shard: { index: 2, count: 2 } }),
      await evaluatePart({ ...options, inputs: [at('a.arrow')], shard: { index: 1, count: 2 } }),
    ];
    const report = await mergeStates(states.map(partialStateText));
    checkReport(JSON.parse(JSON.stringify(report)));
    expect(report.provenance.verification?.jobs).toEqual([1, 1]);
    const inputs = [at('a.arrow'), at('b.arrows')];
    expect(await verifyReport(JSON.stringify(report), { inputs })).toBeNull();
  });

  it('with gates and a comparison, which follow from it', async () => {
    const args = ['--loss', 'mae', '--digest', ...json, '--gate', 'mae < 1e9', '--baseline', 'plain.json'];
    const { code, stdout } = await run('eval', 'b.arrows', ...args);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout).result)).toEqual(['rows', 'losses', 'comparison', 'gates']);
    writeFileSync(at('gated.json'), stdout);
    expect(await run('verify', 'gated.json', 'b.arrows')).toEqual(yes);
  });

  it('of labels that are names of classes', async () => {
    const names = ['cat', 'dog', 'eel'];
    const label = Array.from({ length: 30 }, (_, i) => names[i % 3] ?? '');
    const probability = Float64Array.from({ length: 90 }, (_, i) => (i % 5 === 0 ? 0.5 : 0.25));
    const columns = { target: texts(label), prediction: matrix(probability, 3) };
    const options = { losses: 'sparse-cce', classes: names, digest: true };
    const report = await evaluate({ ...options, inputs: [writeDump(at('names.arrow'), columns, 30)] });
    expect(report.provenance.verification?.plan.classes).toEqual(names);
    const inputs = [writeDump(at('names-again.arrow'), columns, 30, { batchRows: 7 })];
    expect(await verifyReport(JSON.stringify(report), { inputs })).toBeNull();
  });

  it('by the library, whatever the order that was kept', async () => {
    const inputs = [at('b.arrows'), at('a.arrow')];
    const report = await evaluate({ inputs, losses: 'mse,r2,pearson', keepOrder: true, digest: true });
    const text = JSON.stringify(report);
    expect(await verifyReport(text, { inputs: inputs.toReversed() })).toBeNull();
    expect(await verifyReport(text, { inputs: [at('a-again.arrows'), at('b.arrows')] })).toMatchObject({
      place: at('a-again.arrows'),
    });
    expect(
      await verifyReport(text, { inputs: [at('b.arrows'), at('a-again.arrows')], keepOrder: true }),
    ).toBeNull();
  });
});

describe('the first difference is named', () => {
  it.each([
    ['a row was changed', 'one.json', 'a-other.arrow'],
    ['the order of rows, to which exact sums are blind', 'one.json', 'a-turned.arrow'],
    ['one of two inputs', 'kahan.json', 'a-other.arrow', 'b.arrows'],
    ['an input is missing', 'kahan.json', 'a.arrow'],
    ['an input is missing rows', 'one.json', 'b.arrows'],
  ])('%s', async (_what, ...args) => {
    expect(await refusal(...args)).toMatchSnapshot();
  });

  it.each([
    ['a value', /"value": [^,]+/, '"value": 1.5'],
    ['a ledger', /"zeroWeight": 0/, '"zeroWeight": 1'],
    ['the plan', /"nulls": "error"/, '"nulls": "skip"'],
    ['the digest of an input', /"digest": "../, '"digest": "00'],
  ])('%s was changed in the report', async (_what, part, replacement) => {
    expect(await refusal(tampered('one.json', part, replacement), 'a.arrow')).toMatchSnapshot();
  });

  it('a value was changed, and its digest made to fit', async () => {
    const report = JSON.parse(textOf('one.json'));
    report.result.losses[0].value = 1.5;
    const digest = createHash('sha256').update(JSON.stringify(report.result)).digest('hex');
    report.provenance.verification.digests.result = digest;
    writeFileSync(at('forged.json'), JSON.stringify(report));
    const said = await refusal('forged.json', 'a.arrow');
    expect(said.replace(/got \d+\.\d+/, 'got VALUE')).toMatchSnapshot();
  });
});

describe('slices are reproduced', () => {
  const many = 140_000;
  // Threads meet these names in other orders.
  const names = Array.from({ length: many }, (_, i) => `n${(i * 7919 + Math.floor(i / 65_536) * 31) % 50}`);
  const columns = { target: numbers(target), prediction: numbers(prediction), name: texts(names) };
  const asked = {
    losses: 'mse,mae',
    by: [['name'], ['name', 'target']],
    bins: { target: [-1e9, 0, 1e9] },
    top: 12,
    confidence: 0.95,
    where: 'name != "n4" && target < 1e9',
    digest: true,
  } as const;

  it.each(['kahan', 'exact'] as const)('whatever the threads, batches and formats: %s', async (sum) => {
    const inputs = [writeDump(at('names-a.arrow'), columns, many, { batchRows: 20_000 })];
    const report = await evaluate({ ...asked, sum, inputs, workers: 1 });
    expect(report.result.slices).toHaveLength(2);
    const text = JSON.stringify(report);
    expect(await verifyReport(text, { inputs, workers: 3 })).toBeNull();
    const again = writeDump(at('names-b.arrows'), columns, many, { format: 'stream', batchRows: 999 });
    expect(await verifyReport(text, { inputs: [again], backend: 'plain' })).toBeNull();
    expect(await verifyReport(text, { inputs: ['-'], stdin: createReadStream(again) })).toBeNull();
  });

  it('and a text that was changed is noticed', async () => {
    const inputs = [writeDump(at('names-a.arrow'), columns, many, { batchRows: 20_000 })];
    const report = JSON.stringify(await evaluate({ ...asked, inputs }));
    const other = texts(names.map((name, i) => (i === 100_000 ? 'n3' : name)));
    const changed = [writeDump(at('names-c.arrow'), { ...columns, name: other }, many)];
    expect(await verifyReport(report, { inputs: changed })).toMatchObject({ place: at('names-c.arrow') });
    const swapped = texts(names.map((name) => (name === 'n1' ? 'n2' : name === 'n2' ? 'n1' : name)));
    const others = [writeDump(at('names-d.arrow'), { ...columns, name: swapped }, many)];
    expect(await verifyReport(report, { inputs: others })).toMatchObject({ place: at('names-d.arrow') });
  });
});

it('the text report shows the digest of the result', async () => {
  const { stdout } = await run('eval', 'a.arrow', '--loss', 'mae', '--sum', 'exact', '--digest');
  const { result } = JSON.parse(textOf('one.json')).provenance.verification.digests;
  expect(stdout.endsWith(`\n\nSHA-256 of the result: ${result}\n`)).toBe(true);
});

describe('what cannot be told', () => {
  it.each([
    ['a report without digests', 'plain.json', 'b.arrows'],
    ['no report', 'a.arrow', 'b.arrows'],
    ['a report that is not there', 'nowhere.json', 'b.arrows'],
    ['an input that is not there', 'one.json', 'nowhere.arrow'],
  ])('%s', async (_what, ...args) => {
    expect(await refusal(...args)).toMatchSnapshot();
  });

  it.each([
    ['a report that was cut', /\n[^\n]*"seconds"[^]*/, ''],
    ['another version of reports', /"version": 1/, '"version": 2'],
    ['another version of offmark', /"offmark": "[^"]+"/, '"offmark": "0.0.7"'],
    ['an unknown loss', /"name": "mae"/, '"name": "mxe"'],
    ['jobs without inputs', /"jobs": \[\s*1/, '"jobs": [0'],
    ['more inputs than there are', /"jobs": \[\s*1/, '"jobs": [2'],
    ['no digest', /"digest": "../, '"digest": "zz'],
  ])('%s', async (_what, part, replacement) => {
    const said = await refusal(tampered('one.json', part, replacement), 'a.arrow');
    expect(
      said.replace(/offmark \d+\.\d+\.\d+/, 'offmark VERSION').replace(/got \d+ char/, 'got N char'),
    ).toMatchSnapshot();
  });
});
