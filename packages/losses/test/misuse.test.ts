import { describe, expect, it } from 'vitest';
import {
  bce,
  catalogue,
  cce,
  cosineSimilarity,
  defineLoss,
  domains,
  gammaDeviance,
  gaussianNll,
  hinge,
  huber,
  lossNamed,
  mse,
  msle,
  poissonDeviance,
  poissonNll,
  sparseCce,
  square,
  sub,
  tasks,
  topKAccuracy,
  tweedieDeviance,
} from '@offmark/losses';

const message = (misuse: () => unknown): string => {
  try {
    misuse();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
};

/** What one does wrong, and the line that says so. */
const misuses: readonly (readonly [what: () => unknown, line: string])[] = [
  [() => mse.mean([1, 2], [1]), 'E_LENGTH_MISMATCH prediction: expected 2 rows as in target, got 1.'],
  [
    () => mse.mean([1], [1], { weights: [1, 2] }),
    'E_LENGTH_MISMATCH weight: expected 1 rows as in target, got 2.',
  ],
  [() => mse.mean([1, NaN], [1, 1]), 'E_NAN target[1]: expected a finite number, got NaN.'],
  [
    () => mse.mean([1, 1], [1, -Infinity]),
    'E_INFINITE prediction[1]: expected a finite number, got -Infinity.',
  ],
  [
    () => mse.mean(BigInt64Array.of(1n, 2n ** 60n), [1, 1]),
    'E_INTEGER_RANGE target[1]: expected an integer that a double holds exactly, at most 2^53 - 1, got about 1152921504606847000.',
  ],
  [
    () => mse.mean([1], [1], { weights: [-1] }),
    'E_WEIGHT_RANGE weight[0]: expected a weight of at least 0, got -1.',
  ],
  [
    () => bce.mean([1, 0], [0.5, 1.5]),
    'E_PROBABILITY_RANGE prediction[1]: expected a probability in [0, 1], got 1.5. If the column holds logits, use the loss from logits.',
  ],
  [() => bce.mean([2], [0.5]), 'E_LABEL_RANGE target[0]: expected a label in [0, 1], got 2.'],
  [
    () =>
      sparseCce.mean(
        [0, 3],
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      ),
    'E_LABEL_RANGE target[1]: expected a class index from 0 to 1, got 3. Classes count from 0; name a label to leave out with ignoreIndex.',
  ],
  [
    () => sparseCce.mean([0.5], [[0.5, 0.5]]),
    'E_LABEL_RANGE target[0]: expected a class index from 0 to 1, got 0.5. Classes count from 0; name a label to leave out with ignoreIndex.',
  ],
  [
    () => sparseCce.gradient([2], [[0.5, 0.5]]),
    'E_LABEL_RANGE target[0]: expected a class index from 0 to 1, got 2. Classes count from 0; name a label to leave out with ignoreIndex.',
  ],
  [
    () =>
      cce.mean(
        [[1, 0], [1]],
        [
          [1, 0],
          [1, 0],
        ],
      ),
    'E_CLASS_COUNT target[1]: expected 2 classes as in the first row, got 1.',
  ],
  [
    () => cce.mean([[1, 0]], [[1, 0, 0]]),
    'E_CLASS_COUNT prediction: expected 2 classes as in the other class matrix, got 3.',
  ],
  [
    () => lossNamed('cce').mean([[1, 0]], [0.5]),
    'E_LENGTH_MISMATCH prediction: expected a class matrix, got one number per row.',
  ],
  [
    () => lossNamed('msee'),
    `E_LOSS_UNKNOWN expected the name of one of ${catalogue.length} losses, got msee.`,
  ],
  [() => gammaDeviance.mean([1, 0], [1, 1]), 'E_VALUE_RANGE target[1]: expected a number above 0, got 0.'],
  [
    () => gammaDeviance.mean([1, 1], [1, -1]),
    'E_VALUE_RANGE prediction[1]: expected a number above 0, got -1.',
  ],
  [
    () => poissonDeviance.mean([1, -1], [1, 1]),
    'E_VALUE_RANGE target[1]: expected a number of at least 0, got -1.',
  ],
  [() => poissonNll.mean([0, 0], [1, 0]), 'E_VALUE_RANGE prediction[1]: expected a number above 0, got 0.'],
  [() => msle.mean([0, -1], [0, 0]), 'E_VALUE_RANGE target[1]: expected a number above -1, got -1.'],
  [
    () => tweedieDeviance.with({ power: 2 }).mean([1, 0], [1, 1]),
    'E_VALUE_RANGE target[1]: expected a number above 0, got 0.',
  ],
  [
    () => tweedieDeviance.with({ power: 0.5 }),
    'E_PARAMETER_VALUE tweedie-deviance, power: expected a finite number, at most 0 or at least 1, got 0.5.',
  ],
  [() => hinge.mean([1, 0.5], [1, 1]), 'E_LABEL_RANGE target[1]: expected a label of -1, 0 or 1, got 0.5.'],
  [() => gaussianNll.mean([1], [1]), 'E_LENGTH_MISMATCH variance: expected one number per row, got none.'],
  [
    () => gaussianNll.mean([1, 1], [1, 1], { variance: [1, 0] }),
    'E_VALUE_RANGE variance[1]: expected a variance above 0, got 0.',
  ],
  [
    () => gaussianNll.mean([1, 1], [1, 1], { variance: [1] }),
    'E_LENGTH_MISMATCH variance: expected 2 rows as in target, got 1.',
  ],
  [() => mse.mean([1], [1], JSON.parse('{ "weight": [1] }')), 'E_VALUE expected weights, got weight.'],
  [
    () => gaussianNll.mean([1], [1], JSON.parse('{ "var": [1] }')),
    'E_VALUE expected weights or variance, got var.',
  ],
  [
    () =>
      defineLoss({
        name: 'own',
        summary: 'One of the tests.',
        columns: { ...tasks.regression, weight: domains.realTarget },
        value: ({ prediction }) => prediction,
        source: 'here',
      }),
    'E_DEFINITION own: expected roles other than weight, weights and sum, which every mean has, got weight.',
  ],
  [
    () => poissonNll.with({ full: 'yes' }),
    'E_PARAMETER_VALUE poisson-nll, full: expected one of none, exact, stirling, got "yes".',
  ],
  [
    () => topKAccuracy.with({ k: 1.5 }),
    'E_PARAMETER_VALUE top-k-accuracy, k: expected a whole number of at least 1, got 1.5.',
  ],
  [
    () => lossNamed('focal', { alpha: 2 }),
    'E_PARAMETER_VALUE focal, alpha: expected a number in [0, 1], got 2.',
  ],
  [
    () => cosineSimilarity.mean([[1, Infinity]], [[1, 1]]),
    'E_INFINITE target[0]: expected finite numbers, got Infinity.',
  ],
  [() => huber.with({ beta: 1 }), 'E_PARAMETER_UNKNOWN huber: expected one of delta, got beta.'],
  [() => huber.with({ delta: 0 }), 'E_PARAMETER_VALUE huber, delta: expected a number above 0, got 0.'],
  [() => mse.with({ delta: 1 }), 'E_PARAMETER_UNKNOWN mse: expected no parameters, got delta.'],
  [
    () => mse.accumulator().merge(mse.accumulator(JSON.parse(JSON.stringify(huber.accumulator())))),
    'E_STATE_MISMATCH expected a state of mse{}, version 1, got one of huber{"delta":1}, version 1.',
  ],
  [
    () =>
      mse
        .accumulator()
        .add([1], [1])
        .add([1], [1], { weights: [1] }),
    'E_STATE_MISMATCH mse: expected target, prediction, as in the rows before, got target, prediction, weight.',
  ],
  [
    () =>
      cce
        .accumulator()
        .add([[1, 0]], [[1, 0]])
        .merge(cce.accumulator().add([[1, 0, 0]], [[1, 0, 0]])),
    'E_STATE_MISMATCH cce: expected a state over 2 classes, got one over 3.',
  ],
];

describe('misuse is refused in one line, with the index', () => {
  it.each(misuses.map(([misuse, line]) => [line, misuse] as const))('%s', (line, misuse) => {
    expect(message(misuse)).toBe(line);
  });

  it('and an accumulator that refused a row keeps saying so', () => {
    const running = mse.accumulator();
    expect(() => running.add([1, NaN], [1, 1])).toThrow('E_NAN');
    expect(() => running.value).toThrow('E_NAN');
    expect(() => JSON.stringify(running)).toThrow('E_NAN');
  });
});

describe('a state that was tampered with', () => {
  const state = JSON.parse(JSON.stringify(mse.accumulator().add([1, 2], [2, 4])));
  const node = state.nodes[0];
  const withValue = (value: object): unknown => ({
    ...state,
    nodes: [{ ...node, value: { ...node.value, ...value } }],
  });
  const tampered: readonly (readonly [what: string, state: unknown])[] = [
    ['a sum that was NaN', withValue({ total: { high: null, low: 0 } })],
    ['a negative weight', withValue({ weight: { high: -3, low: 0 } })],
    ['counts as text', withValue({ rows: { ...node.value.rows, used: '3' } })],
    ['no nodes', { ...state, nodes: undefined }],
    ['no value', { ...state, nodes: [{ ...node, value: undefined }] }],
    ['fewer chunks than nodes', { ...state, chunks: 0 }],
    ['a negative number of chunks', { ...state, chunks: -1 }],
    ['another version', { ...state, version: 2 }],
    ['nothing', null],
  ];

  it.each(tampered)('is refused: %s', (what, broken) => {
    expect(message(() => mse.accumulator(broken as never))).toMatchSnapshot(what);
  });

  it('may have its keys in another order', () => {
    const { nodes, ...rest } = JSON.parse(JSON.stringify(bce.accumulator().add([1], [0.5])));
    const parameters = Object.fromEntries(Object.entries(rest.parameters).toReversed());
    expect(bce.accumulator({ nodes, ...rest, parameters }).value).toBe(Math.LN2);
  });
});

describe('what is odd but right', () => {
  it('types of arrays may change from call to call', () => {
    const [target, prediction] = [
      [1, 2, 3, 4],
      [2, 4, 4, 7],
    ];
    for (const [First, Second] of [
      [Float32Array, Float64Array],
      [Float32Array, Int32Array],
      [Float64Array, Float32Array],
    ] as const) {
      const running = mse.accumulator().add(First.from(target), First.from(prediction));
      running.add(Second.from(target), Second.from(prediction)).add(target, prediction);
      expect(running.value).toBe(
        mse.mean([...target, ...target, ...target], [...prediction, ...prediction, ...prediction]),
      );
    }
    const labels = sparseCce.accumulator().add(Int32Array.of(0), [[0.5, 0.5]]);
    expect(() => labels.add([0.5], [[0.5, 0.5]])).toThrow('E_LABEL_RANGE');
    const integers = mse.accumulator().add([1], [1]);
    expect(() => integers.add(BigInt64Array.of(2n ** 53n + 1n), [1])).toThrow('E_INTEGER_RANGE');
  });

  it('a row without any probability has no loss, however it is normalised', () => {
    const loss = cce.with({ normalize: true });
    expect([...loss.values([[0, 1]], [[1e-20, 1e-25]])][0]).toBeCloseTo(Math.log(1e5 + 1), 9);
    expect(loss.accumulator().add([[1, 0]], [[0, 0]]).result).toEqual({ value: null, state: 'nan' });
    expect(
      sparseCce
        .with({ normalize: true })
        .accumulator()
        .add([0], [[0, 0]]).result.state,
    ).toBe('nan');
  });

  it('clips where it says so, and nowhere else', () => {
    expect(bce.with({ floor: 1e-20 }).accumulator().add([0, 1], [1, 0]).rows.clipped).toBe(2);
    const perfect = cce
      .with({ normalize: true, floor: 0.01 })
      .accumulator()
      .add([[1, 0, 0]], [[1, 0, 0]]);
    expect(perfect.rows.clipped).toBe(0);
  });

  it('weights that lose the digits of a value say so', () => {
    const running = mse.accumulator().add([0, 0], [0.5, 0.5], { weights: [5e-324, 5e-324] });
    expect(running.result).toEqual({ value: null, state: 'underflow' });
    expect(mse.mean([0, 0], [0.5, 0.5], { weights: [1e-300, 1e-300] })).toBe(0.25);
    expect(mse.mean([0], [0], { weights: [5e-324] })).toBe(0);
  });

  it('the numbers of a parameter are its own', () => {
    const weights = [1, 2];
    const loss = sparseCce.with({ classWeights: weights });
    const before = loss.mean(
      [0, 1],
      [
        [0.5, 0.5],
        [0.25, 0.75],
      ],
    );
    weights[0] = 100;
    expect(
      loss.mean(
        [0, 1],
        [
          [0.5, 0.5],
          [0.25, 0.75],
        ],
      ),
    ).toBe(before);
  });

  it('a row of weight 0 is absent, even where its loss is infinite or its value out of any range', () => {
    expect(mse.mean([1, NaN], [2, 1], { weights: [1, 0] })).toBe(1);
    expect(bce.with({ floor: 0 }).mean([1, 1], [0.5, 0], { weights: [1, 0] })).toBe(bce.mean([1], [0.5]));
  });

  it('an ignored label leaves the sum and the divisor', () => {
    const loss = sparseCce.with({ ignoreIndex: -100 });
    const probabilities = [
      [0.5, 0.5],
      [0.9, 0.1],
    ];
    expect(loss.mean([0, -100], probabilities)).toBe(sparseCce.mean([0], [[0.5, 0.5]]));
    expect(loss.values([0, -100], probabilities)[1]).toBe(0);
    expect(loss.accumulator().add([0, -100], probabilities).rows).toMatchObject({ used: 1, ignored: 1 });
    // Also where the ignored label is a class, whatever the type of the labels.
    for (const labels of [[0, 1], Int32Array.of(0, 1), Uint8Array.of(0, 1), Float32Array.of(0, 1)]) {
      const counted = sparseCce.with({ ignoreIndex: 1 }).accumulator().add(labels, probabilities);
      expect(counted.rows).toMatchObject({ used: 1, ignored: 1 });
      expect(counted.value).toBe(Math.LN2);
    }
  });

  it('a weight that overflows says so, and never vanishes', () => {
    const loss = sparseCce.with({ classWeights: [1e300, 1] });
    const running = loss.accumulator().add(
      [0, 1],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      { weights: [1e300, 1] },
    );
    expect(running.result).toEqual({ value: null, state: 'overflow' });
  });

  it('an infinite loss is infinite, and says so', () => {
    const running = bce.with({ floor: 0 }).accumulator().add([1], [0]);
    expect(running.result).toEqual({ value: null, state: 'inf' });
    expect(running.value).toBe(Infinity);
  });

  it('the surely wrong keep a gradient, far below the floor too', () => {
    const [slope = 0] = bce.gradient([1], [1e-300]);
    expect(slope).toBe(-(2 ** 52));
  });

  it('any TypedArray will do', () => {
    for (const Type of [
      Float32Array,
      Int8Array,
      Int16Array,
      Int32Array,
      Uint8Array,
      Uint16Array,
      Uint32Array,
    ]) {
      expect(mse.mean(Type.of(1, 2, 3), new Float64Array([1, 2, 6]))).toBe(3);
    }
    expect(mse.mean(BigInt64Array.of(-5n), BigUint64Array.of(2n ** 53n - 1n))).toBe((2 ** 53 + 4) ** 2);
  });

  it("a loss of one's own runs like ours", () => {
    const again = defineLoss({
      name: 'again',
      summary: 'Squared error, once more.',
      columns: tasks.regression,
      value: ({ target, prediction }) => square(sub(prediction, target)),
      source: 'here',
    });
    expect(again.mean([1], [3])).toBe(4);
    expect([...again.gradient([1], [3])]).toEqual([4]);
  });

  it("the README's first example", () => {
    expect(mse.mean([3, -0.5, 2, 7], [2.5, 0, 2, 8])).toBe(0.375);
    expect([...mse.gradient([2], [5])]).toEqual([6]);
  });
});
