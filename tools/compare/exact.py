"""The numbers themselves, from decimal arithmetic of 60 digits, of measures where the two sides differ: who is nearer?"""
from decimal import Decimal, getcontext

getcontext().prec = 60


def average(values, weights):
    return sum(v * w for v, w in zip(values, weights)) / sum(weights)


def share_left(y, e, w):
    mean = average(y, w)
    return 1 - average([x * x for x in e], w) / average([(t - mean) ** 2 for t in y], w)


def r2(y, p, w, _):
    return share_left(y, [b - a for a, b in zip(y, p)], w)


def explained_variance(y, p, w, _):
    e = [b - a for a, b in zip(y, p)]
    mean = average(e, w)
    return share_left(y, [x - mean for x in e], w)


def msle(y, p, w, _):
    return average([((1 + b).ln() - (1 + a).ln()) ** 2 for a, b in zip(y, p)], w)


def log_cosh(y, p, w, _):
    e = [abs(b - a) for a, b in zip(y, p)]
    return average([x + ((1 + (-2 * x).exp()) / 2).ln() for x in e], w)


def pseudo_huber(y, p, w, parameters):
    d = Decimal(parameters["delta"])
    return average([d * d * ((1 + ((b - a) / d) ** 2).sqrt() - 1) for a, b in zip(y, p)], w)


def fair(y, p, w, parameters):
    c = Decimal(parameters["c"])
    return average([c * c * (abs(b - a) / c - (1 + abs(b - a) / c).ln()) for a, b in zip(y, p)], w)


def rse(y, p, w, _):
    return 1 - r2(y, p, w, _)


def concordance(y, p, w, _):
    my, mp = average(y, w), average(p, w)
    spread = average([(a - my) ** 2 for a in y], w) + average([(b - mp) ** 2 for b in p], w)
    return 2 * average([(a - my) * (b - mp) for a, b in zip(y, p)], w) / (spread + (my - mp) ** 2)


def poisson_deviance(y, p, w, _):
    return average([2 * ((a * (a / b).ln() if a > 0 else 0) - a + b) for a, b in zip(y, p)], w)


def gamma_deviance(y, p, w, _):
    return average([2 * ((b / a).ln() + a / b - 1) for a, b in zip(y, p)], w)


def tweedie_deviance(y, p, w, parameters):
    q = Decimal(parameters["power"])

    def row(a, b):
        first = a ** (2 - q) if a > 0 or q > 2 else Decimal(0)
        return 2 * (first / ((1 - q) * (2 - q)) - a * b ** (1 - q) / (1 - q) + b ** (2 - q) / (2 - q))

    return average([row(a, b) for a, b in zip(y, p)], w)


def kappa(labels, scores, w, _):
    guesses = [row.index(max(row)) for row in scores]
    total = sum(w)
    hits = sum(weight for t, g, weight in zip(labels, guesses, w) if t == g) / total
    truths, predictions = {}, {}
    for t, g, weight in zip(labels, guesses, w):
        truths[t] = truths.get(t, 0) + weight
        predictions[g] = predictions.get(g, 0) + weight
    chance = sum(truths[k] * predictions.get(k, 0) for k in truths) / total**2
    return (hits - chance) / (1 - chance)


measures = {
    "r2": r2,
    "explained-variance": explained_variance,
    "rse": rse,
    "concordance": concordance,
    "log-cosh": log_cosh,
    "pseudo-huber": pseudo_huber,
    "fair": fair,
    "msle": msle,
    "rmsle": lambda *columns: msle(*columns).sqrt(),
    "poisson-deviance": poisson_deviance,
    "gamma-deviance": gamma_deviance,
    "tweedie-deviance": tweedie_deviance,
    "kappa": kappa,
}


def decimals(numbers):
    return [decimals(x) if isinstance(x, list) else Decimal(x) for x in numbers]


def exact(question, data):
    """The double nearest to the number, or None where there is no function for it."""
    measure = measures.get(question["measure"])
    if measure is None:
        return None
    target, prediction = decimals(data["target"]), decimals(data[question["column"]])
    weights = decimals(data.get("weights", [1.0] * len(target)))
    return float(measure(target, prediction, weights, question["parameters"]))
