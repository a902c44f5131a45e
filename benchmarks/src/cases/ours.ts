import { evaluate } from 'offmark';
import type { Executor } from 'offmark';
import type { Values } from '../jobs.ts';
import { spreadOf } from '../measure.ts';
import type { Contender, Measured } from '../measure.ts';
import type { Side } from '../row.ts';

/** A job in this process. */
export function offmarkContender(
  name: string,
  file: string,
  losses: string,
  executor: Executor,
  sum: 'kahan' | 'exact' = 'kahan',
): Contender<Values> {
  return {
    name,
    files: [file],
    run: async () => {
      const { result } = await evaluate({ inputs: [file], losses, executor, sum });
      return result.losses.map(({ value }) => value ?? NaN);
    },
  };
}

/** @throws if any two runs differ by a bit */
export function expectSame(measured: readonly Measured<Values>[]): Values {
  const all = measured.flatMap(({ results }) => results);
  const [first = []] = all;
  for (const values of all) {
    if (!values.every((value, i) => Object.is(value, first[i]))) {
      throw new Error(`runs disagree: ${values.join(', ')} and ${first.join(', ')}`);
    }
  }
  return first;
}

export function sideOf({ name, times, cpuTimes, disturbed }: Measured<unknown>): Side {
  return { name, disturbed, cpu: spreadOf(cpuTimes).median, ...spreadOf(times) };
}

/** The measured of that name. */
export function named<T>(measured: readonly Measured<T>[], name: string): Measured<T> {
  const found = measured.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nobody is called ${name}`);
  return found;
}
