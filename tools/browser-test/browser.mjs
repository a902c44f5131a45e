import { existsSync } from 'node:fs';

const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Ends the process with a word where there is no browser. */
export function requireChromium() {
  if (existsSync(chromium)) return;
  console.error(`No Chromium at ${chromium}: apt-get install chromium, or set CHROMIUM_PATH.`);
  process.exit(1);
}

export async function launchBrowser() {
  const { chromium: browsers } = await import('playwright-core');
  return browsers.launch({ executablePath: chromium, args: chromiumFlags });
}
