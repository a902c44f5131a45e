// Makes one file of the command and one of its worker, with what only some jobs need in files beside them: a job starts
// in a fraction of the time that it takes to load some hundred modules.
import fs from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));

/** What a module of the bundle says instead of what it says elsewhere: what it would load costs a start milliseconds. */
const shortcuts = {
  name: 'shortcuts',
  resolveId: (id, importer) =>
    // Commands that are programs of their own, of which there are none here.
    id === 'node:child_process' && importer.includes('commander')
      ? { id: 'no-programs', external: false }
      : null,
  load: (id) => {
    if (id === 'no-programs') return 'export {}';
    return id === path.resolve('dist/version.js')
      ? `export const version = ${JSON.stringify(version)};`
      : null;
  },
};
const bundle = await rolldown({
  input: { offmark: 'dist/cli/start.js', command: 'dist/cli/main.js', worker: 'dist/scan/worker.js' },
  external: (id, importer) =>
    ['piscina', 'cli-progress', 'jiti'].includes(id) ||
    (id.startsWith('node:') && !importer?.includes('commander')),
  platform: 'node',
  plugins: [shortcuts],
});
const loadedAtOnce = new Set();

/** Whether every job loads a module: the command imports it at once. */
function isLoadedAtOnce(id, context) {
  if (loadedAtOnce.size === 0) {
    const waiting = [path.resolve('dist/cli/main.js')];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (loadedAtOnce.has(next)) continue;
      loadedAtOnce.add(next);
      waiting.push(...(context.getModuleInfo(next)?.importedIds ?? []));
    }
  }
  return loadedAtOnce.has(id);
}

// CommonJS, because Node starts it without its loader of ES modules, which would cost as much as the job.
await bundle.write({
  dir: 'dist/bundle',
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  // What every job needs in one file: each more is a millisecond of its start.
  codeSplitting: {
    groups: [
      {
        name: 'shared',
        test: /losses[\\/]dist|dist[\\/](?:scan[\\/]task|errors|reports[\\/]words)\.js$/,
        priority: 1,
      },
      { name: (id, context) => (isLoadedAtOnce(id, context) ? 'command' : null), debugName: 'command' },
    ],
  },
  minify: true,
  cleanDir: true,
});
await bundle.close();
