/** What a cell says about itself; a sink shows it in its own way, or not at all. */
export type Tone = 'good' | 'bad' | 'warn' | 'dim';

/** Text as it is in the file: each sink escapes it. */
export interface Cell {
  readonly text: string;
  /** What to sort by instead of the text; null sorts last. */
  readonly sort?: number | null;
  readonly tone?: Tone;
}

export interface TableColumn {
  readonly name: string;
  readonly numeric: boolean;
}

/** What is shown in rows and columns, whatever the sink. */
export interface Table {
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** A row that stays last however the others are sorted. */
  readonly footer?: readonly Cell[];
  readonly note?: string;
}

/** The rows in the order in which they are printed. */
export function printedRows({ rows, footer }: Table): Table['rows'] {
  return footer === undefined ? rows : [...rows, footer];
}

export const textColumn = (name: string): TableColumn => ({ name, numeric: false });
export const numberColumn = (name: string): TableColumn => ({ name, numeric: true });

export const cell = (text: string, tone?: Tone): Cell => (tone === undefined ? { text } : { text, tone });

/** A number that is shown as `text`. */
export function numberCell(value: number | null, text: string, tone?: Tone): Cell {
  return { ...cell(text, tone), sort: value };
}
