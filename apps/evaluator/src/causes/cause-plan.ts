/** What is kept of single rows, to say where a loss comes from. Plain data. */
export interface CausePlan {
  /** Rows with the largest loss, for each loss; 0 if nobody asks for them. */
  readonly worst: number;
  /** Columns whose values are kept with these rows: of inputs that can be read only once. */
  readonly kept: readonly string[];
  /** Values for which rows are not used; 0 if nobody asks for them. */
  readonly listBad: number;
}

/** What a caller may ask about the rows behind a loss. */
export interface CauseOptions {
  /** How many rows with the largest loss to list, for each loss. The loss is that of the row alone, without its weight. */
  readonly worst?: number;
  /** Columns to show of these rows. */
  readonly show?: readonly string[];
  /** How many values to list for which rows were not used, or made the loss NaN: null, NaN and stray infinities. */
  readonly listBad?: number;
}
