# Makes pooled-heart-disease.tsv, independently of Dure, from the repository's root:
#   pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
#   python Tests/DureLearningTests/Vectors/pooled-heart-disease.py
# The 486 training rows of Examples/heart-disease/fed-heart-disease.csv in one place, fixed public
# scaling, and logistic regression with the penalty ridge/2 |w|^2, intercept free.
import csv

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

# name: (lower, upper, center, scale), as HeartDisease.swift has them
RANGES = {
    "age": (20, 90, 54, 10), "sex": (0, 1, 0.5, 0.5), "trestbps": (80, 220, 132, 20),
    "chol": (0, 600, 220, 90), "fbs": (0, 1, 0.5, 0.5), "thalach": (60, 220, 140, 25),
    "exang": (0, 1, 0.5, 0.5), "oldpeak": (-3, 7, 1, 1), "cp_2": (0, 1, 0.5, 0.5),
    "cp_3": (0, 1, 0.5, 0.5), "cp_4": (0, 1, 0.5, 0.5), "restecg_1": (0, 1, 0.5, 0.5),
    "restecg_2": (0, 1, 0.5, 0.5),
}
FOLDER = "Tests/DureLearningTests/Vectors"
rows = [r for r in csv.DictReader(open("Examples/heart-disease/fed-heart-disease.csv"))
        if r["set"] == "train"]
X = np.array([[(np.clip(float(r[k]), lo, hi) - c) / s for k, (lo, hi, c, s) in RANGES.items()]
              for r in rows])
y = np.array([float(r["disease"]) for r in rows])
with open(f"{FOLDER}/pooled-heart-disease.tsv", "w") as out:
    out.write(f"# Made by pooled-heart-disease.py: scikit-learn {sklearn.__version__}, "
              f"scipy {scipy.__version__}, numpy {np.__version__}; {len(y)} rows.\n")
    out.write("ridge\tname\tcoefficient\n")
    for ridge in (0.1, 1.0, 10.0):
        fit = LogisticRegression(C=1 / ridge, solver="newton-cholesky", tol=1e-13, max_iter=1000)
        fit.fit(X, y)
        theta = np.append(fit.intercept_, fit.coef_[0])

        def loss(t):
            m = t[0] + X @ t[1:]
            p = 1 / (1 + np.exp(-m))
            gradient = np.append(np.sum(p - y), X.T @ (p - y) + ridge * t[1:])
            return np.sum(np.logaddexp(0, m) - y * m) + ridge / 2 * t[1:] @ t[1:], gradient

        second = minimize(loss, 0 * theta, jac=True, method="L-BFGS-B",
                          options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 10000}).x
        assert np.max(np.abs(loss(theta)[1])) < 1e-8, "scikit-learn has not converged"
        assert np.max(np.abs(second - theta)) < 1e-5, "the two tools disagree"
        for name, value in zip(["intercept", *RANGES], theta):
            out.write(f"{ridge:g}\t{name}\t{value!r}\n".replace("np.float64(", "").replace(")", ""))
