import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchBrowser } from './browser.mjs';

// The package by its own `exports`, as a consumer resolves it: the built one.
const offmark = createRequire(new URL('../../apps/evaluator/package.json', import.meta.url)).resolve(
  'offmark',
);
const dump = fileURLToPath(new URL('../../examples/dumps/penguin-body-mass.arrow', import.meta.url));
const hostile = `'"><img src=x onerror=alert(1)></td></table><script>alert(1)</script>`;
const narrow = { width: 360, height: 700 };

/** A report of a real job, with slices and a histogram. */
async function report() {
  const { evaluate } = await import(pathToFileURL(offmark).href);
  const gates = ['mae < 250', 'mse < 1'];
  const { result, provenance, version } = await evaluate({ inputs: [dump], losses: 'mae,mse', gates });
  const slice = (key, value) => ({
    key: [key],
    rows: { read: 1 },
    losses: result.losses.map((loss) => ({ ...loss, value, share: 0.25 })),
  });
  const slices = [
    {
      by: ['species'],
      distinct: 4,
      slices: [slice('Adelie', 9), slice(hostile, 10), slice(null, 1)],
      other: { count: 1, rows: { read: 1 }, losses: slice('', 5).losses },
    },
  ];
  const histograms = [{ of: 'error', edges: [-1, 0, 1], counts: [3, 4], below: 1, above: 0 }];
  return { version, result: { ...result, slices, histograms }, provenance };
}

/** Opens the page and notes whatever it complains of, asks for or pops up. */
async function open(browser, url, options = {}) {
  const page = await browser.newPage(options);
  const noted = [];
  page.on('pageerror', (error) => noted.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && noted.push(message.text()));
  page.on('request', (request) => request.url() === url || noted.push(`asks for ${request.url()}`));
  page.on('dialog', (dialog) => {
    noted.push(`says ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.goto(url);
  return { page, noted };
}

const slicesTable = (page) => page.locator('section', { hasText: 'By species' }).locator('table');
const firstCells = (page) =>
  slicesTable(page)
    .locator('tbody tr, tfoot tr')
    .evaluateAll((rows) => rows.map((row) => row.cells[0].textContent.trim()));
const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

async function checkPage(check, browser, url) {
  await check('report page: without errors, requests or foreign scripts', async () => {
    const { page, noted } = await open(browser, url);
    assert.deepEqual(noted, []);
    assert.equal(await page.evaluate(() => document.scripts.length), 1);
    assert.equal((await page.locator('svg').count()) > 3, true);
    assert.equal(await page.locator('.verdict').textContent(), 'Gates: 1 passed, 1 failed');
  });
  await check('report page: sorts by a number and back, other stays last', async () => {
    const { page, noted } = await open(browser, url);
    const header = slicesTable(page).getByRole('button', { name: 'mae', exact: true });
    const orders = [await firstCells(page)];
    for (let click = 0; click < 3; click++) {
      await header.click();
      orders.push(await firstCells(page));
    }
    const written = ['Adelie', hostile, 'null', 'other (1)'];
    const falling = [hostile, 'Adelie', 'null', 'other (1)'];
    assert.deepEqual(orders, [written, falling, ['null', 'Adelie', hostile, 'other (1)'], written]);
    assert.deepEqual(noted, []);
  });
  await check('report page: dark where the reader wants it', async () => {
    const light = await background((await open(browser, url, { colorScheme: 'light' })).page);
    const dark = await background((await open(browser, url, { colorScheme: 'dark' })).page);
    assert.notEqual(light, dark);
  });
  await check('report page: fits a telephone', async () => {
    const { page } = await open(browser, url, { viewport: narrow });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), narrow.width);
  });
  await check('report page: readable without scripts', async () => {
    const { page } = await open(browser, url, { javaScriptEnabled: false });
    assert.equal(await page.getByRole('button').count(), 0);
    assert.match(await slicesTable(page).innerText(), /Adelie/);
  });
}

/** What a person's browser makes of a report's page. */
export async function checkReportPage(check) {
  const { renderReport } = await import(pathToFileURL(offmark).href);
  const folder = mkdtempSync(join(tmpdir(), 'offmark-report-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, await renderReport(await report(), 'html'));
  const browser = await launchBrowser();
  try {
    await checkPage(check, browser, pathToFileURL(file).href);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
