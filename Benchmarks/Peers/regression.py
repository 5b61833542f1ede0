# How long scikit-learn takes for the rows of Benchmarks/Learning/RegressionSpeed.swift:
#   pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
#   OMP_NUM_THREADS=2 OPENBLAS_NUM_THREADS=2 python Benchmarks/Peers/regression.py [rows] [columns]
import sys
import time

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression


def unit(first, count):
    word = (np.arange(first + 1, first + count + 1, dtype=np.uint64)
            * np.uint64(0x9E3779B97F4A7C15))
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((word ^ (word >> np.uint64(31))) >> np.uint64(11)) * 2.0 ** -53


rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
width = int(sys.argv[2]) if len(sys.argv) > 2 else 50
X = np.empty((rows, width))
for column in range(width):
    X[:, column] = unit(column * rows, rows) * 3.4 - 1.7
eta = X @ ((np.arange(width) % 7 - 3) / 5)
y = (unit(width * rows, rows) < 1 / (1 + np.exp(-eta))).astype(float)
print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, {rows} x {width}")
for solver in ("lbfgs", "newton-cholesky"):
    for _ in range(3):
        begun = time.perf_counter()
        fit = LogisticRegression(C=1.0, solver=solver, tol=1e-4, max_iter=1000).fit(X, y)
        spent = time.perf_counter() - begun
        print(f"{solver} {spent:.3f} s, {fit.n_iter_[0]} iterations, "
              f"{fit.intercept_[0]:.9f} {fit.coef_[0][:3]}")
