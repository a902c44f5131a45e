import { abs, add, div, min, mul, square, sub } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { positive } from '../loss/parameter.ts';
import { regression } from '../loss/tasks.ts';

export const smoothL1 = defineLoss({
  name: 'smooth-l1',
  summary:
    'Absolute error, rounded off within ±beta so that its gradient does not jump: huber divided by beta.',
  columns: regression,
  parameters: {
    beta: positive({
      default: 1,
      symbol: 'β',
      summary: 'the error, in the unit of the target, from which on it is linear',
    }),
  },
  value: ({ target, prediction }, { beta }) => {
    const error = abs(sub(prediction, target));
    const near = min(error, beta);
    return add(mul(0.5, div(square(near), beta)), sub(error, near));
  },
  source: 'Girshick 2015, doi:10.1109/ICCV.2015.169',
  guide: {
    group: 'regression',
    unit: "the target's unit",
    use: 'For bounding boxes and other targets with outliers, where the slope far out should be 1 whatever beta is.',
    avoid: 'Where the quadratic part should stay ½e² as the threshold changes: that is huber.',
    elsewhere: { PyTorch: 'torch.nn.SmoothL1Loss: the same.', Optax: 'huber_loss divided by delta.' },
  },
});
