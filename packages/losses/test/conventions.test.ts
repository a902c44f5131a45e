import { describe, expect, it } from 'vitest';
import {
  bce,
  bceLogits,
  categoricalBrier,
  catalogue,
  cce,
  cosineDistance,
  cosineSimilarity,
  focal,
  focalLogits,
  gammaDeviance,
  gaussianNll,
  gce,
  hinge,
  js,
  kl,
  lossNamed,
  measures,
  mae,
  mape,
  mse,
  multiclassHinge,
  pinball,
  poissonDeviance,
  poissonNll,
  poissonNllLog,
  poly,
  polyLogits,
  pseudoHuber,
  smape,
  sparseCce,
  topKAccuracy,
  tweedieDeviance,
  zeroOne,
} from '@offmark/losses';
import { ulpDistance } from './ulp.ts';

it.each(measures.map((measure) => [measure.name, measure] as const))(
  '%s knows that more is better if it says so',
  (_, { summary, guide, higherIsBetter = false }) => {
    const says = /more is better/i.test(`${summary} ${guide?.unit}`);
    expect(higherIsBetter || !says).toBe(true);
  },
);

describe('what every introduction says', () => {
  it('an error of 10 counts 10 in mae, and 100 in mse', () => {
    expect([...mae.values([0, 0], [10, 2])]).toEqual([10, 2]);
    expect([...mse.values([0, 0], [10, 2])]).toEqual([100, 4]);
  });

  it('mse overtakes mae at an error of 1', () => {
    const [below, at, above] = [0.99, 1, 1.01].map((error) => [
      mse.mean([0], [error]),
      mae.mean([0], [error]),
    ]);
    expect(below?.[0]).toBeLessThan(below?.[1] ?? NaN);
    expect(at?.[0]).toBe(at?.[1]);
    expect(above?.[0]).toBeGreaterThan(above?.[1] ?? NaN);
  });

  it('labels as an index cost what one-hot labels do', () => {
    const probabilities = [
      [0.2, 0.5, 0.3],
      [0.7, 0.1, 0.2],
    ];
    const oneHot = [
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(sparseCce.mean([1, 2], probabilities)).toBe(cce.mean(oneHot, probabilities));
  });

  it('cross-entropy punishes the confident wrong without bound, brier with 1 at most', () => {
    const [hesitant = NaN, sure = NaN, surer = NaN] = bce.values([0, 0, 0], [0.6, 0.99, 0.9999]);
    expect(sure / hesitant).toBeGreaterThan(5);
    expect(surer - sure).toBeCloseTo(Math.log(100), 9);
    expect(lossNamed('brier').mean([0], [0.9999])).toBeLessThan(1);
  });
});

describe('ties and limits', () => {
  it('pinball: −α where prediction and target are equal', () => {
    expect([...pinball.with({ alpha: 0.9 }).gradient([2, 2, 2], [2, 1, 3])]).toEqual([-0.9, -0.9, 1 - 0.9]);
  });

  it('hinge: −y on the margin; labels of 0 and −1 are the same, row by row', () => {
    expect([...hinge.gradient([1, -1, 0, 1], [1, -1, -1, 1.5])]).toEqual([-1, 1, 1, 0]);
    expect(hinge.values([0, 0, 1], [0.5, -2, 0.5])).toEqual(hinge.values([-1, -1, 1], [0.5, -2, 0.5]));
  });

  it('multiclass hinge: of equal rivals the first has the gradient', () => {
    expect([...multiclassHinge.gradient([1], [[2, 1, 2]])]).toEqual([1, -1, 0]);
    expect([...multiclassHinge.gradient([1], [[2, 3, 2]])]).toEqual([1, -1, 0]);
    expect([...multiclassHinge.gradient([1], [[2, 4, 2]])]).toEqual([0, 0, 0]);
  });

  it('of equal scores the class of the lowest index comes first', () => {
    const scores = [[1, 3, 3]];
    expect([zeroOne.mean([1], scores), zeroOne.mean([2], scores), zeroOne.mean([0], scores)]).toEqual([
      0, 1, 1,
    ]);
    const ranked = (k: number): number[] =>
      [0, 1, 2].map((label) => topKAccuracy.with({ k }).mean([label], scores));
    expect([ranked(1), ranked(2), ranked(3)]).toEqual([
      [0, 1, 0],
      [0, 1, 1],
      [1, 1, 1],
    ]);
  });

  it('a target of 0 divides mape by the floor, and is counted', () => {
    const running = mape.accumulator().add([0, 2], [1, 3]);
    expect(running.rows).toMatchObject({ used: 2, clipped: 1 });
    expect(running.value).toBe((2 ** 52 + 0.5) / 2);
    expect(mape.with({ floor: 0 }).accumulator().add([0], [1]).result).toEqual({ value: null, state: 'inf' });
  });

  it('smape of two zeros is 0, of opposite numbers 2, also of the largest', () => {
    const most = Number.MAX_VALUE;
    expect([...smape.values([0, 1, most, most], [0, -1, most, 0])]).toEqual([0, 2, 0, 2]);
  });

  it('kl counts as clipped what a label needs, and keeps its gradient there', () => {
    const running = kl.accumulator().add([[0, 1]], [[0, 1]]);
    expect([running.value, running.rows.clipped]).toEqual([0, 0]);
    expect(kl.accumulator().add([[0.5, 0.5]], [[0, 1]]).rows.clipped).toBe(1);
    expect([...kl.gradient([[1, 0]], [[0, 1]])]).toEqual([-(2 ** 52), -0].map((x) => x + 0));
    expect(kl.with({ floor: 0 }).mean([[0.5, 0.5]], [[0, 1]])).toBe(Infinity);
  });

  it('js has a gradient at classes that neither side has', () => {
    const [first, second = NaN] = js.gradient([[1, 0]], [[1, 0]]);
    expect(first).toBe(0);
    expect(second).toBeCloseTo(Math.LN2 / 2, 15);
  });

  it('a vector of zeros has a similarity of 0 and a distance of 1, with no gradient', () => {
    const [zeros, other] = [[[0, 0]], [[3, 4]]];
    expect([cosineSimilarity.mean(other, zeros), cosineDistance.mean(zeros, other)]).toEqual([0, 1]);
    expect([...cosineSimilarity.gradient(other, zeros)]).toEqual([0, 0]);
    expect(cosineDistance.mean(zeros, zeros)).toBe(1);
  });

  it('small angles keep their digits, and vectors may be as long as they like', () => {
    // 1 − cos of an angle of 10⁻¹⁰ is 5·10⁻²¹.
    expect(cosineDistance.mean([[1, 0]], [[1, 1e-10]])).toBeCloseTo(5e-21, 30);
    expect(cosineDistance.mean([[1e200, 0]], [[0, -1e-200]])).toBe(1);
  });

  it('pseudo-huber neither cancels nor overflows', () => {
    expect(ulpDistance(pseudoHuber.mean([0], [1e-9]), 5e-19)).toBeLessThanOrEqual(1);
    expect(ulpDistance(pseudoHuber.with({ delta: 2 }).mean([0], [1e200]), 2e200)).toBeLessThanOrEqual(1);
  });
});

describe('losses that are others in disguise', () => {
  it('focal with gamma 0 is the cross-entropy, to the bit', () => {
    const [labels, probabilities, logits] = [
      [1, 0, 0.3],
      [0.9, 0.2, 0.6],
      [5, -5, 1],
    ];
    expect(focal.with({ gamma: 0 }).values(labels, probabilities)).toEqual(bce.values(labels, probabilities));
    expect(focalLogits.with({ gamma: 0 }).values(labels, logits)).toEqual(bceLogits.values(labels, logits));
    expect(focal.with({ gamma: 0, alpha: 0.25 }).mean([1, 0], [0.5, 0.5])).toBeCloseTo(Math.LN2 / 2, 15);
  });

  it('tweedie deviance of the powers 0, 1 and 2', () => {
    const [target, prediction] = [
      [0.5, 2, 7],
      [1, 2.5, 3],
    ];
    const ofPower = (power: number): Float64Array =>
      tweedieDeviance.with({ power }).values(target, prediction);
    expect(ofPower(0)).toEqual(mse.values(target, prediction));
    expect(ofPower(1)).toEqual(poissonDeviance.values(target, prediction));
    expect(ofPower(2)).toEqual(gammaDeviance.values(target, prediction));
  });

  it('poisson likelihoods of a mean and of its logarithm', () => {
    for (const full of ['none', 'exact', 'stirling']) {
      const ofMean = poissonNll.with({ full }).mean([0, 1, 5], [2, 2, 2]);
      expect(poissonNllLog.with({ full }).mean([0, 1, 5], [Math.LN2, Math.LN2, Math.LN2])).toBeCloseTo(
        ofMean,
        14,
      );
    }
    // −ln(2⁵e⁻²/5!)
    expect(poissonNll.with({ full: 'exact' }).mean([5], [2])).toBeCloseTo(
      2 - 5 * Math.LN2 + Math.log(120),
      14,
    );
  });

  it('a normal distribution of variance 1 is half the squared error, and a constant', () => {
    const rows = [
      [1, 2],
      [1.5, 4],
    ] as const;
    const variance = [1, 1];
    expect(gaussianNll.mean(...rows, { variance })).toBe(mse.mean(...rows) / 2);
    expect(gaussianNll.with({ full: true }).mean([0], [0], { variance: [1] })).toBeCloseTo(
      Math.log(2 * Math.PI) / 2,
      15,
    );
    expect([...gaussianNll.gradient([1, 2], [3, 2], { variance: [4, 1] })]).toEqual([0.5, 0]);
  });

  it('generalised cross-entropy with q 1 is what the label lacks, with small q the cross-entropy', () => {
    expect(gce.with({ q: 1 }).mean([0], [[0.25, 0.75]])).toBe(0.75);
    expect(gce.with({ q: 1e-9 }).mean([0], [[0.25, 0.75]])).toBeCloseTo(Math.log(4), 8);
    expect(gce.mean([0], [[0, 1]])).toBeCloseTo(1 / 0.7, 15);
  });

  it('poly of probabilities and of logits', () => {
    const logits = [Math.log(0.2), Math.log(0.3), Math.log(0.5)];
    const expected = poly.with({ epsilon: 1.5 }).mean([1], [[0.2, 0.3, 0.5]]);
    expect(expected).toBeCloseTo(-Math.log(0.3) + 1.5 * 0.7, 14);
    expect(polyLogits.with({ epsilon: 1.5 }).mean([1], [logits])).toBeCloseTo(expected, 14);
  });

  it('brier over two classes is twice that of the one', () => {
    expect(categoricalBrier.mean([[0, 1]], [[0.25, 0.75]])).toBe(2 * lossNamed('brier').mean([1], [0.75]));
  });
});

describe('every loss and metric says where it is from and when to use it, in whole sentences', () => {
  it.each(measures.map(({ name, summary, source, guide }) => ({ name, summary, source, guide })))(
    '$name',
    ({ summary, source, guide }) => {
      expect(source).toMatch(/1[789]\d\d|20\d\d/u);
      for (const text of [summary, guide?.use, guide?.avoid, ...Object.values(guide?.elsewhere ?? {})]) {
        expect(text).toMatch(/^.{15,}\.$/u);
      }
      expect(guide?.unit).toMatch(/^.{3,}$/u);
    },
  );

  it.each(catalogue.map(({ name, source }) => ({ name, source })))('$name can be looked up', ({ source }) => {
    expect(source).toMatch(/doi:10\.|ISBN|Gauss|Laplace/u);
  });
});
