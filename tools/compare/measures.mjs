// Which of our measures are which of theirs, over which kinds of data. Names of theirs are functions of theirs.py.

const sets = (kind, pairs) =>
  pairs.map(([measure, theirs, parameters = {}]) => ({ kind, measure, theirs, parameters }));

export const comparisons = [
  ...sets('regression', [
    ['mse', 'sklearn mean_squared_error'],
    ['mse', 'torch mse_loss'],
    ['rmse', 'sklearn root of mean_squared_error'],
    ['mae', 'sklearn mean_absolute_error'],
    ['mae', 'torch l1_loss'],
    ['huber', 'torch huber_loss', { delta: 0.7 }],
    ['smooth-l1', 'torch smooth_l1_loss', { beta: 0.7 }],
    ['pinball', 'sklearn mean_pinball_loss', { alpha: 0.3 }],
    ['mape', 'sklearn mean_absolute_percentage_error'],
    ['r2', 'sklearn r2_score'],
    ['explained-variance', 'sklearn explained_variance_score'],
    ['max-error', 'sklearn max_error'],
    ['median-absolute-error', 'sklearn median_absolute_error'],
    ['pearson', 'numpy corrcoef'],
  ]),
  ...sets('positive', [
    ['msle', 'sklearn mean_squared_log_error'],
    ['rmsle', 'sklearn root of mean_squared_log_error'],
    ['poisson-deviance', 'sklearn mean_poisson_deviance'],
    ['tweedie-deviance', 'sklearn mean_tweedie_deviance', { power: 1.5 }],
    ['poisson-nll', 'torch poisson_nll_loss'],
    ['poisson-nll', 'torch poisson_nll_loss full', { full: 'stirling' }],
  ]),
  ...sets('rates', [
    ['poisson-nll-log', 'torch poisson_nll_loss of logarithms'],
    ['poisson-nll-log', 'torch poisson_nll_loss of logarithms full', { full: 'stirling' }],
  ]),
  ...sets('amounts', [
    ['gamma-deviance', 'sklearn mean_gamma_deviance'],
    ['tweedie-deviance', 'sklearn mean_tweedie_deviance', { power: 3 }],
  ]),
  ...sets('binary', [
    ['bce', 'sklearn log_loss'],
    ['bce', 'torch binary_cross_entropy'],
    ['brier', 'sklearn brier_score_loss'],
    ['auc', 'sklearn roc_auc_score'],
    ['average-precision', 'sklearn average_precision_score'],
    ['ece', 'numpy ece', { bins: 15 }],
    ['binary-accuracy', 'sklearn accuracy_score of 0 and 1'],
    ['binary-precision', 'sklearn precision_score'],
    ['binary-recall', 'sklearn recall_score'],
    ['binary-f1', 'sklearn f1_score'],
    ['binary-jaccard', 'sklearn jaccard_score'],
    ['binary-mcc', 'sklearn matthews_corrcoef of 0 and 1'],
    ['binary-kappa', 'sklearn cohen_kappa_score of 0 and 1'],
  ]),
  ...sets('logits', [
    ['bce-logits', 'torch binary_cross_entropy_with_logits'],
    ['bce-logits', 'torch binary_cross_entropy_with_logits pos_weight', { posWeight: 2.5 }],
  ]),
  ...sets('margins', [
    ['hinge', 'sklearn hinge_loss'],
    ['squared-hinge', 'numpy squared hinge'],
  ]),
  ...sets('classes', [
    ['sparse-cce', 'sklearn log_loss of classes'],
    ['sparse-cce', 'torch nll_loss of log'],
    ['sparse-cce-logits', 'torch cross_entropy'],
    ['sparse-cce-logits', 'torch cross_entropy label_smoothing', { labelSmoothing: 0.1 }],
    ['sparse-cce-logits', 'torch cross_entropy weight', { classWeights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }],
    ['multiclass-hinge', 'sklearn hinge_loss of classes'],
    ['top-k-accuracy', 'sklearn top_k_accuracy_score', { k: 3 }],
    ['accuracy', 'sklearn accuracy_score'],
    ['zero-one', 'sklearn zero_one_loss'],
    ['perplexity-logits', 'torch exp of cross_entropy'],
    ...['macro', 'weighted', 'micro'].flatMap((average) => [
      ['precision', `sklearn precision_score ${average}`, { average }],
      ['recall', `sklearn recall_score ${average}`, { average }],
      ['f1', `sklearn f1_score ${average}`, { average }],
      ['jaccard', `sklearn jaccard_score ${average}`, { average }],
    ]),
    ['mcc', 'sklearn matthews_corrcoef'],
    ['kappa', 'sklearn cohen_kappa_score'],
  ]),
  ...sets('soft', [
    ['kl', 'torch kl_div batchmean'],
    ['js', 'scipy jensenshannon'],
    ['cce-logits', 'torch cross_entropy of probabilities'],
  ]),
  ...sets('vectors', [
    ['cosine-similarity', 'torch cosine_similarity'],
    ['cosine-distance', 'sklearn paired_cosine_distances'],
  ]),
  ...sets('variances', [
    ['gaussian-nll', 'torch gaussian_nll_loss'],
    ['gaussian-nll', 'torch gaussian_nll_loss full', { full: true }],
  ]),
];

/** Measures whose prediction is the logits of the data's classes. */
export const ofLogits = new Set(['sparse-cce-logits', 'cce-logits', 'perplexity-logits', 'multiclass-hinge']);
