import { describe, expect, it } from 'vitest';
import { lossNamed, measures, plainBackend } from '@offmark/losses';
import {
  bounded,
  cases,
  expectValue,
  known,
  nameOf,
  ofValues,
  ours,
  outcomeOf,
  parametersOf,
  resultsOf,
  toInput,
} from './loss-cases.ts';
import { ulpDistance } from './ulp.ts';

/** Cases of these losses that follow another library, and why we don't. */
const notOurs: Readonly<Record<string, string>> = {
  mae_weight_zero_row_batch_divisor: 'the divisor is Σw, not the number of rows (Keras losses)',
  mae_weights_sum_overflows: 'refused: weight × value overflows, and the state says so',
  'bce_p0_y1_logclamp_-100': 'the argument of the logarithm is clamped, not its value (PyTorch)',
  'bce_p1_y1_eps_1e-7': 'a perfect row costs exactly 0: clamped from below only (Keras)',
  ece_p1_own_bin_torchmetrics: 'a probability of 1 belongs to the last bin (TorchMetrics)',
  class_weights_mean_by_n: 'the divisor is the sum of the class weights (PyTorch with soft labels)',
};

describe(`${ours.length + bounded.length} oracle cases of ${measures.length} losses and metrics`, () => {
  it.each(ofValues)('$name', (oracle) => {
    const outcome = outcomeOf(oracle, plainBackend);
    expect(JSON.stringify(outcome.streamed)).toBe(JSON.stringify(outcome.whole));
    expectValue(oracle, resultsOf(outcome));
  });

  it.each(ours.filter(({ loss }) => loss.endsWith('.grad')))('$name', (oracle) => {
    const gradient = lossNamed(nameOf(oracle), parametersOf(oracle)).gradient(
      toInput(oracle.yTrue),
      toInput(oracle.yPred),
    );
    expect(ulpDistance(gradient[0] ?? NaN, Number(oracle.expectedF64))).toBeLessThanOrEqual(4);
  });

  it('names every other case of these losses, with why', () => {
    const others = known.filter((oracle) => !ours.includes(oracle) && !bounded.includes(oracle));
    expect(others.map(({ name }) => name).toSorted()).toEqual(Object.keys(notOurs).toSorted());
  });

  it('refuses loudly where a weighted value overflows', () => {
    const oracle = cases.find(({ name }) => name === 'mae_weights_sum_overflows');
    const { weights = [], yTrue = [], yPred = [] } = oracle ?? {};
    const running = lossNamed('mae').accumulator();
    running.add(toInput(yTrue), toInput(yPred), { weights });
    expect(running.result).toEqual({ value: null, state: 'overflow' });
  });
});
