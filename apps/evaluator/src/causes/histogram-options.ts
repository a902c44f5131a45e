import { histogramOf, predictionKind } from '@offmark/losses';
import type { Measure, RowLoss } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { findLosses } from '../gates/find-loss.ts';
import { itemAt } from '../item-at.ts';
import { lossOf, parseLoss } from '../loss-spec.ts';
import { suggestion } from '../nearest.ts';
import { lossText } from '../reports/words.ts';
import { areEdges } from '../slices/bins.ts';
import type { HistogramPlan } from './cause-plan.ts';
import { noRowValue } from './row-value.ts';

/** `error`, `loss` or a loss as it is written, with edges behind a colon or without. */
interface Asked {
  readonly what: string;
  readonly edges: readonly number[] | null;
}

/** Parameters of a loss have an equals sign, edges none: `huber:delta=2:0,1,2`. */
function parseAsked(text: string): Asked {
  const [, what = '', edges] = /^(.*?)(?::([^:=]*))?$/su.exec(text) ?? [];
  if (edges === undefined) return { what: what.trim(), edges: null };
  const numbers = edges.split(',').map((edge) => (edge.trim() === '' ? NaN : Number(edge)));
  if (areEdges(numbers)) return { what: what.trim(), edges: numbers };
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
  const places = what === 'loss' ? [...losses.keys()] : placesOf(what, losses);
  return places.map((place) => {
    const loss = itemAt(losses, place);
    if (!hasRowValue(loss)) throw noRowValue(loss.name, '--histogram', 'a metric');
    return { of: 'loss', loss: place, edges };
  });
}

/** The losses of a name that have the parameters behind it, if there are any. */
function placesOf(what: string, losses: readonly Measure[]): readonly number[] {
  const spec = parseLoss(what, '--histogram ');
  if (!losses.some(({ name }) => name === spec.name)) {
    const names = ['error', 'loss', ...new Set(losses.map(({ name }) => name))];
    throw argumentError('E_ARGUMENT', {
      place: '--histogram',
      expected: `one of ${names.join(', ')}`,
      got: what,
      next: suggestion(what, names),
    });
  }
  const bound: Readonly<Record<string, unknown>> = lossOf(spec, losses, '--histogram ').parameterValues;
  const stated = Object.keys(spec.parameters).map((name) => [name, bound[name]] as const);
  const entries = losses.map(({ name, parameterValues }, place) => ({
    loss: name,
    parameters: parameterValues,
    place,
  }));
  const found = findLosses({ name: spec.name, parameters: Object.fromEntries(stated) }, entries, null);
  if (found.length > 0) return found.map(({ place }) => place);
  throw argumentError('E_ARGUMENT', {
    place: '--histogram',
    expected: `one of ${entries.map(lossText).join(', ')}`,
    got: what,
    next: 'Write its parameters as in --loss.',
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
