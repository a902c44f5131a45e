/** What is kept of single rows, to say where a loss comes from. Plain data. */
export interface CausePlan {
  /** Rows with the largest loss, for each loss; 0 if nobody asks for them. */
  readonly worst: number;
  /** Columns whose values are kept with these rows: of inputs that can be read only once. */
  readonly kept: readonly string[];
  /** Values for which rows are not used; 0 if nobody asks for them. */
  readonly listBad: number;
  readonly histograms: readonly HistogramPlan[];
  /** Bins of predictions that are held against targets; 0 if nobody asks for them. */
  readonly calibration: number;
}

/** A histogram over the rows that a loss uses. */
export interface HistogramPlan {
  readonly of: 'error' | 'loss';
  /** The place of the loss among those of the job. */
  readonly loss: number;
  /** null to find some at the end. */
  readonly edges: readonly number[] | null;
}

/** What a caller may ask about the rows behind a loss. */
export interface CauseOptions {
  /** How many rows with the largest loss to list, for each loss. The loss is that of the row alone, without its weight. */
  readonly worst?: number;
  /** Columns to show of these rows. */
  readonly show?: readonly string[];
  /** How many values to list for which rows were not used, or made the loss NaN: null, NaN and stray infinities. */
  readonly listBad?: number;
  /**
   * Histograms of the error (prediction − target) and of each loss that has a value per row; or those that are named:
   * `error`, `loss` (each), a loss's name or `huber:delta=2`, with edges of your own if you like: `error:-3,-1,0,1,3`.
   */
  readonly histogram?: true | readonly string[];
  /**
   * Holds predictions of the first loss against targets, in that many bins of the prediction: probabilities, also those
   * behind logits, class by class; of numbers the mean error.
   */
  readonly calibration?: number;
}
