import { describe, expect, it } from 'vitest';
import { plainBackend } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { expectValue, ofValues, outcomeOf, resultsOf } from '../../losses/test/loss-cases.ts';

const simd = simdBackend();

describe(`${ofValues.length} oracle cases`, () => {
  it.each(ofValues)('$name: whole, streamed and merged', (oracle) => {
    simd.reset();
    const outcome = outcomeOf(oracle, simd);
    expectValue(oracle, resultsOf(outcome));
    expect(JSON.stringify(outcome)).toBe(JSON.stringify(outcomeOf(oracle, plainBackend)));
  });
});
