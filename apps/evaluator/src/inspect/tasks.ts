import type { ColumnFacts, ValueKind } from './column-facts.ts';

/** What kind of question two columns look like: the target's and the prediction's values together. */
export type Task =
  | 'regression'
  | 'binary-probabilities'
  | 'binary-logits'
  | 'binary-decisions'
  | 'class-probabilities'
  | 'class-logits'
  | 'one-hot-probabilities'
  | 'one-hot-logits';

/** A loss to use, as `--loss` takes it, and why. */
export interface Advice {
  readonly loss: string;
  readonly why: string;
}

interface TaskWords {
  /** What is compared with what. */
  readonly looks: string;
  readonly advice: readonly Advice[];
}

const confident = 'the surprise at each label: who is sure and wrong pays most, who hedges pays a little';
const exactLogits =
  'the same surprise, straight from logits: exact where a probability would round to 0 or 1';

/** What becomes of the scores if the likeliest answer is taken: easier to read, and blind to how sure a model is. */
const decisions: readonly Advice[] = [
  {
    loss: 'binary-accuracy',
    why: 'the share of right answers if one half decides; high where one answer is rare',
  },
  { loss: 'binary-f1', why: 'precision and recall of the 1s in one number: for rare ones' },
];
const choices: readonly Advice[] = [
  {
    loss: 'accuracy',
    why: 'the share of rows whose class has the largest score; high where one class is frequent',
  },
  { loss: 'f1:average=macro', why: 'precision and recall in one number, each class counting the same' },
];

/** The task in words, and the losses that suit it, the first one most. */
export const taskWords: Readonly<Record<Task, TaskWords>> = {
  regression: {
    looks: 'a number, predicted as a number',
    advice: [
      { loss: 'mse', why: 'large errors count far more than small ones; its best guess is the mean' },
      { loss: 'mae', why: 'in the unit of the target; outliers count as what they are, no more' },
    ],
  },
  'binary-probabilities': {
    looks: 'yes or no, predicted as a probability',
    advice: [
      { loss: 'bce', why: confident },
      { loss: 'brier', why: 'the squared error of the probability: no single row can ruin it' },
      ...decisions,
    ],
  },
  'binary-logits': {
    looks: 'yes or no, predicted as a logit (values outside [0, 1])',
    advice: [{ loss: 'bce-logits', why: exactLogits }],
  },
  'binary-decisions': {
    looks: 'yes or no, predicted as yes or no',
    advice: [
      {
        loss: 'mae',
        why: 'of 0 and 1 it is the share of wrong decisions; a cross-entropy needs probabilities',
      },
      ...decisions,
    ],
  },
  'class-probabilities': {
    looks: 'a class, predicted as class probabilities',
    advice: [{ loss: 'sparse-cce', why: confident }, ...choices],
  },
  'class-logits': {
    looks: 'a class, predicted as class logits (rows that do not sum to 1)',
    advice: [{ loss: 'sparse-cce-logits', why: exactLogits }, ...choices],
  },
  'one-hot-probabilities': {
    looks: 'one-hot or soft labels, predicted as class probabilities',
    advice: [{ loss: 'cce', why: confident }],
  },
  'one-hot-logits': {
    looks: 'one-hot or soft labels, predicted as class logits (rows that do not sum to 1)',
    advice: [{ loss: 'cce-logits', why: exactLogits }],
  },
};

const matrixKinds: ReadonlySet<ValueKind> = new Set(['one-hot', 'distributions', 'vectors']);

/** The task of two columns of one number per row. */
function rowTask(target: ColumnFacts, prediction: ColumnFacts): Task | null {
  const isYesOrNo = target.kind === 'flags' || (target.namedClasses ?? target.texts) === 2;
  if (!isYesOrNo) return target.kind === 'texts' ? null : 'regression';
  if (prediction.kind === 'flags') return 'binary-decisions';
  return prediction.kind === 'shares' ? 'binary-probabilities' : 'binary-logits';
}

/** Texts without a dictionary must be as many as the classes: else nobody knows which ones are missing. */
function isIndexInto({ kind, high, texts, namedClasses }: ColumnFacts, { classes }: ColumnFacts): boolean {
  if (kind === 'texts') return namedClasses === null ? texts === classes : namedClasses <= (classes ?? 0);
  return (kind === 'flags' || kind === 'indices') && (high ?? 0) < (classes ?? 0);
}

/** What these columns look like together; null if they do not go together. */
export function taskOf(target: ColumnFacts, prediction: ColumnFacts): Task | null {
  if (target.kind === 'nothing' || prediction.kind === 'nothing' || prediction.kind === 'texts') return null;
  if (!matrixKinds.has(prediction.kind))
    return matrixKinds.has(target.kind) ? null : rowTask(target, prediction);
  const areProbabilities = prediction.kind !== 'vectors';
  if (isIndexInto(target, prediction)) return areProbabilities ? 'class-probabilities' : 'class-logits';
  const isDistribution = target.kind === 'one-hot' || target.kind === 'distributions';
  if (!isDistribution || target.classes !== prediction.classes) return null;
  return areProbabilities ? 'one-hot-probabilities' : 'one-hot-logits';
}
