import type { Loss } from '@offmark/losses';
import { isLossError } from '../loss-modules.ts';
import { curveOf } from './curve.ts';
import type { Curve, Panel } from './curve.ts';

/** What it takes to draw a loss: its value for rows made up. */
interface Drawable extends Pick<Loss, 'columns' | 'values' | 'gradient'> {
  readonly parameterValues: Readonly<Record<string, unknown>>;
}

/** A loss, or a metric, which has no value of one row. */
type Pictured = Pick<Drawable, 'columns' | 'parameterValues'> & Partial<Drawable>;

function isDrawable(loss: Pictured): loss is Drawable {
  return loss.values !== undefined && loss.gradient !== undefined;
}

/** How a loss is drawn: over which numbers, and from rows made of them. */
interface View {
  readonly xLabel: string;
  readonly xRange: Panel['xRange'];
  /** What derivatives are taken by. */
  readonly by: string;
  readonly series: readonly Series[];
}

/** One curve of a loss: the rows that it is the loss of, and how its label tells it from the others. */
interface Series {
  readonly label: string;
  readonly rows: (x: readonly number[]) => Rows;
}

type Values = readonly number[] | readonly (readonly number[])[];

interface Rows {
  readonly target: Values;
  readonly prediction: Values;
}

/** Twice the distance at which a logistic curve is flat to the eye. */
const scoreRange = [-6, 6] as const;

/** Errors to show, in the unit of the target; losses that change at a parameter are shown three times as far. */
const errorReach = 3;

const constantly = (value: number, { length }: readonly unknown[]): readonly number[] =>
  Array.from({ length }, () => value);

/** Whether the loss is a function of the error alone, as far as some rows show. */
function dependsOnErrorAlone(loss: Drawable): boolean {
  const errors = [-2, -0.5, 0, 0.25, 2];
  const at = (target: number): Float64Array =>
    loss.values(
      constantly(target, errors),
      errors.map((error) => target + error),
    );
  const [near, far] = [at(4), at(16)];
  return near.every((value, i) => Math.abs(value - (far[i] ?? NaN)) <= 1e-9 * (1 + Math.abs(value)));
}

/** Rows of one label each, all the same. */
function rowsOf(label: number): Series['rows'] {
  return (x) => ({ target: constantly(label, x), prediction: x });
}

function errorView(loss: Drawable): View {
  const numbers = Object.values(loss.parameterValues).filter((value) => typeof value === 'number');
  const reach = errorReach * Math.max(1, ...numbers);
  return {
    xLabel: 'error ŷ − y',
    xRange: [-reach, reach],
    by: 'ŷ',
    series: [{ label: '', rows: rowsOf(0) }],
  };
}

/** Predictions that are legal, of those that an axis shows: its ends may be the first that are not. */
function within(
  { low, high }: { readonly low: number; readonly high: number },
  x: readonly number[],
): readonly number[] {
  return x.map((value) => Math.min(Math.max(value, low), high));
}

/** An end of an axis that people can read: the least number above 0 is 0 to them. */
function readable(end: number): number {
  return Number(end.toFixed(6));
}

function numberView({ columns: { prediction } }: Drawable): View {
  const { low, high } = prediction;
  const xRange = [readable(Math.max(low, -2)), readable(Math.min(high, 4))] as const;
  const rows = (x: readonly number[]): Rows => ({
    target: constantly(1, x),
    prediction: within(prediction, x),
  });
  return { xLabel: 'prediction ŷ where y = 1', xRange, by: 'ŷ', series: [{ label: '', rows }] };
}

/** What a prediction of any size is called: a logit, or the score that some classifiers give. */
function scoreWord({ description }: { readonly description: string }): string {
  return description.includes('logit') ? 'logit' : 'score';
}

function labelView({ columns: { target, prediction } }: Drawable): View {
  const isBounded = prediction.low === 0 && prediction.high === 1;
  const series = [target.high, target.low].map((label) => ({
    label: `label ${label}`.replace('-', '−'),
    rows: rowsOf(label),
  }));
  const word = scoreWord(prediction);
  const xLabel = `${isBounded ? 'probability' : word} of label ${target.high}`;
  return { xLabel, xRange: isBounded ? [0, 1] : scoreRange, by: isBounded ? 'p' : `the ${word}`, series };
}

/** Two classes, of which the first is the true one. */
function classView({ columns: { target, prediction } }: Drawable): View {
  const isBounded = prediction.low === 0 && prediction.high === 1;
  const rows = (x: readonly number[]): Rows => ({
    target: target.shape === 'row' ? constantly(0, x) : x.map(() => [1, 0]),
    prediction: x.map((value) => [value, isBounded ? 1 - value : 0]),
  });
  const word = scoreWord(prediction);
  const xLabel = isBounded
    ? 'probability of the true class, of two'
    : `${word} of the true class, where the other's is 0`;
  const by = `${isBounded ? 'p' : `the ${word}`} of the true class`;
  return { xLabel, xRange: isBounded ? [0, 1] : scoreRange, by, series: [{ label: '', rows }] };
}

function viewOf(loss: Drawable): View | null {
  const { target, prediction } = loss.columns;
  if (Object.keys(loss.columns).length > 2) return null;
  if (prediction.shape === 'matrix') return target.label || target.sumsToOne ? classView(loss) : null;
  if (target.shape === 'matrix' || target.label) return null;
  if (Number.isFinite(target.high - target.low) && target.high <= 1) return labelView(loss);
  return dependsOnErrorAlone(loss) ? errorView(loss) : numberView(loss);
}

/** A loss and how its curves are called. */
export interface NamedLoss<L extends Pictured = Pictured> {
  readonly name: string;
  readonly loss: L;
}

/** Losses as curves over one axis, and their derivatives as others. */
export interface LossCurves {
  readonly loss: Panel;
  readonly derivative: Panel;
}

function curvesOf(
  name: string,
  loss: Drawable,
  { series }: View,
  xRange: Panel['xRange'],
  what: 'values' | 'gradient',
): readonly Curve[] {
  return series.map(({ label, rows }) =>
    curveOf(
      label === '' ? name : `${name}, ${label}`,
      (x) => {
        const { target, prediction } = rows(x);
        const numbers = loss[what](target, prediction);
        // Of a gradient by all classes, that of the first.
        return numbers.filter((_, i) => i % (numbers.length / x.length) === 0);
      },
      xRange,
    ),
  );
}

/** Whether a view shows anything: the same height everywhere is no picture. */
function isFlat(loss: Drawable, { series, xRange: [low, high] }: View): boolean {
  const x = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => low + share * (high - low));
  return series.every(({ rows }) => {
    const { target, prediction } = rows(x);
    return new Set(loss.values(target, prediction)).size === 1;
  });
}

/** Why a loss is no curve, as `…, got top-k-accuracy, which …` says it. */
function whyNoView({ columns }: Drawable): string {
  const beside = Object.keys(columns).filter((role) => role !== 'target' && role !== 'prediction');
  if (beside.length > 0) return `which depends on ${beside.join(' and ')} too`;
  return 'which compares vectors, for which one axis is not enough';
}

/** How a loss is to be drawn, or why it cannot be: its domain may be one that none of these rows is in. */
function drawableView(loss: Drawable): View | string {
  try {
    const view = viewOf(loss);
    if (view === null) return whyNoView(loss);
    if (!isFlat(loss, view)) return view;
    const classes = loss.columns.prediction.shape === 'matrix' ? ', of two classes' : '';
    return `which is the same all along the ${axisOf(view)}${classes}`;
  } catch (error) {
    if (isLossError(error)) return 'whose domain none of the rows that are drawn is in';
    throw error;
  }
}

const whyNoMetric = 'which is a metric of all rows and has no value of one';

const viewOrReason = (loss: Pictured): View | string => (isDrawable(loss) ? drawableView(loss) : whyNoMetric);

/** What the axis shows, without for which rows: `error ŷ − y`. */
export const axisOf = ({ xLabel }: Pick<View, 'xLabel'>): string => xLabel.split(/, | where /)[0] ?? xLabel;

/** Why losses are not drawn in one chart: the first that is no curve at all, or the axes that differ. */
export function whyNotDrawn(losses: readonly NamedLoss[]): { readonly got: string; readonly next: string } {
  const views = losses.map(({ name, loss }) => ({ name, view: viewOrReason(loss) }));
  const reasons = views.flatMap(({ name, view }) => (typeof view === 'string' ? [`${name}, ${view}`] : []));
  const axes = views.flatMap(({ name, view }) =>
    typeof view === 'string' ? [] : [`${name} over the ${axisOf(view)}`],
  );
  const [first] = reasons;
  if (first !== undefined) return { got: first, next: '' };
  return { got: axes.join(', '), next: 'Draw them one by one.' };
}

/**
 * What losses look like over the errors, or over the predictions for given labels.
 * @returns  null if a loss has no such view, or if they have different ones
 */
export function lossCurves(losses: readonly NamedLoss[]): LossCurves | null {
  const views = losses.flatMap(({ name, loss }) => {
    const view = viewOrReason(loss);
    return isDrawable(loss) && typeof view !== 'string' ? [{ name, loss, view }] : [];
  });
  const [first] = views;
  if (first === undefined || views.length < losses.length) return null;
  const { xLabel, by } = first.view;
  if (views.some(({ view }) => view.xLabel !== xLabel)) return null;
  const xRange = [
    Math.min(...views.map(({ view }) => view.xRange[0])),
    Math.max(...views.map(({ view }) => view.xRange[1])),
  ] as const;
  const curves = (what: 'values' | 'gradient'): readonly Curve[] =>
    views.flatMap(({ name, loss, view }) => curvesOf(name, loss, view, xRange, what));
  return {
    loss: { xLabel, yLabel: 'loss', xRange, curves: curves('values') },
    derivative: { xLabel, yLabel: `derivative by ${by}`, xRange, curves: curves('gradient') },
  };
}
