# Makes the known answers of regression, independently of Dure, from the repository's root:
#   pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 statsmodels==0.15.0
#   python Benchmarks/Oracles/regression.py
# Rows come from fixed integer arithmetic (SplitMix64), so that the tests make the same ones. The
# answers are statsmodels' and scikit-learn's.
import numpy as np
import scipy
import scipy.optimize
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge

FOLDER = "Tests/DureLearningTests/Vectors"
ROWS = 240
MASK = (1 << 64) - 1


class Generator:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        word = self.state
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
        return word ^ (word >> 31)

    def unit(self):
        return (self.next() >> 11) / (1 << 53)


def poisson(mean, u):
    """The inverse of the Poisson distribution, by summing; the same steps as the tests' own."""
    count, term = 0, np.exp(-mean)
    total = term
    while u > total and count < 400:
        count += 1
        term *= mean / count
        total += term
    return float(count)


def rows():
    """Numbers with few digits, so that both sides read the same doubles from the file."""
    g = Generator(20261123)
    table = []
    for _ in range(ROWS):
        a = round(g.unit() * 8 - 4, 3)
        b = round(g.unit() * 60 + 20, 2)
        c = "xyz"[g.next() % 3]
        w = [0.0, 0.5, 1.0, 2.0, 3.5][g.next() % 5]
        o = round(g.unit() * 2 - 0.5, 3)
        signal = 0.3 * a - 0.02 * (b - 50) + {"x": 0, "y": 0.5, "z": -0.4}[c] + 0.02 * a * a
        noise = g.unit() + g.unit() + g.unit() - 1.5
        real = round(3 + 2 * signal + o + noise, 4)
        binary = float(g.unit() < 1 / (1 + np.exp(-signal - o)))
        count = poisson(np.exp(0.4 + signal / 2 + o), g.unit())
        heavy = -np.log(max(g.unit(), 1e-3)) - np.log(max(g.unit(), 1e-3))
        spread = poisson(np.exp(0.4 + signal / 2 + o) * heavy / 2, g.unit())
        positive = round(np.exp(0.5 + signal / 2 + o) * (heavy / 2 + 0.05), 4) + 0.001
        kind = "klm"[int(g.unit() * (1 + 2 / (1 + np.exp(-signal)))) % 3]
        table.append(dict(a=a, b=b, c=c, w=w, o=o, real=real, binary=binary, count=count,
                          spread=spread, positive=round(positive, 4), kind=kind))
    return table


def spline(x, knots):
    """Harrell's restricted cubic spline without its straight term, divided by the squared span."""
    first, last, before = knots[0], knots[-1], knots[-2]
    cube = lambda k: np.maximum(x - k, 0) ** 3
    return [(cube(k) - cube(before) * (last - k) / (last - before)
             + cube(last) * (before - k) / (last - before)) / (last - first) ** 2
            for k in knots[:-2]]


def design(table):
    a = np.array([r["a"] for r in table])
    b = (np.array([r["b"] for r in table]) - 50) / 15
    c = np.array([r["c"] for r in table])
    bends = spline(a / 2, np.array([-3, -1, 1, 3]) / 2)
    columns = [np.ones(len(a)), a / 2, *bends, b, 1.0 * (c == "y"), 1.0 * (c == "z")]
    return np.column_stack(columns), ["1", "a", "a~1", "a~2", "b", "c=y", "c=z"]


def fits(table):
    X, names = design(table)
    w = np.array([r["w"] for r in table])
    o = np.array([r["o"] for r in table])
    f = sm.families
    cases = [("gaussian", "real", f.Gaussian()), ("bernoulli", "binary", f.Binomial()),
             ("poisson", "count", f.Poisson()), ("gamma", "positive", f.Gamma(f.links.Log())),
             ("negative-binomial", "spread", f.NegativeBinomial(alpha=0.7))]
    for name, target, family in cases:
        y = np.array([r[target] for r in table])
        for weighted in (False, True):
            for offset in (False, True):
                keep = w > 0 if weighted else np.ones(len(y), bool)
                free = name in ("gaussian", "gamma")
                model = sm.GLM(y[keep], X[keep], family=family,
                               var_weights=w[keep] if weighted else None,
                               offset=o[keep] if offset else None)
                fit = model.fit(tol=1e-14, maxiter=500, tol_criterion="params", use_t=free)
                yield name, weighted, offset, names, fit


def glm(table, out):
    out.write("family\tweighted\toffset\tterm\tcoefficient\terror\tp\tlow\thigh\tdeviance"
              "\tdispersion\tpearson\n")
    for family, weighted, offset, names, fit in fits(table):
        interval = fit.conf_int()
        for i, term in enumerate(names):
            numbers = [fit.params[i], fit.bse[i], fit.pvalues[i], interval[i][0], interval[i][1],
                       fit.deviance, fit.scale, fit.pearson_chi2]
            out.write("\t".join([family, str(int(weighted)), str(int(offset)), term,
                                 *(repr(float(n)) for n in numbers)]) + "\n")


def penalised(table, out):
    X, names = design(table)
    n = len(X)
    real = np.array([r["real"] for r in table])
    binary = np.array([r["binary"] for r in table])
    count = np.array([r["count"] for r in table])
    out.write("family\tridge\tlasso\tterm\tcoefficient\n")

    def write(family, ridge, lasso, intercept, coefficients):
        for term, value in zip(names, [intercept, *coefficients]):
            out.write(f"{family}\t{ridge:g}\t{lasso:g}\t{term}\t{float(value)!r}\n")

    fit = Ridge(alpha=5, solver="cholesky").fit(X[:, 1:], real)
    write("gaussian", 5, 0, fit.intercept_, fit.coef_)
    for ridge, lasso in ((0, 12), (6, 12), (1, 80)):
        alpha = (ridge + lasso) / n
        fit = ElasticNet(alpha=alpha, l1_ratio=lasso / (ridge + lasso), tol=1e-15,
                         max_iter=10_000_000).fit(X[:, 1:], real)
        write("gaussian", ridge, lasso, fit.intercept_, fit.coef_)
    for ridge, lasso in ((2, 0), (1, 3), (0, 6)):
        write("bernoulli", ridge, lasso, *elastic_logistic(X, binary, ridge, lasso))
    write("poisson", 4, 0, *ridge_poisson(X, count, 4))


def elastic_logistic(X, y, ridge, lasso):
    """scikit-learn's answer, polished: on the active set the optimum is smooth."""
    C = 1 / (ridge + lasso)
    if lasso == 0:
        fit = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-14, max_iter=1000)
    else:
        fit = LogisticRegression(C=C, l1_ratio=lasso / (ridge + lasso), solver="saga", tol=1e-12,
                                 max_iter=2_000_000)
    fit.fit(X[:, 1:], y)
    start = np.append(fit.intercept_, fit.coef_[0])
    active = np.append(True, fit.coef_[0] != 0)
    theta = np.where(active, start, 0.0)
    penalty = np.append(0, np.ones(X.shape[1] - 1))
    for _ in range(20):
        p = 1 / (1 + np.exp(-X @ theta))
        g = X.T @ (p - y) + penalty * (ridge * theta + lasso * np.sign(theta))
        H = (X.T * (p * (1 - p))) @ X + np.diag(ridge * penalty)
        theta[active] -= np.linalg.solve(H[np.ix_(active, active)], g[active])
    assert np.max(np.abs(theta - start)) < 1e-4, "scikit-learn has not converged"
    g = X.T @ (1 / (1 + np.exp(-X @ theta)) - y)
    assert np.all(np.abs(g[~active]) <= lasso * (1 + 1e-9)), "a wrong active set"
    return theta[0], theta[1:]


def ridge_poisson(X, y, ridge):
    from sklearn.linear_model import PoissonRegressor
    fit = PoissonRegressor(alpha=ridge / len(y), solver="newton-cholesky", tol=1e-12,
                           max_iter=1000).fit(X[:, 1:], y)
    return fit.intercept_, fit.coef_


def multinomial(table, out):
    X, names = design(table)
    y = np.array(["klm".index(r["kind"]) for r in table])
    model = sm.MNLogit(y, X)
    fit = model.fit(method="newton", tol=1e-14, maxiter=30, disp=False, warn_convergence=False)
    assert np.max(np.abs(model.score(fit.params))) < 1e-8, "statsmodels has not converged"
    out.write("ridge\tclass\tterm\tcoefficient\terror\tp\tloss\n")
    for k, level in enumerate("lm"):
        for i, term in enumerate(names):
            numbers = [fit.params[i, k], fit.bse[i, k], fit.pvalues[i, k], -fit.llf]
            out.write("\t".join(["0", level, term, *(repr(float(n)) for n in numbers)]) + "\n")


def negative_binomial(table, out):
    X, names = design(table)
    o = np.array([r["o"] for r in table])
    y = np.array([r["spread"] for r in table])
    out.write("offset\tterm\tcoefficient\terror\talpha\talphaerror\tloglikelihood\n")
    for offset in (False, True):
        model = sm.NegativeBinomial(y, X, loglike_method="nb2", offset=o if offset else None)
        fit = model.fit(method="bfgs", maxiter=5000, gtol=1e-9, disp=False)
        fit = model.fit(method="newton", start_params=fit.params, maxiter=20, tol=1e-14,
                        disp=False, warn_convergence=False)
        assert np.max(np.abs(model.score(fit.params))) < 1e-7, "statsmodels has not converged"
        for i, term in enumerate(names):
            numbers = [fit.params[i], fit.bse[i], fit.params[-1], fit.bse[-1], fit.llf]
            out.write("\t".join([str(int(offset)), term, *(repr(float(n)) for n in numbers)])
                      + "\n")


def chances(out):
    from scipy import stats
    out.write("distribution\tdegrees\tvalue\tp\n")
    for z in (0.0, 1e-8, 0.01, 0.5, 1.0, 1.96, 2.4, 2.6, 5.0, 10.0, 30.0):
        out.write(f"normal\t\t{z!r}\t{float(2 * stats.norm.sf(z))!r}\n")
    for degrees in (1.0, 2.0, 3.5, 10.0, 233.0, 1e4, 1e6):
        for t in (1e-6, 0.3, 1.0, 2.0, 6.0, 40.0):
            out.write(f"t\t{degrees!r}\t{t!r}\t{float(2 * stats.t.sf(t, degrees))!r}\n")


table = rows()
made = (f"# Made by Benchmarks/Oracles/regression.py: statsmodels {statsmodels.__version__}, "
        f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}.\n")
with open(f"{FOLDER}/regression-rows.tsv", "w") as out:
    out.write(made + "\t".join(table[0]) + "\n")
    for row in table:
        out.write("\t".join(str(v) for v in row.values()) + "\n")
for name, make in (("glm", glm), ("penalised", penalised), ("multinomial", multinomial),
                   ("negative-binomial", negative_binomial)):
    with open(f"{FOLDER}/regression-{name}.tsv", "w") as out:
        out.write(made)
        make(table, out)
with open(f"{FOLDER}/distributions.tsv", "w") as out:
    out.write(made)
    chances(out)
