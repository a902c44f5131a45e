import { describe, expect, it } from 'vitest';
import { parseGate } from '../../src/gates/parse-gate.ts';

const huber = { name: 'huber', parameters: { delta: 2 } };
const mse = { name: 'mse', parameters: {} };

describe('gates that parse', () => {
  it.each([
    [
      'mse < 0.3',
      {
        measure: { loss: mse, bound: 'value', slice: [] },
        comparator: '<',
        threshold: { kind: 'number', value: 0.3 },
      },
    ],
    ['mse<=-.5e-3', { comparator: '<=', threshold: { kind: 'number', value: -0.0005 } }],
    ['mse>=+1.', { comparator: '>=', threshold: { kind: 'number', value: 1 } }],
    ['  mse  ==  0  ', { comparator: '==', threshold: { kind: 'number', value: 0 } }],
    ['huber:delta=2 > 1', { measure: { loss: huber, bound: 'value', slice: [] }, comparator: '>' }],
    ['huber:delta=2<1', { measure: { loss: huber, bound: 'value', slice: [] } }],
    ['upper(mse) < 1', { measure: { loss: mse, bound: 'upper', slice: [] } }],
    [
      'lower ( huber:delta=2[a=b] ) < 1',
      { measure: { loss: huber, bound: 'lower', slice: [{ column: 'a', value: 'b', quoted: false }] } },
    ],
    ['mse <= baseline', { threshold: { kind: 'baseline', factor: null, offset: 0 } }],
    ['mse <= baseline * 1.01', { threshold: { kind: 'baseline', factor: 1.01, offset: 0 } }],
    ['mse <= 1.01*baseline', { threshold: { kind: 'baseline', factor: 1.01, offset: 0 } }],
    ['mse <= baseline*2-0.5', { threshold: { kind: 'baseline', factor: 2, offset: -0.5 } }],
    ['mse <= baseline + 0.1', { threshold: { kind: 'baseline', factor: null, offset: 0.1 } }],
  ])('%s', (text, parts) => {
    expect(parseGate(text)).toMatchObject({ expression: text, severity: 'fail', ...parts });
  });

  it.each([
    ['mae[segment=eu] < 1', [['segment', 'eu', false]]],
    [
      'mae[ a = 1 , b = two words ] < 1',
      [
        ['a', '1', false],
        ['b', 'two words', false],
      ],
    ],
    [`mae["a, b"='it\\'s] "=\\\\'] < 1`, [['a, b', `it's] "=\\`, true]]],
    ['mae[t=08:30=x] < 1', [['t', '08:30=x', false]]],
    ['mae[東京=🐧] < 1', [['東京', '🐧', false]]],
    ['mae[a=""] < 1', [['a', '', true]]],
  ] as const)('%s', (text, parts) => {
    expect(parseGate(text).measure.slice).toEqual(
      parts.map(([column, value, quoted]) => ({ column, value, quoted })),
    );
  });
});

describe('gates that do not', () => {
  it.each([
    '',
    '   ',
    'mse',
    'mse 0.3',
    'mse =< 0.3',
    'mse = 0.3',
    'mse < ',
    'mse < x',
    'mse < 0.3x',
    'mse < 0.3%',
    'mse < 1.2.3',
    'mse < 1e999',
    'mse < Infinity',
    'mse < 0.3 0.4',
    'mse < baseline *',
    'mse < baseline * baseline',
    'mse < baselines',
    'mse < 2 * 3',
    'upper mse < 1',
    'upper(mse < 1',
    'middle(mse) < 1',
    'mae[ < 1',
    'mae[] < 1',
    'mae[a] < 1',
    'mae[a=] < 1',
    'mae[a=b < 1',
    'mae[a=b,] < 1',
    'mae[a=b, a=c] < 1',
    'mae[a="b] < 1',
    '🐧🐧 < 1',
    'mse < \u001B[31m',
    'huber:delta < 1',
    'huber:=2 < 1',
  ])('%s', (text) => {
    let error: unknown;
    try {
      parseGate(text, text.includes('%') ? 'warn' : 'fail');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'OffmarkError', exitCode: 2 });
    expect(String(error)).toMatchSnapshot();
    expect(String(error)).not.toMatch(/\p{Cc}/u);
  });
});
