"""Evaluates scikit-learn and PyTorch over a file of questions: [{theirs, data, parameters}] and data by name, as JSON."""
import json
import math
import sys
import warnings

import numpy as np
import scipy
import sklearn
import torch
import torch.nn.functional as F
from scipy import special
from scipy.spatial.distance import jensenshannon
from sklearn import metrics as sk

from exact import exact

warnings.filterwarnings("ignore")


def mean(values, weights):
    return float(np.average(values, weights=weights))


def torch_mean(loss, t, p, w, **options):
    values = loss(torch.from_numpy(p), torch.from_numpy(t), reduction="none", **options)
    if w is None:
        return float(values.mean())
    weights = torch.from_numpy(w)
    return float((values * weights).sum() / weights.sum())


def ece(t, p, w, bins):
    w = np.ones_like(p) if w is None else w
    at = np.minimum((p * bins).astype(int), bins - 1)
    sums = [np.abs(np.sum((w * (t - p))[at == i])) for i in range(bins)]
    return float(np.sum(sums) / np.sum(w))


def mce(t, p, w, bins):
    w = np.ones_like(p) if w is None else w
    at = np.minimum((p * bins).astype(int), bins - 1)
    return float(max(np.abs(np.sum((w * (t - p))[at == i])) / np.sum(w[at == i]) for i in set(at)))


def concordance(t, p, w):
    my, mp = np.average(t, weights=w), np.average(p, weights=w)
    vy, vp = np.average((t - my) ** 2, weights=w), np.average((p - mp) ** 2, weights=w)
    return float(2 * np.average((t - my) * (p - mp), weights=w) / (vy + vp + (my - mp) ** 2))


def quantile_of_errors(t, p, w, quantile):
    errors = np.abs(p - t)
    if w is None:
        return float(np.quantile(errors, quantile, method="averaged_inverted_cdf"))
    order = np.argsort(errors)
    return float(errors[order][np.searchsorted(np.cumsum(w[order]), quantile * w.sum())])


def gain(name, t, p, w):
    """How much better than the mean label for every row."""
    prior = np.full_like(p, np.average(t, weights=w))
    score = getattr(sk, name)
    return 1 - score(t, p, sample_weight=w) / score(t, prior, sample_weight=w)


def focal(t, cross_entropy, p, w, o):
    wrong = torch.from_numpy(t) * (1 - p) + torch.from_numpy(1 - t) * p
    balance = torch.from_numpy(o["alpha"] * t + (1 - o["alpha"]) * (1 - t))
    return mean((balance * wrong ** o["gamma"] * cross_entropy).numpy(), w)


def focal_of_probabilities(t, p, w, o):
    q = torch.from_numpy(p)
    return focal(t, F.binary_cross_entropy(q, torch.from_numpy(t), reduction="none"), q, w, o)


def focal_of_logits(t, x, w, o):
    logits = torch.from_numpy(x)
    cross_entropy = F.binary_cross_entropy_with_logits(logits, torch.from_numpy(t), reduction="none")
    return focal(t, cross_entropy, torch.sigmoid(logits), w, o)


def of_label(t, p):
    return p[np.arange(len(t)), t.astype(int)]


def poly(t, cross_entropy, p, w, o):
    return mean(cross_entropy + o["epsilon"] * (1 - of_label(t, p)), w)


def poly_of_probabilities(t, p, w, o):
    return poly(t, F.nll_loss(torch.from_numpy(np.log(p)), torch.from_numpy(t.astype(np.int64)), reduction="none").numpy(), p, w, o)


def poly_of_logits(t, x, w, o):
    logits = torch.from_numpy(x)
    cross_entropy = F.cross_entropy(logits, torch.from_numpy(t.astype(np.int64)), reduction="none").numpy()
    return poly(t, cross_entropy, torch.softmax(logits, dim=1).numpy(), w, o)


def squared_hinge(t, p, w):
    return mean(np.maximum(0, 1 - t * p) ** 2, w)


def corrcoef(t, p, w):
    if w is None:
        return float(np.corrcoef(t, p)[0, 1])
    c = np.cov(t, p, aweights=w)
    return float(c[0, 1] / math.sqrt(c[0, 0] * c[1, 1]))


def of_rows(name):
    """A function of scikit-learn that takes numbers as they are."""
    return lambda t, p, w, o: getattr(sk, name)(t, p, sample_weight=w, **o)


def of_labels(name, **options):
    """Of predicted labels: 1 above the threshold, or the first of the largest."""
    def value(t, p, w, _):
        guess = (p > 0.5).astype(int) if p.ndim == 1 else p.argmax(axis=1)
        return getattr(sk, name)(t.astype(int), guess, sample_weight=w, **options)
    return value


def share_on_diagonal(t, p, w, _):
    guess = (p > 0.5).astype(int) if p.ndim == 1 else p.argmax(axis=1)
    matrix = sk.confusion_matrix(t.astype(int), guess, sample_weight=w)
    return matrix.trace() / matrix.sum()


def cross_entropy(t, p, w, **options):
    return torch_mean(F.cross_entropy, t.astype(np.int64), p, w, **options)


def class_weighted(t, p, w, o):
    c = torch.tensor(o["classWeights"], dtype=torch.float64)
    t = torch.from_numpy(t.astype(np.int64))
    if w is None:
        return float(F.cross_entropy(torch.from_numpy(p), t, weight=c))
    values = F.cross_entropy(torch.from_numpy(p), t, weight=c, reduction="none") * torch.from_numpy(w)
    return float(values.sum() / (torch.from_numpy(w) * c[t]).sum())


theirs = {
    "sklearn root of mean_squared_error": lambda t, p, w, o: sk.mean_squared_error(t, p, sample_weight=w, squared=False),
    "sklearn root of mean_squared_log_error": lambda t, p, w, o: sk.mean_squared_log_error(t, p, sample_weight=w, squared=False),
    "sklearn max_error": lambda t, p, w, o: sk.max_error(t, p),
    "sklearn 1 - r2_score": lambda t, p, w, o: 1 - sk.r2_score(t, p, sample_weight=w),
    "numpy concordance": lambda t, p, w, o: concordance(t, p, w),
    "sklearn trace of confusion_matrix": share_on_diagonal,
    "numpy wape": lambda t, p, w, o: mean(np.abs(p - t), w) / mean(np.abs(t), w),
    "numpy smape": lambda t, p, w, o: mean(np.abs(p - t) / ((np.abs(t) + np.abs(p)) / 2), w),
    "numpy log_cosh": lambda t, p, w, o: mean(np.logaddexp(p - t, t - p) - math.log(2), w),
    "scipy huber": lambda t, p, w, o: mean(special.huber(o["delta"], p - t), w),
    "scipy pseudo_huber": lambda t, p, w, o: mean(special.pseudo_huber(o["delta"], p - t), w),
    "numpy fair": lambda t, p, w, o: mean(o["c"] ** 2 * (np.abs(p - t) / o["c"] - np.log1p(np.abs(p - t) / o["c"])), w),
    "numpy quantile of absolute errors": lambda t, p, w, o: quantile_of_errors(t, p, w, **o),
    "numpy mce": lambda t, p, w, o: mce(t, p, w, **o),
    "sklearn 1 - brier_score_loss / that of the mean label": lambda t, p, w, o: gain("brier_score_loss", t, p, w),
    "sklearn 1 - log_loss / that of the mean label": lambda t, p, w, o: gain("log_loss", t, p, w),
    "torch focal of a few lines": focal_of_probabilities,
    "torch focal of a few lines, from logits": focal_of_logits,
    "torch soft_margin_loss": lambda t, p, w, o: torch_mean(F.soft_margin_loss, 2 * t - 1, p, w),
    "sklearn exp of log_loss": lambda t, p, w, o: np.exp(sk.log_loss(t, p, sample_weight=w)),
    "numpy gce": lambda t, p, w, o: mean((1 - of_label(t, p) ** o["q"]) / o["q"], w),
    "torch poly of a few lines": poly_of_probabilities,
    "torch poly of a few lines, from logits": poly_of_logits,
    "scipy rel_entr": lambda t, p, w, o: mean(special.rel_entr(t, p).sum(axis=1), w),
    "scipy kl_div": lambda t, p, w, o: mean(special.kl_div(t, p).sum(axis=1), w),
    "torch xlogy": lambda t, p, w, o: mean(-torch.xlogy(torch.from_numpy(t), torch.from_numpy(p)).sum(dim=1).numpy(), w),
    "numpy squared distance": lambda t, p, w, o: mean(((p - t) ** 2).sum(axis=1), w),
    "numpy categorical focal": lambda t, p, w, o: mean(-(t * (1 - p) ** o["gamma"] * np.log(p)).sum(axis=1), w),
    "torch cosine_embedding_loss": lambda t, p, w, o: float(
        F.cosine_embedding_loss(torch.from_numpy(t), torch.from_numpy(p), torch.ones(len(t), dtype=torch.float64))),
    "torch multi_margin_loss of two classes, twice": lambda t, p, w, o: 2 * torch_mean(
        F.multi_margin_loss, t.astype(np.int64), p, w),
    "numpy hinge of two classes": lambda t, p, w, o: mean(np.maximum(0, 1 - (of_label(t, p) - of_label(1 - t, p))), w),
    "numpy corrcoef": lambda t, p, w, o: corrcoef(t, p, w),
    "torch mse_loss": lambda t, p, w, o: torch_mean(F.mse_loss, t, p, w),
    "torch l1_loss": lambda t, p, w, o: torch_mean(F.l1_loss, t, p, w),
    "torch huber_loss": lambda t, p, w, o: torch_mean(F.huber_loss, t, p, w, **o),
    "torch smooth_l1_loss": lambda t, p, w, o: torch_mean(F.smooth_l1_loss, t, p, w, **o),
    "torch poisson_nll_loss": lambda t, p, w, o: torch_mean(F.poisson_nll_loss, t, p, w, log_input=False),
    "torch poisson_nll_loss full": lambda t, p, w, o: torch_mean(F.poisson_nll_loss, t, p, w, log_input=False, full=True),
    "torch poisson_nll_loss of logarithms": lambda t, p, w, o: torch_mean(F.poisson_nll_loss, t, p, w),
    "torch poisson_nll_loss of logarithms full": lambda t, p, w, o: torch_mean(F.poisson_nll_loss, t, p, w, full=True),
    "torch exp of cross_entropy": lambda t, p, w, o: np.exp(cross_entropy(t, p, w)),
    "sklearn zero_one_loss": of_labels("zero_one_loss"),
    "sklearn paired_cosine_distances": lambda t, p, w, o: sk.pairwise.paired_cosine_distances(t, p).mean(),
    "torch binary_cross_entropy": lambda t, p, w, o: torch_mean(F.binary_cross_entropy, t, p, w),
    "torch binary_cross_entropy_with_logits": lambda t, p, w, o: torch_mean(F.binary_cross_entropy_with_logits, t, p, w),
    "torch binary_cross_entropy_with_logits pos_weight": lambda t, p, w, o: torch_mean(
        F.binary_cross_entropy_with_logits, t, p, w, pos_weight=torch.tensor(o["posWeight"], dtype=torch.float64)),
    "numpy ece": lambda t, p, w, o: ece(t, p, w, **o),
    "numpy squared hinge": lambda t, p, w, o: squared_hinge(t, p, w),
    "sklearn log_loss of classes": lambda t, p, w, o: sk.log_loss(t, p, sample_weight=w),
    "sklearn hinge_loss of classes": lambda t, p, w, o: sk.hinge_loss(t, p, sample_weight=w),
    "sklearn top_k_accuracy_score": lambda t, p, w, o: sk.top_k_accuracy_score(t, p, sample_weight=w, **o),
    "torch nll_loss of log": lambda t, p, w, o: torch_mean(F.nll_loss, t.astype(np.int64), np.log(p), w),
    "torch cross_entropy": lambda t, p, w, o: cross_entropy(t, p, w),
    "torch cross_entropy label_smoothing": lambda t, p, w, o: cross_entropy(t, p, w, label_smoothing=o["labelSmoothing"]),
    "torch cross_entropy weight": class_weighted,
    "torch cross_entropy of probabilities": lambda t, p, w, o: torch_mean(F.cross_entropy, t, p, w),
    "torch kl_div batchmean": lambda t, p, w, o: float(
        F.kl_div(torch.from_numpy(np.log(p)), torch.from_numpy(t), reduction="batchmean")),
    "scipy jensenshannon": lambda t, p, w, o: mean(jensenshannon(t, p, axis=1) ** 2, w),
    "torch cosine_similarity": lambda t, p, w, o: float(F.cosine_similarity(torch.from_numpy(t), torch.from_numpy(p)).mean()),
    "sklearn accuracy_score of 0 and 1": of_labels("accuracy_score"),
    "sklearn matthews_corrcoef of 0 and 1": of_labels("matthews_corrcoef"),
    "sklearn cohen_kappa_score of 0 and 1": of_labels("cohen_kappa_score"),
    "sklearn cohen_kappa_score": of_labels("cohen_kappa_score"),
    "sklearn accuracy_score": of_labels("accuracy_score"),
    "sklearn matthews_corrcoef": of_labels("matthews_corrcoef"),
}
for name in ("precision_score", "recall_score", "f1_score", "jaccard_score"):
    theirs[f"sklearn {name}"] = of_labels(name, zero_division=0)
    for average in ("macro", "micro", "weighted"):
        theirs[f"sklearn {name} {average}"] = of_labels(name, zero_division=0, average=average)


def gaussian(full):
    def value(t, p, w, _, v):
        numbers = (torch.from_numpy(x) for x in (p, t, v))
        return float(F.gaussian_nll_loss(*numbers, full=full))
    return value


def answer(question, data):
    name = question["theirs"]
    t = np.array(data["target"], dtype=np.float64)
    p = np.array(data[question["column"]], dtype=np.float64)
    w = np.array(data["weights"]) if "weights" in data else None
    if name.startswith("torch gaussian_nll_loss"):
        return gaussian(name.endswith("full"))(t, p, w, {}, np.array(data["variance"]))
    evaluate = theirs.get(name) or of_rows(name.removeprefix("sklearn "))
    return float(evaluate(t, p, w, question["parameters"]))


def main(path):
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    values = []
    for question in content["questions"]:
        try:
            value = answer(question, content["data"][question["data"]])
            values.append(value if math.isfinite(value) else str(value))
        except (ValueError, RuntimeError) as error:
            values.append("refused: " + str(error).splitlines()[0])
    versions = {"scikit-learn": sklearn.__version__, "PyTorch": torch.__version__, "NumPy": np.__version__, "SciPy": scipy.__version__}
    exact_values = [exact(question, content["data"][question["data"]]) for question in content["questions"]]
    print(json.dumps({"versions": versions, "values": values, "exact": exact_values}))


main(sys.argv[1])
