// Damages valid dumps by seeds and reads them in every way: `npm run fuzz -- --from 0 --count 100000`. A run is taken up
// by its seeds: they alone decide what is done.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, constants, setPriority } from 'node:os';
import path from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';

const seedsPerProcess = 2500;
const root = path.resolve(import.meta.dirname, '../..');
const vitest = path.join(
  path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

const { values } = parseArgs({
  options: { from: { type: 'string', default: '0' }, count: { type: 'string', default: '100000' } },
});
const [from, count] = [Number(values.from), Number(values.count)];
if (!Number.isSafeInteger(from) || !(count > 0) || !Number.isSafeInteger(from + count)) {
  throw new RangeError('--from and --count are whole numbers');
}

/** Whoever else uses the machine goes first. */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
let next = from;
let failed = 0;
await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(
  `${count} mutations from seed ${from}: ${failed === 0 ? 'all fine' : `${failed} runs with failures`}`,
);
if (failed > 0) process.exitCode = 1;

async function work() {
  while (next < from + count) {
    const first = next;
    const size = Math.min(seedsPerProcess, from + count - first);
    next += size;
    const { code, output } = await runSeeds(first, size);
    if (code !== 0) failed += 1;
    console.log(code === 0 ? (output.match(/^.*mutations from seed.*$/m)?.[0] ?? output) : output);
  }
}

function runSeeds(first, size) {
  const args = [vitest, 'run', '--project', 'offmark', 'seeded-mutations', '--reporter', 'default'];
  const env = { ...process.env, OFFMARK_FUZZ_FIRST: String(first), OFFMARK_FUZZ_COUNT: String(size) };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: stripVTControlCharacters(output) }));
  });
}
