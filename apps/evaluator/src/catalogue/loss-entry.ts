import type { Formula, Guide, Loss, LossGroup, ParameterValue } from '@offmark/losses';

/** A column that a loss reads. */
export interface ColumnEntry {
  readonly role: string;
  /** How formulas write it. */
  readonly symbol: string;
  /** What it may hold, in words. */
  readonly holds: string;
}

export interface ParameterEntry {
  readonly name: string;
  readonly value: ParameterValue;
  readonly default: ParameterValue;
  /** How formulas write it; null if it decides what the formula is. */
  readonly symbol: string | null;
  /** What it may be, in words. */
  readonly accepts: string;
  readonly summary: string;
}

/** All that the catalogue says of a loss. Plain data; what a definition leaves out is null. */
export interface LossEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: LossGroup | null;
  readonly unit: string | null;
  readonly columns: readonly ColumnEntry[];
  readonly parameters: readonly ParameterEntry[];
  /** Of one row; of a metric over all rows, null where none is short. */
  readonly formula: Formula | null;
  /** Of a row by its prediction; null for a metric. */
  readonly derivative: Formula | null;
  readonly use: string | null;
  readonly avoid: string | null;
  readonly elsewhere: Guide['elsewhere'];
  readonly source: string;
}

/** What an entry is made of; a derivative is what only a mean of a number per row has. */
export interface Explained
  extends
    Pick<Loss, 'name' | 'summary' | 'columns' | 'parameters' | 'source'>,
    Partial<Pick<Loss, 'guide' | 'derivative'>> {
  readonly formula?: Formula | null;
  readonly parameterValues: Readonly<Record<string, unknown>>;
}

function symbolOf(node: unknown): string | null {
  const isNode = typeof node === 'object' && node !== null && 'symbol' in node;
  return isNode && typeof node.symbol === 'string' ? node.symbol : null;
}

function parametersOf({ parameters, parameterValues }: Explained): readonly ParameterEntry[] {
  return Object.entries(parameters).map(([name, parameter]) => {
    const value = parameter.accept(parameterValues[name]) ?? parameter.default;
    return {
      name,
      value,
      default: parameter.default,
      symbol: symbolOf(parameter.toNode(value)),
      accepts: parameter.description,
      summary: parameter.summary,
    };
  });
}

/** What the catalogue says of a loss with its parameters. */
export function lossEntry(loss: Explained): LossEntry {
  // A loss of a user's own may be made with a version that knew of no guides.
  const guide: Guide | null = loss.guide ?? null;
  return {
    name: loss.name,
    summary: loss.summary,
    group: guide?.group ?? null,
    unit: guide?.unit ?? null,
    columns: Object.entries(loss.columns).map(([role, { symbol, description }]) => ({
      role,
      symbol,
      holds: description,
    })),
    parameters: parametersOf(loss),
    formula: loss.formula ?? null,
    derivative: loss.derivative ?? null,
    use: guide?.use ?? null,
    avoid: guide?.avoid ?? null,
    elsewhere: guide?.elsewhere ?? {},
    source: loss.source,
  };
}

/** `a label in [0, 1] with a probability in [0, 1]`: what is compared with what. */
export function comparison({ columns }: LossEntry): string {
  const [target = '', ...others] = columns.map(({ holds }) => holds);
  return `${target} with ${others.join(' and ')}`;
}
