import { defineMetric } from '../loss/define-metric.ts';
import type { Expression } from '../expression/expression.ts';
import type { Finished } from '../evaluate/loss-state.ts';
import type { Guide } from '../loss/guide.ts';
import {
  averages,
  confusionOfScores,
  confusionOfYesOrNo,
  ofScores,
  ofYesOrNo,
  scoreParameters,
} from './confusion.ts';
import type { Confusion } from './confusion.ts';
import { averageFormula, countsOfYes, sharesOfScores, sharesOfYesOrNo } from './confusion-formulas.ts';
import type { ClassCountNodes, ConfusionShares } from './confusion-formulas.ts';
import { averageOfClasses, ratioOfYes } from './per-class.ts';
import type { ClassRatio } from './per-class.ts';

/** What is written of two metrics at once: over the classes by their scores, and over yes or no by a probability. */
interface Described {
  /** Of the one over classes; the other one's has `binary-` before it. */
  readonly name: string;
  readonly summaries: { readonly classes: string; readonly yesOrNo: string };
  readonly source: string;
  readonly guide: Guide;
}

/** The metrics that one formula over the whole matrix makes. */
export function confusionMetrics(
  { name, summaries, source, guide }: Described,
  finish: (confusion: Confusion) => number | Finished,
  formula: (shares: ConfusionShares) => Expression,
) {
  const shared = { higherIsBetter: true, source, guide } as const;
  return {
    classes: defineMetric({
      ...shared,
      ...ofScores,
      name,
      summary: summaries.classes,
      parameters: scoreParameters,
      formula: (columns) => formula(sharesOfScores(columns)),
      finish: ({ cells }) => finish(confusionOfScores(cells)),
    }),
    yesOrNo: defineMetric({
      ...shared,
      ...ofYesOrNo,
      name: `binary-${name}`,
      summary: summaries.yesOrNo,
      formula: (columns, { threshold }) => formula(sharesOfYesOrNo(columns, threshold)),
      finish: ({ cells }) => finish(confusionOfYesOrNo(cells)),
    }),
  };
}

/**
 * The metrics that a ratio of the counts of one class makes: averaged over the classes, and of yes.
 * @param formula  the ratio as formulas have it
 * @param why  why the ratio of yes is 0/0, where it is
 */
export function classRatioMetrics(
  { name, summaries, source, guide }: Described,
  ratio: ClassRatio,
  formula: (counts: ClassCountNodes) => Expression,
  why: string,
) {
  const shared = { higherIsBetter: true, source, guide } as const;
  return {
    classes: defineMetric({
      ...shared,
      ...ofScores,
      name,
      summary: summaries.classes,
      parameters: { average: averages, ...scoreParameters },
      formula: (columns, { average }) => averageFormula(columns, formula, average),
      finish: ({ cells }, { average }) => averageOfClasses(confusionOfScores(cells), ratio, average),
    }),
    yesOrNo: defineMetric({
      ...shared,
      ...ofYesOrNo,
      name: `binary-${name}`,
      summary: summaries.yesOrNo,
      formula: (columns, { threshold }) => formula(countsOfYes(columns, threshold)),
      finish: ({ cells }) => ratioOfYes(confusionOfYesOrNo(cells), ratio, why),
    }),
  };
}
