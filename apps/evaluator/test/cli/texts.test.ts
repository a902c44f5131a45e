import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { intervalTitle } from '../../src/reports/words.ts';
import { suggestion } from '../../src/nearest.ts';
import { dumpBytes, nullable, numbers, texts, writeDump } from '../support/dump.ts';
import { offmark } from '../support/command.ts';
import { testFolder } from '../support/folder.ts';

const cwd = testFolder();
const column = (...values: readonly number[]): ReturnType<typeof numbers> =>
  numbers(Float64Array.from(values));
const columns = {
  target: numbers(Int32Array.of(0, 1, 1)),
  word: texts(['a', 'b', 'b']),
  prediction: column(0.5, 0.5, 1),
  p_0: column(0.5, 0.5, 0),
  p_1: column(0.5, 1.5, 1),
  q_0: column(0.5, NaN, 0),
  q_1: column(0.5, 0.5, 1),
  r_0: nullable([0.5, 0.5, 0]),
  r_1: nullable([0.5, null, 1]),
  user: column(1, 2, 2),
};
writeDump(path.join(cwd, 'a.arrow'), columns, 3);
writeDump(path.join(cwd, 'one.arrow'), { target: column(1), prediction: column(3) }, 1);
const stream = dumpBytes(columns, 3, { format: 'stream' });

describe('one clear line', () => {
  it.each([
    ['clusters by numbers', ['--loss', 'mse', '--confidence', '0.9', '--cluster', 'user']],
    ['a role that no loss has', ['--loss', 'mse', '--column', 'variance=prediction']],
    ['an unknown loss of a gate', ['--loss', 'mse', '--gate', 'msee < 1']],
    ['an unknown loss of a warning', ['--loss', 'mse', '--warn', 'mae:delta=1 < 1']],
    ['a number out of its range, in columns side by side', ['--loss', 'sparse-cce', '--prediction', 'p_*']],
    ['NaN in columns side by side', ['--loss', 'sparse-cce', '--prediction', 'q_*']],
    ['names of classes, of numbers', ['--loss', 'bce', '--classes', 'a,b']],
    ['names of classes, of a loss without classes', ['--loss', 'mse', '--classes', 'a,b']],
    ['certainty', ['--loss', 'mse', '--confidence', '1']],
    ['percents', ['--loss', 'mse', '--confidence', '95']],
  ])('%s', async (what, args) => {
    const { code, stdout, stderr } = await offmark(['eval', 'a.arrow', ...args], { cwd });
    expect(stderr).toMatchSnapshot(what);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBeGreaterThan(1);
  });

  it('names of classes, of numbers on a pipe, too', async () => {
    const args = ['eval', '-', '--loss', 'bce', '--classes', 'a,b'];
    const { code, stderr } = await offmark(args, { cwd, stdin: stream });
    expect({ code, stderr }).toMatchSnapshot();
    const named = await offmark([...args, '--target', 'word', '--prediction', 'prediction'], {
      cwd,
      stdin: stream,
    });
    expect({ code: named.code, stderr: named.stderr }).toEqual({ code: 0, stderr: '' });
  });
});

it('one row is no rows', async () => {
  const { stdout } = await offmark(['eval', 'one.arrow', '--loss', 'mse', '--where', 'target > 1'], { cwd });
  expect(stdout).toMatchSnapshot();
});

it.each([
  [0.95, '95% interval (normal)'],
  [0.57, '57% interval (normal)'],
  [0.999, '99.9% interval (normal)'],
  [0.99999999, '99.999999% interval (normal)'],
  [1 - 2 ** -53, '99.99999999999999% interval (normal)'],
])('a confidence of %d is called %s', (confidence, title) => {
  expect(intervalTitle({ confidence, method: 'normal', standardError: 1, low: 0, high: 1 })).toBe(title);
});

it.each([
  ['bec', 'Did you mean bce?'],
  ['hubre', 'Did you mean huber?'],
  ['ms', 'Did you mean mse?'],
  ['ab', ''],
])('what is nearest to %s', (name, hint) => {
  expect(suggestion(name, ['mse', 'bce', 'huber'])).toBe(hint);
});
