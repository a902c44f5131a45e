import { abs, add, min, mul, square, sub } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { positive } from '../loss/parameter.ts';
import { regression } from '../loss/tasks.ts';

export const huber = defineLoss({
  name: 'huber',
  summary: 'Quadratic near zero, linear beyond ±delta: squared error that shrugs at outliers.',
  columns: regression,
  parameters: {
    delta: positive({
      default: 1,
      symbol: 'δ',
      summary: 'the error, in the unit of the target, where it turns linear',
    }),
  },
  value: ({ target, prediction }, { delta }) => {
    const error = abs(sub(prediction, target));
    const near = min(error, delta);
    return add(mul(0.5, square(near)), mul(delta, sub(error, near)));
  },
  source: 'Huber 1964, doi:10.1214/aoms/1177703732',
  guide: {
    group: 'regression',
    unit: "the target's unit, squared",
    use: 'For targets with outliers, where small errors should count as in mse; delta says what is small.',
    avoid:
      "Without a delta in the target's unit: at the default of 1 and errors of hundreds it is mae in other words.",
    elsewhere: {
      PyTorch: 'torch.nn.HuberLoss: the same.',
      Keras: 'Huber: the same.',
      Optax: 'huber_loss: the same.',
    },
  },
});
