"""What numpy says of two predictions' losses, row by row: python3 paired.py > paired.json."""

import json

import mpmath
import numpy as np

rng = np.random.default_rng(20)
rows = 60
target = np.round(rng.normal(size=rows), 3)
columns = {
    "target": target,
    "a": np.round(target + rng.normal(scale=0.5, size=rows), 3),
    "b": np.round(target + rng.normal(scale=0.7, size=rows), 3),
    "weight": np.round(rng.uniform(0.5, 3, size=rows), 2),
    "user": rng.integers(0, 12, size=rows),
    "group": rng.integers(0, 3, size=rows),
}
losses = {"mse": np.square, "mae": np.abs}


def student_quantile(confidence, degrees):
    """To 30 digits: SciPy 1.10 has 10 of them."""
    mpmath.mp.dps = 30
    beyond = lambda t: mpmath.betainc(degrees / 2, 0.5, 0, degrees / (degrees + t * t), regularized=True)
    return float(mpmath.findroot(lambda t: beyond(t) - (1 - mpmath.mpf(confidence)), 1.7))


def paired(loss, weighted, clustered, part):
    of = lambda name: columns[name][part]
    difference = loss(of("a") - of("target")) - loss(of("b") - of("target"))
    weight = of("weight") if weighted else np.ones(len(difference))
    mean = np.average(difference, weights=weight)
    errors = weight * (difference - mean)
    if clustered:
        errors = np.array([errors[of("user") == user].sum() for user in np.unique(of("user"))])
    n = len(errors)
    error = np.sqrt(n / (n - 1) * np.sum(errors**2)) / np.sum(weight)
    reach = error * student_quantile("0.9", n - 1)
    return {"difference": mean, "standardError": error, "low": mean - reach, "high": mean + reach}


cases = []
for name, loss in losses.items():
    for weighted in [False, True]:
        for clustered in [False, True]:
            parts = {"all": np.full(rows, True), **{str(g): columns["group"] == g for g in range(3)}}
            expected = {key: paired(loss, weighted, clustered, part) for key, part in parts.items()}
            cases.append({"loss": name, "weighted": weighted, "clustered": clustered, "expected": expected})

def bootstrapped(weighted):
    """By 100,000 draws of as many rows with replacement; a rounding of the draws shows in the last digits."""
    loss = np.square(columns["b"] - columns["target"])
    weight = columns["weight"] if weighted else np.ones(rows)
    draws = rng.multinomial(rows, np.full(rows, 1 / rows), size=100_000) * weight
    means = draws @ loss / draws.sum(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    return {"weighted": weighted, "standardError": means.std(ddof=1), "low": low, "high": high}


bootstrap = [bootstrapped(False), bootstrapped(True)]
print(json.dumps({"confidence": 0.9, "columns": {k: v.tolist() for k, v in columns.items()}, "cases": cases, "bootstrap": bootstrap}))
