"""Holds Dure's regressions, survival curves and networks to the answers that are kept as vectors.

usage: answers.py DURE_MODELS DURE_NETWORKS

The program is `dure-models`. The tests hold the same to the same, through
secure sums of several members; here each model is trained on all rows at once, and the largest
difference is told: of the larger of 1 and the answer. Ends with status 1 where one is too large.
"""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import table

VECTORS = pathlib.Path("Tests/DureLearningTests/Vectors")


def vectors(name):
    with open(VECTORS / f"{name}.tsv", newline="") as file:
        return list(csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t"))


def number(name, lower, upper, center=0.0, scale=1.0, **more):
    return {"column": name, "unit": "", "lower": lower, "upper": upper, "center": center,
            "scale": scale, **more}


def trained(program, rows, columns, settings, answer):
    """What the program says of a model of the rows: the lines of one of its files."""
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        with open(work / "rows.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        (work / "specification.json").write_text(json.dumps({
            "train": str(work / "rows.csv"), "test": str(work / "rows.csv"), "columns": columns,
            "settings": settings}))
        subprocess.run([program, work / "specification.json", work], check=True,
                       stdout=subprocess.DEVNULL)
        with open(work / answer, newline="") as file:
            return list(csv.DictReader(file))


def gap(found, wanted):
    found, wanted = float(found), float(wanted)
    return abs(found - wanted) / max(1.0, abs(wanted))


def report(work, peer, limit, gaps, text=None):
    holds = bool(gaps) and max(gaps) <= limit
    table.add(work, peer, text or f"{limit:g}", f"{max(gaps, default=float('nan')):.1e}", holds)
    print(f"{work}: {max(gaps, default=float('nan')):.1e} over {len(gaps)} answers, "
          f"within {limit:g}: {'yes' if holds else 'NO'}")
    return holds


TARGETS = {
    "gaussian": number("real", -20.0, 20.0), "bernoulli": "binary",
    "poisson": number("count", 0.0, 100.0), "gamma": number("positive", 0.001, 200.0),
    "negative-binomial": number("spread", 0.0, 400.0),
}


def regression_columns(family, weighted=False, offset=False):
    target = TARGETS[family]
    columns = {
        "inputs": [number("a", -4.0, 4.0, scale=2.0, knots=[-3.0, -1.0, 1.0, 3.0]),
                   number("b", 20.0, 80.0, 50.0, 15.0),
                   {"column": "c", "levels": ["x", "y", "z"]}],
        "target": ({"kind": "binary", "column": target} if isinstance(target, str) else
                   {"kind": "number", "number": target})}
    if weighted:
        columns["weight"] = number("w", 0.0, 4.0)
    if offset:
        columns["offset"] = number("o", -1.0, 2.0)
    return columns


def regressions(program):
    rows = vectors("regression-rows")
    start = 'kind = "regression"\nrounds_max = 60\nfamily = "{}"\n'
    coefficients, errors = [], []
    wanted = vectors("regression-glm")
    for family, weighted, offset in sorted({(r["family"], r["weighted"], r["offset"])
                                            for r in wanted}):
        more = "dispersion = 0.7\n" if family == "negative-binomial" else ""
        lines = trained(program, rows,
                        regression_columns(family, weighted == "1", offset == "1"),
                        start.format(family) + "penalty = 0.0\n" + more, "coefficients.csv")
        answers = [r for r in wanted
                   if (r["family"], r["weighted"], r["offset"]) == (family, weighted, offset)]
        assert [r["term"] for r in lines] == [r["term"] for r in answers]
        coefficients += [gap(a["scaled_coefficient"], b["coefficient"])
                         for a, b in zip(lines, answers)]
        errors += [gap(a["scaled_standard_error"], b["error"]) for a, b in zip(lines, answers)]
    penalised = []
    wanted = vectors("regression-penalised")
    for family, ridge, lasso in sorted({(r["family"], r["ridge"], r["lasso"]) for r in wanted}):
        lines = trained(program, rows, regression_columns(family),
                        start.format(family) + f"penalty = {float(ridge)}\nlasso = {float(lasso)}\n",
                        "coefficients.csv")
        answers = [r for r in wanted
                   if (r["family"], r["ridge"], r["lasso"]) == (family, ridge, lasso)]
        penalised += [gap(a["scaled_coefficient"], b["coefficient"])
                      for a, b in zip(lines, answers)]
    return [report("GLM, five families: coefficients", "statsmodels", 1e-6, coefficients),
            report("GLM: standard errors", "statsmodels", 1e-5, errors),
            report("ridge and elastic net: coefficients", "scikit-learn", 1e-6, penalised)]


def survival(program):
    rows, wanted = vectors("survival-patients"), vectors("survival")
    arm = {"column": "arm", "levels": ["a", "b", "c"]}
    site = {"column": "site", "levels": ["north", "south"]}
    target = {"kind": "event", "time": number("time", 0.0, 48.0), "event": "event"}
    curves = trained(program, rows, {"inputs": [arm], "target": target},
                     'kind = "kaplan-meier"\ngrid = 2.0\ngroup = "arm"\n', "curves.csv")
    found = {(r["group"], round(float(r["time"]) / 2) - 1): r["survival"] for r in curves}
    steps = [gap(found[r["name"], int(r["place"])], r["value"]) for r in wanted
             if r["kind"] == "survival"]
    cox, errors = [], []
    inputs = [number("age", 20.0, 100.0, 60.0, 10.0), number("marker", -4.0, 4.0), arm]
    for kind in ("cox", "cox-strata", "cox-weights"):
        columns = {"inputs": inputs + ([site] if kind == "cox-strata" else []), "target": target}
        if kind == "cox-weights":
            columns["weight"] = number("weight", 0.0, 2.0)
        settings = 'kind = "cox"\ngrid = 2.0\n' + ('strata = "site"\n' * (kind == "cox-strata"))
        lines = {r["term"]: r for r in trained(program, rows, columns, settings,
                                               "coefficients.csv")}
        for row in wanted:
            if row["kind"] == kind:
                line, scale = lines[row["name"]], 10.0 if row["name"] == "age" else 1.0
                cox.append(gap(scale * float(line["coefficient"]), row["value"]))
                errors.append(gap(scale * float(line["standard_error"]), row["other"]))
    return [report("Kaplan-Meier curves", "lifelines", 1e-14, steps, "the last bits"),
            report("Cox, strata, weights: coefficients", "lifelines", 1e-4, cox),
            report("Cox: standard errors", "lifelines", 1e-4, errors)]


def networks(program):
    lines = subprocess.run([program, "epochs", VECTORS / "network-epoch.tsv"], check=True,
                           text=True, stdout=subprocess.PIPE).stdout.splitlines()
    with open(VECTORS / "network-epoch.tsv") as file:
        peer = file.readline().split(" by ")[1].strip()
    return [report("networks: parameters after an epoch", peer, 1e-5,
                   [float(line.split("\t")[1]) for line in lines])]


def main():
    held = regressions(sys.argv[1]) + survival(sys.argv[1]) + networks(sys.argv[1])
    sys.exit(0 if all(held) else 1)


main()
