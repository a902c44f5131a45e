import { expect, it } from 'vitest';
import { GroupEvaluator, RowValues, auc, mse, plainBackend, strictPolicies } from '@offmark/losses';
import { checkSliceMemory } from '../../src/slices/slice-memory.ts';
import type { ScanState } from '../../src/scan/scan-state.ts';

const column = (values: readonly number[]) => ({
  type: 'float64' as const,
  classes: null,
  data: new Uint8Array(Float64Array.from(values).buffer),
  validity: null,
});

/** Four rows in two slices and three bins of a slice: of each bin its number, and two sums as pairs. */
function stateOf(losses: readonly (typeof auc | typeof mse)[]): ScanState {
  const columns = { target: column([0, 1, 0, 1]), prediction: column([0.1, 0.9, 0.1, 0.1]) };
  const evaluator = new GroupEvaluator(losses.map(() => false));
  const values = new RowValues(losses, columns, strictPolicies, plainBackend);
  evaluator.add(Int32Array.of(0, 0, 1, 1), 4, 2, values.run(columns, 0, 4));
  return { losses: [], filtered: 0, groupings: [evaluator.take()] };
}

const plan = (names: readonly string[]) => ({
  losses: names.map((name) => ({ name, parameters: {} })),
  predictions: ['prediction'],
});

it('what metrics keep of slices is counted, and too much of it refused by name', () => {
  const states = [stateOf([mse, auc]), stateOf([mse, auc])];
  const asked = plan(['mse', 'auc']);
  expect(() => checkSliceMemory(states, asked, 30)).not.toThrow();
  expect(() => checkSliceMemory(states, asked, 29)).toThrow(
    /^E_SLICE_STATE --loss auc: expected at most 29 numbers kept of all slices and resamples, got more\. Ask for fewer bins/,
  );
  expect(() => checkSliceMemory([stateOf([mse])], plan(['mse']), 0)).not.toThrow();
});
