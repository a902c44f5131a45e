import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Config, JobConfig } from 'offmark';
import { readJobs } from '../../src/config/read-jobs.ts';
import { configSchema, evalOptions } from '../support/config-schema.ts';

const file = fileURLToPath(new URL('../../schema/config-v1.json', import.meta.url));

it('the published schema is what the options of eval say', async () => {
  await expect(`${JSON.stringify(configSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
});

/** Every key, so that one that is missing does not compile. */
const every: Required<JobConfig> = {
  inputs: ['dumps/', 'more.arrow'],
  loss: ['mse', 'mae'],
  lossesFrom: 'my-losses.mjs',
  target: 'y',
  prediction: 'p',
  weight: 'w',
  classes: ['cat', 'dog'],
  column: 'variance=var',
  nulls: 'skip',
  nans: 'error',
  where: 'w > 0',
  by: ['a', 'a,b'],
  bins: 'a:0,1',
  maxSlices: 100,
  top: 5,
  confidence: 0.95,
  cluster: 'user',
  bootstrap: 200,
  seed: 1,
  worst: 20,
  show: ['id', 'text'],
  histogram: ['error', 'mse:0,1,10'],
  calibration: 10,
  listBad: 5,
  requireEndMarker: true,
  keepOrder: false,
  workers: 2,
  backend: 'plain',
  sum: 'exact',
  digest: true,
  partial: 'state.json',
  shard: '1/2',
  checkpoint: 'folder',
  checkpointInterval: '2.5',
  date: 'yesterday',
  lock: 'job.lock',
  format: 'json',
  output: 'out.json',
  reports: { html: 'out.html', junit: 'out.xml' },
  history: 'history.jsonl',
  baseline: 'last.json',
  gate: 'mse < 1',
  warn: ['mae < 1'],
  maxDropped: '0.1%',
};

it('the type has the keys of the schema', () => {
  const { $defs } = JSON.parse(readFileSync(file, 'utf8'));
  expect(Object.keys(every).toSorted()).toEqual(Object.keys($defs.job.properties).toSorted());
});

const accepts = (value: unknown): boolean => {
  try {
    readJobs({ path: 'offmark.config.json', value, lineOf: () => null }, evalOptions());
    return true;
  } catch {
    return false;
  }
};

describe('the schema and the command agree about', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(configSchema());
  const job = { inputs: 'a.arrow', loss: 'mse' };
  const fine: readonly Config[] = [
    { jobs: { every } },
    { jobs: { 'nightly-2.eu': job } },
    { jobs: { a: { ...job, histogram: true, calibration: true } } },
    { jobs: { a: { ...job, histogram: 'error', calibration: '20' } } },
    { jobs: { a: { ...job, histogram: false, calibration: false } } },
    { $schema: 'schema/config-v1.json', jobs: { a: job, b: job } },
  ];
  const wrong: readonly unknown[] = [
    null,
    [],
    'jobs',
    {},
    { jobs: {} },
    { jobs: [] },
    { jobs: { 'two words': job } },
    { jobs: { '-x': job } },
    { jobs: { a: { ...job, calibration: [10] } } },
    { jobs: { a: null } },
    { jobs: { a: { loss: 'mse' } } },
    { job: { a: job }, jobs: { a: job } },
    { jobs: { a: { ...job, inputs: [] } } },
    { jobs: { a: { ...job, inputs: [''] } } },
    { jobs: { a: { ...job, 'max-dropped': 0.1 } } },
    { jobs: { a: { ...job, report: 'html=x' } } },
    { jobs: { a: { ...job, reports: { pdf: 'x' } } } },
    { jobs: { a: { ...job, reports: { html: '' } } } },
    { jobs: { a: { ...job, digest: 'true' } } },
    { jobs: { a: { ...job, target: ['a', null] } } },
    { jobs: { a: { ...job, gate: [{}] } } },
    { jobs: { a: { ...job, workers: {} } } },
    { jobs: { a: { ...job, quiet: true } } },
  ];
  it.each(fine.map((config) => [JSON.stringify(config), config]))('%s', (_, config) => {
    expect([validate(config), accepts(config)]).toEqual([true, true]);
  });

  it.each(wrong.map((config) => [JSON.stringify(config), config]))('%s, which is wrong', (_, config) => {
    expect([validate(config), accepts(config)]).toEqual([false, false]);
  });
});
