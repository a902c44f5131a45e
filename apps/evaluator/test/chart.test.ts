import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, defineLoss, div, mae, mse, mul, relu, sub, tasks } from '@offmark/losses';
import type { Loss, LossDefinition } from '@offmark/losses';
import { curveOf, yRangeOf } from '../src/chart/curve.ts';
import type { Curve, Point } from '../src/chart/curve.ts';
import { lossCurves } from '../src/chart/loss-curves.ts';
import { chartSvg } from '../src/chart/svg.ts';
import { terminalLooks, terminalPlot } from '../src/chart/terminal-plot.ts';
import { niceTicks, tickText } from '../src/chart/ticks.ts';

const curvesOf = (loss: (typeof catalogue)[number]): NonNullable<ReturnType<typeof lossCurves>> => {
  const curves = lossCurves([{ name: loss.name, loss }]);
  if (curves === null) throw new Error(`${loss.name} has no view`);
  return curves;
};
const drawn = catalogue.filter((loss) => lossCurves([{ name: loss.name, loss }]) !== null);

describe('ticks', () => {
  it('are round, in order, inside the range, and no more than asked for', () => {
    const range = fc.tuple(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 12 }), ([low, extent], most) => {
        const high = low + extent;
        const ticks = niceTicks(low, high, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(ticks.toSorted((a, b) => a - b)).toEqual(ticks);
        expect(new Set(ticks).size).toBe(ticks.length);
        expect(Math.min(...ticks)).toBeGreaterThanOrEqual(low - extent * 1e-6);
        expect(Math.max(...ticks)).toBeLessThanOrEqual(high + extent * 1e-6);
      }),
    );
  });

  it('are what a person would choose', () => {
    expect(niceTicks(-3, 3, 9)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect(niceTicks(0, 1, 9)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks(0, 0.3, 4)).toEqual([0, 0.1, 0.2, 0.3]);
    expect([-2, -0, 0.1].map(tickText)).toEqual(['−2', '0', '0.1']);
  });
});

const curveFrom = (f: (x: number) => number): Curve => curveOf('f', (x) => Float64Array.from(x, f), [-3, 3]);

describe('curves', () => {
  it('break where a function jumps, at the place, and nowhere else', () => {
    const { segments } = curveFrom((x) => (x < 0.1234 ? -1 : 1));
    expect(segments).toHaveLength(2);
    expect(segments[0]?.at(-1)?.x).toBeCloseTo(0.1234, 9);
    expect(segments[1]?.[0]?.x).toBeCloseTo(0.1234, 9);
    expect(curveFrom(Math.sign).segments.map(({ length }) => length === 1)).toEqual([false, true, false]);
    expect(curveFrom((x) => Math.atan(1e4 * x)).segments).toHaveLength(1);
    expect(curveFrom(Math.abs).segments).toHaveLength(1);
  });

  it('leave out what is not finite', () => {
    const { segments } = curveFrom((x) => 1 / x);
    expect(segments.flat().every(({ y }) => Number.isFinite(y))).toBe(true);
    expect(curveFrom((x) => (Math.abs(x) < 1 ? NaN : x)).segments).toHaveLength(2);
  });

  it('show 0 and all of a tame curve, but not what rises out of sight at the sides', () => {
    const panel = { xLabel: '', yLabel: '', xRange: [-3, 3] as const };
    expect(yRangeOf({ ...panel, curves: [curveFrom((x) => x * x)] })).toEqual([0, 9]);
    expect(yRangeOf({ ...panel, curves: [curveFrom((x) => 1e6 ** (Math.abs(x) - 2.8))] })[1]).toBeLessThan(
      15.9,
    );
    expect(yRangeOf({ ...panel, curves: [curveFrom(() => 0)] })).toEqual([0, 1]);
  });
});

type Regression = typeof tasks.regression;

function odd(
  name: string,
  columns: Regression,
  value: LossDefinition<Regression, Readonly<Record<string, never>>>['value'],
): Loss {
  return defineLoss({ name, summary: '', source: '', columns, value });
}

describe('the catalogue in curves', () => {
  it('has a view of most losses', () => {
    expect(drawn.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['mse', 'mae', 'huber', 'bce', 'bce-logits', 'cce', 'sparse-cce-logits']),
    );
  });

  it('knows that a squared error overtakes an absolute one where the error is 1', () => {
    const [squared, absolute] = [curvesOf(mse), curvesOf(mae)].map(
      ({ loss }) => loss.curves[0]?.segments.flat() ?? [],
    );
    for (const [i, { x, y }] of (squared ?? []).entries()) {
      expect(y > (absolute?.[i]?.y ?? NaN)).toBe(Math.abs(x) > 1);
    }
  });

  it('has no view of what has no value per row', () => {
    const { columns, parameterValues } = mse;
    expect(lossCurves([{ name: 'metric', loss: { columns, parameterValues } }])).toBeNull();
  });

  it('takes numbers that the domain allows', () => {
    const positive = { ...tasks.regression.prediction, low: Number.MIN_VALUE };
    const deviance = odd('deviance', { target: positive, prediction: positive }, ({ target, prediction }) =>
      div(sub(prediction, target), prediction),
    );
    const panel = curvesOf(deviance).loss;
    expect(panel).toMatchObject({ xRange: [0, 4], xLabel: 'prediction ŷ where y = 1' });
    expect(panel.curves[0]?.segments.flat().find(({ x }) => x === 2)?.y).toBe(0.5);
  });

  it('names the labels that there are', () => {
    const target = { ...tasks.regression.target, low: -1, high: 1 };
    const hinge = odd('hinge', { ...tasks.regression, target }, ({ target, prediction }) =>
      relu(sub(1, mul(target, prediction))),
    );
    const { loss } = curvesOf(hinge);
    expect(loss.xLabel).toBe('score of label 1');
    expect(loss.curves.map(({ label }) => label)).toEqual(['hinge, label 1', 'hinge, label −1']);
    expect(terminalPlot(loss, { width: 60, unicode: false }).join('')).toMatch(/^\p{ASCII}*$/u);
  });

  it('has no view of what is the same everywhere', () => {
    const flat = odd('flat', tasks.regression, ({ target, prediction }) => mul(0, sub(prediction, target)));
    expect(lossCurves([{ name: 'flat', loss: flat }])).toBeNull();
  });

  it('draws nothing over an axis that losses do not share', () => {
    const [first, ...rest] = ['mse', 'bce'].map((name) => ({
      name,
      loss: catalogue.find((loss) => loss.name === name) ?? mse,
    }));
    expect(lossCurves(first === undefined ? rest : [first, ...rest])).toBeNull();
    expect(lossCurves([])).toBeNull();
  });
});

/** The height, in pixels, of the drawn lines at each point's width; undefined where there is no line. */
function heightIn(lines: readonly (readonly Point[])[], x: number): number | undefined {
  for (const points of lines) {
    for (const [i, b] of points.entries()) {
      const a = points[i - 1];
      if (a !== undefined && a.x <= x && x <= b.x && a.x < b.x) {
        return a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y);
      }
    }
  }
  return undefined;
}

describe('SVG', () => {
  const [left, plotWidth, top, plotHeight] = [64, 552, 96, 270];

  it.each(drawn.map((loss) => [loss.name, loss] as const))('%s is drawn where its values are', (_, loss) => {
    const { loss: panel } = curvesOf(loss);
    const svg = chartSvg({ title: loss.name, panels: [panel] });
    const [x0, x1] = panel.xRange;
    const [y0, y1] = yRangeOf(panel);
    for (const [i, curve] of panel.curves.entries()) {
      const look = i === 0 ? 'curve c0' : 'curve c0 dashed';
      const lines = [...svg.matchAll(new RegExp(`<path class="${look}" d="M([^"]+)"`, 'g'))].map(
        ([, data = '']) =>
          [...data.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) })),
      );
      const points = curve.segments.flat();
      // At a jump the drawing has two heights.
      const jumps = curve.segments.flatMap((run) => [run[0]?.x ?? x0, run.at(-1)?.x ?? x1]);
      const isAtJump = (x: number): boolean =>
        jumps.some((jump) => Math.abs(x - jump) < (x1 - x0) / plotWidth);
      const shown = points.filter(({ x, y }) => x > x0 && x < x1 && y <= y1 && !isAtJump(x));
      expect(shown.length).toBeGreaterThan(100);
      for (const { x, y } of shown) {
        const place = {
          x: left + ((x - x0) / (x1 - x0)) * plotWidth,
          y: top + ((y1 - y) / (y1 - y0)) * plotHeight,
        };
        // Both coordinates are rounded to a tenth of a pixel: where it is steep, heights are off by more.
        const after = points.find((point) => point.x > x)?.y ?? y;
        const steepness = ((Math.abs(after - y) / (y1 - y0)) * plotHeight) / (plotWidth / 240);
        expect(Math.abs((heightIn(lines, place.x) ?? NaN) - place.y)).toBeLessThan(0.15 + 0.1 * steepness);
      }
    }
  });

  it('escapes what it is given, and leaves out what XML cannot hold', () => {
    const { loss: panel } = curvesOf(mse);
    const curves = panel.curves.map((curve) => ({ ...curve, label: '<b>&"\u0000\u001B[31m' }));
    const svg = chartSvg({ title: '</svg><script>', panels: [{ ...panel, curves }] });
    expect(svg).toContain('&lt;b&gt;&amp;&quot;[31m');
    expect(svg).toContain('&lt;/svg&gt;&lt;script&gt;');
    expect(svg).not.toContain('<script');
    expect(svg.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
  });
});

describe('plots in the terminal', () => {
  it('are drawn in Braille, or in ASCII', () => {
    const bce = catalogue.find(({ name }) => name === 'bce') ?? mse;
    expect(terminalPlot(curvesOf(mse).loss, { width: 60, unicode: true }).join('\n')).toMatchSnapshot(
      'Braille',
    );
    expect(terminalPlot(curvesOf(bce).loss, { width: 40, unicode: false }).join('\n')).toMatchSnapshot(
      'ASCII',
    );
  });

  it.each([40, 60, 80, 200])('fit into %d characters', (width) => {
    for (const loss of drawn) {
      const { loss: panel } = curvesOf(loss);
      const [braille, ascii] = [true, false].map((unicode) => terminalPlot(panel, { width, unicode }));
      for (const line of [...(braille ?? []), ...(ascii ?? [])])
        expect(line.length).toBeLessThanOrEqual(width);
      expect(ascii?.join('')).toMatch(/^\p{ASCII}*$/u);
    }
  });

  it.each([
    ['a plain terminal', {}, true],
    ['a dumb one', { TERM: 'dumb' }, false],
    ['the C locale', { LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    ['an UTF-8 locale', { LANG: 'C.utf8' }, true],
    ['an empty override', { LC_ALL: '', LANG: 'de_DE.UTF-8' }, true],
  ])('know %s', (_, environment, unicode) => {
    expect(terminalLooks({ columns: 70 }, environment)).toEqual({ width: 70, unicode });
    expect(terminalLooks({}, environment).width).toBe(80);
  });
});
