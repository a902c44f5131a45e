import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { columnPlaces } from '../column-places.ts';
import type { BatchPlaces } from '../column-places.ts';
import type { Job, JobName, Precision, Values } from '../jobs.ts';
import { rivalsFolder } from './packages.ts';
import type { Rival, RivalContender } from './rival.ts';

/** The functions of numpy_losses.py that do each job. */
const functions: Readonly<Record<JobName, readonly string[]>> = {
  mse: ['mse', 'mse_dot'],
  bce: ['bce', 'bce_where'],
  'mse,mae,bce': ['mse_mae_bce'],
  'sparse-cce': ['sparse_cce'],
  'sparse-cce-logits': ['cce_logits', 'cce_logits_matmul', 'cce_logits_max'],
};

const readers = ['mapped', 'read'] as const;

const numpyTypes = { u8: '<u1', i32: '<i4', f32: '<f4', f64: '<f8' } as const;

/** numpy in a process of its own that stays up, one thread, over the columns' bytes batch by batch. */
export class NumpyRival implements Rival {
  readonly #present = spawnSync('python3', ['-c', 'import numpy']).status === 0;
  #child: ChildProcessByStdio<Writable, Readable, null> | undefined;

  contenders({ losses, dump, file }: Job): Promise<readonly RivalContender[]> {
    if (!this.#present) return Promise.resolve([]);
    const child = this.#start();
    const lines = createInterface(child.stdout);
    const places = columnPlaces(file);
    const isClasses = dump.kind === 'classes' || dump.kind === 'logits';
    const targetType = isClasses ? 'i32' : dump.type;
    const predictionType = dump.kind === 'binary' ? 'f32' : dump.type;
    const column = (type: keyof typeof numpyTypes, name: 'target' | 'prediction') => ({
      type: numpyTypes[type],
      places: places.map((batch: BatchPlaces) => [batch[name].offset, batch[name].length]),
    });
    const columns = [column(targetType, 'target'), column(predictionType, 'prediction')];
    const precision: Precision = predictionType === 'f64' ? 'f64' : 'f32';
    const contender = (name: string, reader: string): RivalContender => {
      const line = `${JSON.stringify({ file, columns, reader, function: name })}\n`;
      return {
        name: `numpy ${name}, ${reader}`,
        precision,
        files: [file],
        children: child.pid === undefined ? [] : [child.pid],
        run: async (): Promise<Values> => {
          const answer = new Promise<string>((resolve, reject) => {
            lines.once('line', resolve).once('close', () => reject(new Error(`numpy ${name} ended`)));
          });
          child.stdin.write(line);
          const values = JSON.parse(await answer) as Values;
          lines.removeAllListeners('close');
          return values;
        },
      };
    };
    return Promise.resolve(
      functions[losses].flatMap((name) => readers.map((reader) => contender(name, reader))),
    );
  }

  release(): void {
    this.#child?.stdin.end();
    this.#child = undefined;
  }

  #start(): ChildProcessByStdio<Writable, Readable, null> {
    this.release();
    this.#child = spawn('python3', [path.join(rivalsFolder, 'numpy_losses.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return this.#child;
  }
}
