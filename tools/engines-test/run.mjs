// Runs the built libraries and the built command under several engines over the same rows, and compares every bit.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { runChecks } from '../checks.mjs';
import { writeDump } from './dumps.mjs';
import { arm64Emulator, installedNode } from './engines.mjs';

const versions = ['20', '22', '24'];
const execute = promisify(execFile);
const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const losses = createRequire(pathOf('../../packages/losses/package.json')).resolve('@offmark/losses');
const command = pathOf('../../apps/evaluator/dist/bundle/offmark.cjs');
const examples = [
  ['penguin-body-mass.arrow', 'mse,mae,huber:delta=300'],
  ['penguin-sex.arrow', 'bce', '--prediction', 'probability'],
  ['penguin-species.arrow', 'sparse-cce', '--prediction', 'probabilities', '--sum', 'exact'],
];

const scratch = mkdtempSync(join(tmpdir(), 'offmark-engines-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** What a program prints on standard output. */
async function outputOf([program, ...before], ...args) {
  const { stdout } = await execute(program, [...before, ...args], { maxBuffer: 1e8 });
  return stdout;
}

/** Digests of all results by name, and what the command says of the examples, on two threads. */
async function resultsUnder(engine) {
  const results = JSON.parse(await outputOf(engine, pathOf('engine.mjs'), scratch));
  for (const [dump, loss, ...flags] of examples) {
    const file = pathOf(`../../examples/dumps/${dump}`);
    const text = await outputOf(
      engine,
      command,
      'eval',
      file,
      '--loss',
      loss,
      ...flags,
      '--workers',
      '2',
      '--format',
      'json',
    );
    results[`the command over ${dump}`] = JSON.stringify(JSON.parse(text).result);
  }
  return results;
}

/** @returns what was compared, in words */
function assertSame(expected, got) {
  const names = Object.keys(expected);
  assert.deepEqual(Object.keys(got), names);
  const other = names.filter((name) => got[name] !== expected[name]);
  assert.ok(other.length === 0, `${other.length} of ${names.length} differ: ${other.slice(0, 5).join('; ')}`);
  return `${names.length} results`;
}

const [option, arch = process.arch] = process.argv.slice(2);
await runChecks(async (check) => {
  assert.ok(
    option === undefined || (option === '--emulate' && arch === 'arm64'),
    'usage: run.mjs [--emulate arm64]',
  );
  const emulator = option === undefined ? [] : arm64Emulator();
  const { measures } = await import(pathToFileURL(losses).href);
  for (const measure of measures) writeDump(join(scratch, `${measure.name}.arrow`), measure);
  const engines = versions.map((version) => installedNode(version, arch));
  // All at once: each has one thread, most of the time.
  const [expected, ...outcomes] = await Promise.allSettled([
    resultsUnder([process.execPath]),
    ...engines.map(({ path }) => resultsUnder([...emulator, path])),
  ]);
  if (expected.status === 'rejected') throw expected.reason;
  console.log(
    `The bits of Node ${process.versions.node} ${process.arch}, ${measures.length} losses and metrics:`,
  );
  for (const [i, { name }] of engines.entries()) {
    await check(`${name}: the same bits`, () => {
      if (outcomes[i].status === 'rejected') throw outcomes[i].reason;
      return assertSame(expected.value, outcomes[i].value);
    });
  }
});
