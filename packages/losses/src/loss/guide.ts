/** What kind of question a loss answers; the catalogue is listed by it. */
export type LossGroup =
  | 'regression'
  | 'counts'
  | 'binary'
  | 'classes'
  | 'distributions'
  | 'vectors'
  | 'calibration'
  | 'ranks';

/** Libraries whose users may know a loss by another name, or with another convention. */
export type Library = 'PyTorch' | 'Keras' | 'scikit-learn' | 'Optax';

/** What a person who chooses among losses should know; whole sentences. */
export interface Guide {
  readonly group: LossGroup;
  /** In words: "the target's unit, squared", "nats", "none". */
  readonly unit: string;
  /** When to choose it. */
  readonly use: string;
  /** When not, and what to choose instead. */
  readonly avoid: string;
  /** Its name in each library that has it, and how ours differs: "torch.nn.MSELoss: the same". */
  readonly elsewhere: Readonly<Partial<Record<Library, string>>>;
}
