import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gaussianNll, mse } from '@offmark/losses';
import { evaluate } from 'offmark';
import { parseColumns } from '../src/inputs/column-names.ts';
import { matrix, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';

const folder = testFolder();
const [target, prediction] = [Float64Array.of(1, 2, 3), Float64Array.of(1.5, 2, 5)];
const spread = Float64Array.of(0.5, 1, 2);
const file = writeDump(
  path.join(folder, 'spread.arrow'),
  {
    target: numbers(target),
    prediction: numbers(prediction),
    spread: numbers(spread),
    nothing: numbers(Float64Array.of(1, 0, 1)),
    wide: matrix(new Float32Array(6), 2),
  },
  3,
);

const messageOf = async (losses: string, columns: Record<string, string>): Promise<string> => {
  try {
    await evaluate({ inputs: [file], losses, columns });
  } catch (error) {
    return String(error).replaceAll(folder, '').replaceAll('/', '');
  }
  return 'no error';
};

describe('columns beside target and prediction', () => {
  it.each(['plain', 'simd'] as const)('are read for the losses that need them, by %s', async (backend) => {
    const { result } = await evaluate({
      inputs: [file],
      losses: 'gaussian-nll,mse',
      columns: { variance: 'spread' },
      backend,
    });
    expect(result.losses.map(({ value }) => value)).toEqual([
      gaussianNll.mean(target, prediction, { variance: spread }),
      mse.mean(target, prediction),
    ]);
  });

  it('have their roles’ names if no other is given', async () => {
    expect(await messageOf('gaussian-nll', {})).toMatchInlineSnapshot(
      `"OffmarkError: E_COLUMN_MISSING spread.arrow, column "variance": expected a column of this name, got none. The file has these columns: target (float64), prediction (float64), spread (float64), nothing (float64), wide (fixed_size_list<float32>[2])."`,
    );
  });

  it('are checked as any other', async () => {
    expect(await messageOf('gaussian-nll', { variance: 'wide' })).toMatchInlineSnapshot(
      `"OffmarkError: E_COLUMN_SHAPE spread.arrow, column "wide": expected one number per row as the variance of gaussian-nll, got 2 float32 per row."`,
    );
    expect(await messageOf('gaussian-nll', { variance: 'nothing' })).toMatchInlineSnapshot(
      `"OffmarkError: E_VALUE_RANGE spread.arrow, row 1 (batch 0, row 1), column "nothing": expected a variance above 0, got 0."`,
    );
  });

  it('of roles that no loss has are refused', async () => {
    expect(await messageOf('mse', { variance: 'spread' })).toMatchInlineSnapshot(
      `"OffmarkError: E_ARGUMENT --column variance=spread: expected a role that the losses have: target, prediction, weight, got variance."`,
    );
  });
});

describe('--column', () => {
  it('names columns by role', () => {
    expect(parseColumns(['variance=a=b', 'size=s'])).toEqual({ variance: 'a=b', size: 's' });
  });

  it.each([['variance'], ['=x'], ['variance='], ['target=y'], ['size=a', 'size=b']])(
    'refuses %s',
    (...texts) => {
      expect(() => parseColumns(texts)).toThrowErrorMatchingSnapshot();
    },
  );
});
