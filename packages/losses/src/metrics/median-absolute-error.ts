import { defineMetric } from '../loss/define-metric.ts';
import { ofErrorSizes, quantileOf } from './absolute-error-quantiles.ts';

export const medianAbsoluteError = defineMetric({
  ...ofErrorSizes,
  name: 'median-absolute-error',
  summary: 'The median of |ŷ − y|, to 0.05 %: the error of the middle row, which no outlier can move.',
  finish: ({ sizes, weight }) => quantileOf(sizes, 0.5, weight),
  guide: {
    group: 'regression',
    unit: "the target's",
    use: 'For the error of a usual row, where some rows are wildly off.',
    avoid: 'It does not see how bad the worse half is: show quantile-absolute-error or rmse beside it.',
    elsewhere: {
      'scikit-learn': 'median_absolute_error: exact, from all rows in memory; it lies between our bounds.',
    },
  },
});
