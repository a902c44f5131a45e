// Makes one file of the command and one of its worker, with what only some jobs need in files beside them: a job starts
// in a fraction of the time that it takes to load some hundred modules.
import { rolldown } from 'rolldown';

const bundle = await rolldown({
  input: { offmark: 'dist/cli/main.js', worker: 'dist/worker.js' },
  external: ['piscina', 'cli-progress', 'jiti', /^node:/],
  platform: 'node',
});
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
        test: /losses[\\/]dist|dist[\\/](?:task|errors|reports[\\/]words)\.js$/,
      },
    ],
  },
  minify: true,
  cleanDir: true,
});
await bundle.close();
