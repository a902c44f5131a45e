import { histogramOf, predictionKind } from '@offmark/losses';
import type { Measure, RowLoss } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { itemAt } from '../item-at.ts';
import { suggestion } from '../nearest.ts';
import { areEdges } from '../slices/bins.ts';
import type { HistogramPlan } from './cause-plan.ts';
import { noRowValue } from './row-value.ts';

/** `error`, `loss` or a loss's name, with edges behind a colon or without. */
interface Asked {
  readonly what: string;
  readonly edges: readonly number[] | null;
}

function parseAsked(text: string): Asked {
  const colon = text.indexOf(':');
  if (colon < 0) return { what: text.trim(), edges: null };
  const numbers = text
    .slice(colon + 1)
    .split(',')
    .map((edge) => (edge.trim() === '' ? NaN : Number(edge)));
  if (areEdges(numbers)) return { what: text.slice(0, colon).trim(), edges: numbers };
  throw argumentError('E_ARGUMENT', {
    place: '--histogram',
    expected: 'two edges or more, each larger than the one before, like error:-1,0,1',
    got: text,
  });
}

/** Whether prediction − target says anything: not so of classes, logits and decision values. */
function hasError(loss: Measure): boolean {
  const kind = predictionKind(loss);
  return kind === 'number' || kind === 'probability';
}

const hasRowValue = ({ value, reducers = [] }: Measure): boolean => value !== null && reducers.length === 0;

/**
 * The histograms that are asked for.
 * @throws E_ARGUMENT, E_ROW_VALUES
 */
export function histogramPlans(
  asked: true | readonly string[],
  losses: readonly Measure[],
): readonly HistogramPlan[] {
  if (asked !== true && asked.length > 0)
    return asked.map(parseAsked).flatMap((each) => plansOf(each, losses));
  const ofLosses = losses.flatMap((loss, i): HistogramPlan[] =>
    hasRowValue(loss) ? [{ of: 'loss', loss: i, edges: null }] : [],
  );
  const ofError: readonly HistogramPlan[] = hasError(itemAt(losses, 0))
    ? [{ of: 'error', loss: 0, edges: null }]
    : [];
  if (ofError.length + ofLosses.length > 0) return [...ofError, ...ofLosses];
  throw noRowValue(itemAt(losses, 0).name, '--histogram', 'a metric');
}

function plansOf({ what, edges }: Asked, losses: readonly Measure[]): readonly HistogramPlan[] {
  if (what === 'error') return [errorPlan(edges, itemAt(losses, 0))];
  const places = losses.flatMap(({ name }, i) => (what === 'loss' || name === what ? [i] : []));
  if (places.length === 0) {
    const names = ['error', 'loss', ...new Set(losses.map(({ name }) => name))];
    throw argumentError('E_ARGUMENT', {
      place: '--histogram',
      expected: `one of ${names.join(', ')}`,
      got: what,
      next: suggestion(what, names),
    });
  }
  return places.map((place) => {
    const loss = itemAt(losses, place);
    if (!hasRowValue(loss)) throw noRowValue(loss.name, '--histogram', 'a metric');
    return { of: 'loss', loss: place, edges };
  });
}

function errorPlan(edges: readonly number[] | null, loss: Measure): HistogramPlan {
  if (hasError(loss)) return { of: 'error', loss: 0, edges };
  throw argumentError('E_ROW_VALUES', {
    place: '--histogram error',
    expected: 'a number, or a probability, to compare with a number per row',
    got: `${loss.columns.prediction.description} and ${loss.columns.target.description}, as ${loss.name} has them`,
    next: 'Ask for --histogram loss.',
  });
}

/** What is gathered for a histogram. */
export function histogramTerms({ of, loss, edges }: HistogramPlan, losses: readonly Measure[]): RowLoss {
  const terms = histogramOf(itemAt(losses, loss), of, edges);
  if (terms === null) throw noRowValue(itemAt(losses, loss).name, '--histogram', 'a metric');
  return terms;
}
