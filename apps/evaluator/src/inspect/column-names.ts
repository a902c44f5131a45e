/** Words of column names that say what a column is for, most telling first. */
const predictionWords =
  /^(?:predict(?:ion|ions|ed)?|preds?|y?hat|scores?|prob(?:a|s|ability|abilities)?|logits?|outputs?|estimates?|forecasts?|p)$/;
const targetWords = /^(?:targets?|labels?|truth|true|actuals?|observed|expected|response|gt|hot|class|y)$/;
const weightWords = /^(?:weights?|importance|w)$/;

/** What a column is for, as its name says. */
export type Purpose = 'target' | 'prediction' | 'weight' | 'unknown';

/** `trueLabel` and `true_label` are two words each. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

/**
 * What a column is for, by its name; of several words that say so, `y_pred` is a prediction and `class_weight` a weight.
 * Of a field, its own name says it first: `output.label` is a target.
 */
export function purposeOf(name: string): Purpose {
  const dot = name.lastIndexOf('.');
  const own = dot < 0 ? 'unknown' : purposeOf(name.slice(dot + 1));
  if (own !== 'unknown') return own;
  const words = wordsOf(name);
  if (words.some((word) => weightWords.test(word))) return 'weight';
  if (words.some((word) => predictionWords.test(word))) return 'prediction';
  return words.some((word) => targetWords.test(word)) ? 'target' : 'unknown';
}
