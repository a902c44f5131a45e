import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { importModule } from '../import-module.ts';
import { systemText } from '../system-text.ts';
import { configError } from './config-file.ts';
import type { ConfigFile } from './config-file.ts';

/** TypeScript is loaded in the same way by every Node: older ones cannot, newer ones warn where there is no package. */
async function importTypeScript(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  return createJiti(pathToFileURL(file).href, { fsCache: false }).import(file);
}

/** The line at which a module failed, where the engine or the loader says it. */
function placeOf(name: string, error: unknown): string {
  const trace = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : '';
  const at = trace.indexOf(`${path.basename(name)}:`);
  const line = at < 0 ? undefined : /^\d+/.exec(trace.slice(at + path.basename(name).length + 1))?.[0];
  return line === undefined ? name : `${name}:${line}`;
}

function wordsOf(error: unknown): string {
  const [first = ''] = systemText(error).split('\n');
  return first.replace(/ imported from .*/, '').trim();
}

function nextStep(message: string): string {
  return /'offmark'/.test(message)
    ? 'Install it beside the configuration (npm install --save-dev offmark), or export the object alone.'
    : '';
}

/**
 * Runs a module and takes its default export.
 * @throws E_CONFIG
 */
export async function readCodeConfig(name: string): Promise<ConfigFile> {
  const file = path.resolve(name);
  let exported: unknown;
  try {
    exported = await (/\.m?ts$/.test(name) ? importTypeScript(file) : importModule(file));
  } catch (error) {
    const words = wordsOf(error);
    throw configError(placeOf(name, error), {
      expected: 'a module that exports a configuration',
      got: words === '' ? 'an error without words' : words,
      next: nextStep(words),
    });
  }
  if (typeof exported !== 'object' || exported === null || !('default' in exported)) {
    throw configError(name, {
      expected: 'a configuration as the default export',
      got: 'none',
      next: 'Write export default defineConfig({ jobs: { … } }).',
    });
  }
  return { path: name, value: exported.default, lineOf: () => null };
}
