import { defineMetric } from '../loss/define-metric.ts';
import { plainFraction } from '../loss/parameter.ts';
import { ofErrorSizes, quantileOf } from './absolute-error-quantiles.ts';

export const quantileAbsoluteError = defineMetric({
  ...ofErrorSizes,
  name: 'quantile-absolute-error',
  summary: 'A quantile of |ŷ − y|, to 0.05 %: the error that so many of the rows do not exceed.',
  parameters: {
    quantile: plainFraction({ default: 0.9, summary: 'the share of the rows with at most this error' }),
  },
  finish: ({ sizes, weight }, { quantile }) => quantileOf(sizes, quantile, weight),
  guide: {
    group: 'regression',
    unit: "the target's",
    use: 'For a promise: 9 of 10 predictions are no further off than this.',
    avoid: 'It says nothing of the rows beyond it; for the very worst, choose max-error.',
    elsewhere: {},
  },
});
