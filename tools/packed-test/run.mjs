// Packs what gets published, installs the tarballs in an empty folder with an empty HOME, and uses them from there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runChecks } from '../checks.mjs';

const run = promisify(execFile);
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

const workspace = fileURLToPath(new URL('../..', import.meta.url));
const dump = 'penguin-body-mass.arrow';
const evalArguments = ['eval', dump, '--loss', 'mse,mae', '--workers', '2', '--format', 'json'];

const scratch = mkdtempSync(join(tmpdir(), 'offmark-packed-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const [tarballs, home, consumer] = ['tarballs', 'home', 'consumer'].map((name) => {
  const folder = join(scratch, name);
  mkdirSync(folder);
  return folder;
});
const consumerOptions = { cwd: consumer, env: strangersEnvironment() };

/** Every package of the workspace that gets published. */
const published = ['packages', 'apps']
  .flatMap((group) => readdirSync(join(workspace, group)).map((name) => join(workspace, group, name)))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => ({ folder, manifest: readJson(join(folder, 'package.json')) }))
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ folder, manifest: { name, version, bin } }) => ({
    folder,
    name,
    version,
    bin,
    installed: join(consumer, 'node_modules', name),
  }));

const command = published.find(({ name }) => name === 'offmark');

/** The environment of somebody who has never seen this workspace; only how to reach a registry is kept. */
function strangersEnvironment() {
  const about = /^(?:npm_|pnpm_|INIT_CWD$|NODE_PATH$|NODE_OPTIONS$)/i;
  const network = /^npm_config_(?:registry|cafile|strict_ssl|proxy|https_proxy|noproxy)$/i;
  const kept = Object.entries(process.env).filter(([name]) => !about.test(name) || network.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !isInside(folder, workspace));
  const own = { PATH: path.join(delimiter), HOME: home, npm_config_update_notifier: 'false' };
  return { ...Object.fromEntries(kept), ...own };
}

function isInside(path, folder) {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function pack() {
  const { packageManager } = readJson(join(workspace, 'package.json'));
  const filters = published.map(({ name }) => `--filter=${name}`);
  const pnpm = ['--yes', '--prefer-offline', packageManager];
  await run('npx', [...pnpm, ...filters, 'pack', '--pack-destination', tarballs], { cwd: workspace });
  const packed = readdirSync(tarballs);
  assert.equal(packed.length, published.length);
  return packed.join(', ');
}

async function install() {
  writeFileSync(join(consumer, 'package.json'), '{ "private": true, "type": "module" }\n');
  copyFileSync(join(workspace, 'examples/dumps', dump), join(consumer, dump));
  const paths = readdirSync(tarballs).map((name) => join(tarballs, name));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quiet, ...paths], consumerOptions);
  const { packages } = readJson(join(consumer, 'package-lock.json'));
  for (const { name } of published) {
    const copies = Object.entries(packages).filter(([place]) => place.endsWith(`node_modules/${name}`));
    assert.ok(copies.length === 1, `${copies.length} copies of ${name}`);
    assert.match(copies[0][1].resolved, /^file:/, `${name} didn't come from its tarball`);
  }
  return `${Object.keys(packages).length - 1} packages in the lockfile`;
}

/** The files of an installed package, as paths inside it. */
function filesOf({ installed }) {
  const entries = readdirSync(installed, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(installed, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).includes('node_modules'));
}

const none = (found, what) =>
  assert.ok(found.length === 0, `${what} (${found.length}): ${found.slice(0, 3).join(', ')}`);

function hasPapers(published) {
  const files = new Set(filesOf(published).map((path) => path.toLowerCase()));
  const missing = ['readme.md', 'license'].filter((paper) => !files.has(paper));
  none(missing, 'missing');
}

function hasNothingElse(published) {
  const files = filesOf(published);
  const unwanted =
    /(?:^|[\\/])(?:tests?|__tests__|__snapshots__|node_modules)[\\/]|\.(?:test|spec)\.|\.tsbuildinfo$/;
  none(
    files.filter((path) => unwanted.test(path)),
    'only of use in the workspace',
  );
  none(
    files.filter((path) => readFileSync(join(published.installed, path), 'latin1').includes(workspace)),
    'names a folder of this machine',
  );
  return `${files.length} files`;
}

function hasWholeMaps(published) {
  const maps = filesOf(published).filter((path) => path.endsWith('.map'));
  const astray = maps.flatMap((path) => {
    const map = join(published.installed, path);
    const { sources, sourceRoot = '' } = readJson(map);
    return sources
      .map((source) => resolve(dirname(map), sourceRoot, source))
      .filter((source) => !isInside(source, published.installed) || !existsSync(source))
      .map((source) => `${path} → ${basename(source)}`);
  });
  none(astray, 'pointing outside or at nothing');
  return `${maps.length} maps`;
}

/** The installed command; `--no`, because what isn't installed must not come from the registry. */
const installedCommand = (given) => run('npx', ['--no', '--', 'offmark', ...given], consumerOptions);

/** What the workspace's own build gives. */
async function expectedResult() {
  const main = join(command.folder, command.bin.offmark);
  const { stdout } = await run(process.execPath, [main, ...evalArguments], { cwd: consumer });
  return resultText(stdout);
}

function resultText(report) {
  const { result } = JSON.parse(report);
  assert.ok(
    result.losses.length === 2 && result.losses.every(({ value }) => value > 0),
    'the result holds no losses',
  );
  return JSON.stringify(result, null, 1);
}

const library = `
import { evaluate } from 'offmark';
import { mse } from '@offmark/losses';
import { openDump } from '@offmark/arrow-ipc';
if (mse.mean([1, 2, 3], [1, 4, 3]) !== 4 / 3) throw new Error('mse.mean is off');
if (typeof openDump !== 'function') throw new Error('openDump is missing');
const report = await evaluate({ inputs: ['${dump}'], losses: 'mse,mae', workers: 2 });
process.stdout.write(JSON.stringify(report));
`;

const configuration = `
import { defineConfig } from 'offmark';
const inputs: string = '${dump}';
export default defineConfig({ jobs: { nightly: { inputs, loss: 'mse,mae', workers: 2, format: 'json' } } });
`;

await runChecks(async (check) => {
  if (!(await check('pnpm pack', pack))) return;
  if (!(await check('npm install of the tarballs', install))) return;
  for (const one of published) {
    await check(`${one.name}: README and LICENSE are in`, () => hasPapers(one));
    await check(`${one.name}: no tests, no leftovers of the build`, () => hasNothingElse(one));
    await check(`${one.name}: maps point inside`, () => hasWholeMaps(one));
  }
  await check('npx offmark --version', async () => {
    const { stdout } = await installedCommand(['--version']);
    assert.equal(stdout.trim(), command.version);
  });
  await check('npx offmark eval: the bytes of the workspace', async () => {
    const { stdout } = await installedCommand(evalArguments);
    assert.equal(resultText(stdout), await expectedResult());
  });
  await check('npx offmark run: the same from a configuration in TypeScript', async () => {
    writeFileSync(join(consumer, 'offmark.config.ts'), configuration);
    const { stdout, stderr } = await installedCommand(['run']);
    assert.equal(resultText(stdout), await expectedResult());
    assert.equal(stderr, '');
  });
  await check('import: the bytes of the workspace', async () => {
    writeFileSync(join(consumer, 'library.js'), library);
    const { stdout } = await run(process.execPath, ['library.js'], consumerOptions);
    assert.equal(resultText(stdout), await expectedResult());
  });
});
