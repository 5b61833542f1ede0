# Makes the known answers of choosing, independently of Dure, from the repository's root:
#   pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 xgboost==3.2.0
#   python Benchmarks/Oracles/choosing.py
# Folds follow from the rows' contents by the rule of Docs/Protocol/study.md, written here a second
# time; scikit-learn's cross-validation then takes them as fixed. The rows are the training rows of
# Examples/heart-disease and those of regression-rows.tsv.
import csv
import struct

import numpy as np
import sklearn
import xgboost
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression, PoissonRegressor, Ridge
from sklearn.metrics import mean_poisson_deviance, mean_squared_error
from sklearn.model_selection import PredefinedSplit, cross_val_score

FOLDER = "Tests/DureLearningTests/Vectors"
MASK = (1 << 64) - 1
FOLDS = 5
RANGES = {
    "age": (20, 90, 54, 10), "sex": (0, 1, 0.5, 0.5), "trestbps": (80, 220, 132, 20),
    "chol": (0, 600, 220, 90), "fbs": (0, 1, 0.5, 0.5), "thalach": (60, 220, 140, 25),
    "exang": (0, 1, 0.5, 0.5), "oldpeak": (-3, 7, 1, 1), "cp_2": (0, 1, 0.5, 0.5),
    "cp_3": (0, 1, 0.5, 0.5), "cp_4": (0, 1, 0.5, 0.5), "restecg_1": (0, 1, 0.5, 0.5),
    "restecg_2": (0, 1, 0.5, 0.5),
}


def mixed(word):
    word = (word + 0x9E3779B97F4A7C15) & MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def fold(values, count=FOLDS):
    """The fold of a record: values in the study's order, then target, weight and offset."""
    word = 0
    for value in values:
        word = mixed(word ^ struct.unpack("<Q", struct.pack("<d", float(value) + 0.0))[0])
    return word * count >> 64


class Forest(ClassifierMixin, BaseEstimator):
    """XGBoost with the start that Dure has: the log odds of the rows it learns from."""

    def __init__(self, depth=3):
        self.depth = depth

    def fit(self, X, y):
        self.classes_ = np.array([0.0, 1.0])
        self.booster_ = xgboost.train(
            {"objective": "binary:logistic", "tree_method": "hist", "eta": 0.3, "lambda": 1,
             "min_child_weight": 1, "max_depth": self.depth, "max_bin": 256,
             "base_score": float(y.mean()), "nthread": 1}, xgboost.DMatrix(X, y), 8)
        return self

    def predict_proba(self, X):
        chance = self.booster_.predict(xgboost.DMatrix(X)).astype(float)
        return np.column_stack([1 - chance, chance])


def heart(write):
    rows = [r for r in csv.DictReader(open("Examples/heart-disease/fed-heart-disease.csv"))
            if r["set"] == "train"]
    raw = np.array([[np.clip(float(r[k]), *RANGES[k][:2]) for k in RANGES] for r in rows])
    y = np.array([float(r["disease"]) for r in rows])
    split = PredefinedSplit([fold([*x, t]) for x, t in zip(raw, y)])
    X = np.array([[(x - c) / s for x, (_, _, c, s) in zip(row, RANGES.values())] for row in raw])
    for penalty in (0.01, 0.1, 1.0, 10.0, 100.0):
        model = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-13,
                                   max_iter=1000)
        write("logistic", penalty, -cross_val_score(model, X, y, cv=split, scoring="neg_log_loss"))
    # Sixteen bins of one width, of which each value's place is what both learn from.
    bins = np.column_stack([
        np.searchsorted(np.float32(lower + (upper - lower) * (np.arange(1, 16) / 16)),
                        np.float32(raw[:, i]), side="right")
        for i, (lower, upper, _, _) in enumerate(RANGES.values())])
    for depth in (1, 2, 3):
        write("trees", depth,
              -cross_val_score(Forest(depth), bins.astype(float), y, cv=split,
                               scoring="neg_log_loss"))


def numbers(write):
    rows = list(csv.DictReader(
        (line for line in open(f"{FOLDER}/regression-rows.tsv") if line[0] != "#"),
        delimiter="\t"))
    a = np.clip([float(r["a"]) for r in rows], -4, 4)
    b = np.clip([float(r["b"]) for r in rows], 20, 80)
    w = np.clip([float(r["w"]) for r in rows], 0, 4)
    X = np.column_stack([a / 2, (b - 50) / 15])
    cases = [("squared", "real", (-20, 20), (0.0, 10.0, 1000.0)),
             ("poisson", "count", (0, 100), (1.0, 100.0))]
    for name, target, limits, penalties in cases:
        y = np.clip([float(r[target]) for r in rows], *limits)
        folds = np.array([fold(values) for values in zip(a, b, y, w)])
        for penalty in penalties:
            losses = []
            for held in range(FOLDS):
                fit, test = folds != held, folds == held
                if name == "squared":
                    model, judge = Ridge(alpha=penalty), mean_squared_error
                else:
                    model = PoissonRegressor(alpha=penalty / w[fit].sum(), tol=1e-12,
                                             max_iter=10_000, solver="newton-cholesky")
                    judge = mean_poisson_deviance
                model.fit(X[fit], y[fit], sample_weight=w[fit])
                losses.append(judge(y[test], model.predict(X[test]), sample_weight=w[test]))
            write(name, penalty, np.array(losses))


with open(f"{FOLDER}/choosing.tsv", "w") as out:
    out.write(f"# Made by Benchmarks/Oracles/choosing.py: scikit-learn {sklearn.__version__}, "
              f"xgboost {xgboost.__version__}, numpy {np.__version__}.\n")
    out.write("kind\tvalue\tfold\tloss\n")

    def write(kind, value, losses):
        error = losses.std(ddof=1) / np.sqrt(len(losses))
        names = [*range(len(losses)), "mean", "error"]
        for name, loss in zip(names, [*losses, losses.mean(), error]):
            out.write(f"{kind}\t{value:g}\t{name}\t{float(loss)!r}\n")

    heart(write)
    numbers(write)
