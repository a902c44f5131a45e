// Bundles the built @offmark/losses into a page, runs it in Chromium, and expects the bits that Node computes; then
// looks at a report's page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { runChecks } from '../checks.mjs';
import { launchBrowser, requireChromium } from './browser.mjs';
import { checkReportPage } from './report-page.mjs';
import { rowsPerDigest, work } from './work.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
// The package by its own `exports`, as a consumer resolves it: the built one.
const losses = createRequire(new URL('../../packages/losses/package.json', import.meta.url)).resolve(
  '@offmark/losses',
);
const contentTypes = { '.html': 'text/html', '.js': 'text/javascript' };
const patience = 120_000;

requireChromium();

/** This folder's packages, at the versions that package.json states. */
function install() {
  const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'));
  const installed = Object.entries(dependencies).every(([name, version]) => {
    const manifest = `${here}node_modules/${name}/package.json`;
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
  if (installed) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: here,
  });
}

/** The built page: the files to serve, and the scripts among them. */
async function bundle() {
  const { build } = await import('vite');
  const { output } = await build({
    root: here,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@offmark/losses': losses } },
    build: { write: false, modulePreload: false },
  });
  const files = new Map(
    output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]),
  );
  return { files, scripts: output.filter((file) => file.type === 'chunk') };
}

const none = (found, what) => assert.ok(found.length === 0, `${what}: ${found.join(', ')}`);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

/** @returns the bundle's size in words */
function assertNoNodeApi(scripts) {
  const code = scripts.map((script) => script.code).join('\n');
  const modules = scripts.flatMap(({ moduleIds }) => moduleIds);
  const imports = scripts.flatMap((script) => [...script.imports, ...script.dynamicImports]);
  const outside = imports.filter((name) => !scripts.some(({ fileName }) => fileName === name));
  const emptied = modules.filter((id) => id.includes('__vite-browser-external'));
  none([...outside, ...emptied], 'imports what a browser does not have');
  const api = /["'`]node:[a-z]+|\b(?:process|Buffer)\.|\b(?:require|createRequire)\(/.exec(code);
  assert.ok(api === null, `the code says ${api?.[0]}`);
  const strange = modules.filter((id) => !id.startsWith(here) && !id.startsWith(dirname(losses)));
  none(strange, 'holds modules that are neither the page nor the built package');
  return `${kilobytes(Buffer.byteLength(code))}, ${kilobytes(gzipSync(code).length)} gzip`;
}

function serve(files) {
  const server = createServer(({ url }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const content = files.get(path);
    if (content === undefined) {
      response.writeHead(url === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    // No eval, no inline script, nothing from elsewhere: what a strict site allows.
    const headers = {
      'content-type': contentTypes[extname(path)],
      'content-security-policy': "default-src 'self'",
    };
    response.writeHead(200, headers).end(content);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** What the page computes. What it says on the console as an error is a complaint, and the first one ends it. */
async function inBrowser(files) {
  const complaints = [];
  const browser = await launchBrowser();
  const server = await serve(files);
  try {
    const page = await browser.newPage();
    const complained = new Promise((resolve) => {
      const note = (text) => resolve(complaints.push(text));
      page.on('pageerror', (error) => note(String(error)));
      page.on('console', (message) => message.type() === 'error' && note(message.text()));
    });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const results = page.locator('#results:not(:empty)');
    await Promise.race([results.waitFor({ state: 'attached', timeout: patience }), complained]);
    const text = complaints.length > 0 ? '{}' : await results.textContent();
    return { version: browser.version(), complaints, results: JSON.parse(text) };
  } finally {
    await browser.close();
    server.close();
  }
}

/** @returns the names of what was compared */
function assertSameBits(expected, got) {
  assert.ok(!('failed' in expected), `in Node: ${expected.failed}`);
  assert.ok(got !== undefined, 'the page computed nothing');
  assert.ok(!('failed' in got), `in the page: ${got.failed}`);
  for (const [what, bits] of Object.entries(expected)) {
    if (!Array.isArray(bits)) {
      assert.ok(got[what] === bits, `${what} ${got[what]}, in Node ${bits}`);
      continue;
    }
    const place = bits.findIndex((digest, i) => digest !== got[what][i]);
    assert.ok(place === -1, `${what} differs within ${rowsPerDigest} rows from row ${place * rowsPerDigest}`);
  }
  return Object.keys(expected).join(', ');
}

await runChecks(async (check) => {
  install();
  const { files, scripts } = await bundle();
  await check('the bundle has no Node API', () => assertNoNodeApi(scripts));
  const { measures } = await import(pathToFileURL(losses).href);
  const expected = await work(measures);
  const page = await inBrowser(files);
  const sound = await check('the page has no errors', () => {
    assert.ok(page.complaints.length === 0, page.complaints.join('\n'));
    return `Chromium ${page.version}, Node ${process.versions.node}`;
  });
  for (const { name } of sound ? measures : []) {
    await check(`${name}: the same bits`, () => assertSameBits(expected[name], page.results[name]));
  }
  await checkReportPage(check);
});
