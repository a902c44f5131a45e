"""What numpy says of metrics in resamples of rows and of clusters: python3 resampled.py > resampled.json."""

import json

import numpy as np

rng = np.random.default_rng(21)
rows = 300
draws = 40_000
target = np.round(rng.normal(size=rows), 3)
user = rng.integers(0, 40, size=rows)
columns = {
    "target": target,
    "prediction": np.round(target + rng.normal(scale=0.5, size=rows) + 0.02 * (user - 20), 3),
    "weight": np.round(rng.uniform(0.5, 3, size=rows), 2),
    "user": user,
    "group": rng.integers(0, 3, size=rows),
}
error = columns["prediction"] - target


def r2(weights):
    mean = weights @ target / weights.sum(axis=1)
    spread = weights @ target**2 - mean**2 * weights.sum(axis=1)
    return 1 - weights @ error**2 / spread


metrics = {
    "rmse": lambda weights: np.sqrt(weights @ error**2 / weights.sum(axis=1)),
    "r2": r2,
    "wape": lambda weights: weights @ np.abs(error) / (weights @ np.abs(target)),
}


def drawn(clustered):
    if not clustered:
        return rng.poisson(size=(draws, rows))
    return rng.poisson(size=(draws, 40))[:, user]


cases = []
for clustered in [False, True]:
    times = drawn(clustered) * columns["weight"]
    for name, metric in metrics.items():
        expected = {}
        for key in ["all", 0, 1, 2]:
            part = np.full(rows, True) if key == "all" else columns["group"] == key
            values = metric(times * part)
            low, high = np.quantile(values, [0.05, 0.95])
            expected[str(key)] = {"standardError": values.std(ddof=1), "low": low, "high": high}
        cases.append({"loss": name, "clustered": clustered, "expected": expected})

data = {name: values.tolist() for name, values in columns.items()}
print(json.dumps({"columns": data, "cases": cases}))
