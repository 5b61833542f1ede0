"""Holds Dure's boosted trees to XGBoost and LightGBM on real data.

usage: trees.py DURE_MODELS DATA [WORK]

DURE_MODELS is the program `dure-models`, DATA the folder with the data sets, WORK a folder to write
to. For each set: train with the same settings and the same bins (XGBoost's own) as XGBoost, depth
by depth, and as LightGBM, leaf by leaf; compare the held-out loss (log-loss, or root mean squared
error); load the exports into both libraries and compare predictions. Ends with status 1 where a
loss is more than 0.2 % worse, or a prediction differs by more than 1e-6 of the largest one (XGBoost
adds up in binary32). The last losses are with bins at quantiles that a sum told, and
LightGBM's with bins of its own: shown, not judged, since moving one bin moves them by a percent.

Needs numpy, pandas, scikit-learn, xgboost and lightgbm from PyPI.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import lightgbm
import numpy as np
import pandas as pd
import xgboost
from sklearn.metrics import log_loss

import table

TREES, RATE, DEPTH, LEAVES = 100, 0.1, 4, 15
LOSS_TOLERANCE, ANSWER_TOLERANCE = 0.002, 1e-6


def heart(data):
    rows = pd.read_csv(data / "heart-disease/fed-heart-disease.csv")
    inputs = [c for c in rows if c not in ("centre", "set", "disease")]
    return rows[inputs + ["disease"]], "disease", rows.set == "test", "binary"


def stroke(data):
    rows = pd.read_csv(data / "stroke-ist/ist.csv")
    left_out = ("economy", "hospital", "poor_6m", "dead_6m", "fold")
    inputs = [c for c in rows if c not in left_out]
    rows = rows[rows.poor_6m.isin([0, 1])]
    return rows[inputs + ["poor_6m"]], "poor_6m", rows.fold == 1, "binary"


def pisa(data):
    rows = pd.read_csv(data / "pisa-2003/pisa2003.csv")
    inputs = ["male", "mother_educ", "father_educ", "books", "desk", "room", "computer",
              "internet", "escs"]
    rows = rows[rows.math.notna()]
    return rows[inputs + ["math"]], "math", rows.fold == 1, "number"


def air(data):
    rows = pd.read_csv(data / "air-beijing/beijing-daily.csv")
    inputs = ["so2", "no2", "co", "o3", "temp", "pres", "dewp", "rain", "wspm"]
    rows = rows[rows.pm25.notna()]
    return rows[inputs + ["pm25"]], "pm25", rows.date.str[:4] == "2016", "number"


def penguins(data):
    rows = pd.read_csv(data / "penguins/penguins.csv")
    rows = rows[rows.species.notna()].copy()
    for name in rows.columns:
        if not pd.api.types.is_numeric_dtype(rows[name]):
            codes = pd.Categorical(rows[name]).codes.astype(float)
            rows[name] = np.where(codes < 0, np.nan, codes)
    inputs = [c for c in rows if c not in ("species", "year", "rowid", "studyName", "comments")]
    held = pd.Series(np.arange(len(rows)) % 4 == 0, index=rows.index)
    return rows[inputs + ["species"]], "species", held, "classes"


def columns_of(rows, target, kind, categories):
    inputs = []
    for name in rows:
        if name == target:
            continue
        if name in categories:
            levels = sorted(rows[name].dropna().unique())
            inputs.append({"column": name, "levels": [f"{v:g}" for v in levels]})
        else:
            inputs.append(number(rows, name))
    if kind == "binary":
        foretold = {"kind": "binary", "column": target}
    elif kind == "classes":
        levels = [f"{v:g}" for v in sorted(rows[target].unique())]
        foretold = {"kind": "classes", "column": target, "levels": levels}
    else:
        foretold = {"kind": "number", "number": number(rows, target)}
    return {"inputs": inputs, "target": foretold}


def number(rows, name):
    low, high = float(rows[name].min()), float(rows[name].max())
    high = high if high > low else low + 1
    return {"column": name, "unit": "", "lower": low, "upper": high, "center": low, "scale": 1.0}


def dure(program, work, columns, train, test, settings):
    work.mkdir(parents=True, exist_ok=True)
    train.to_csv(work / "train.csv", index=False)
    test.to_csv(work / "test.csv", index=False)
    specification = {"train": str(work / "train.csv"), "test": str(work / "test.csv"),
                     "columns": columns, "settings": settings}
    (work / "specification.json").write_text(json.dumps(specification))
    subprocess.run([program, work / "specification.json", work], check=True,
                   stdout=subprocess.DEVNULL)
    answers = pd.read_csv(work / "answers.csv", header=None).to_numpy()
    return answers[:, 0] if answers.shape[1] == 1 else answers


def settings(growth, edges="quantile", declared=None):
    text = (f'kind = "trees"\ntrees = {TREES}\nlearning_rate = {RATE}\nridge = 1.0\nhessian_min = 1.0\n'
            f'growth = "{growth}"\nedges = "{edges}"\n')
    text += f"depth_max = {DEPTH}\n" if growth == "depth-wise" else f"leaves_max = {LEAVES}\n"
    if declared:
        text += "[bin_edges]\n" + "".join(
            f"{json.dumps(name)} = {[float(v) for v in values]}\n"
            for name, values in declared.items())
    return text


def loss(kind, truth, answers):
    if kind == "number":
        return float(np.sqrt(np.mean((answers - truth) ** 2)))
    return float(log_loss(truth, answers))


def xgboost_model(kind, x, y, weights=None):
    goal = {"number": "reg:squarederror", "binary": "binary:logistic",
            "classes": "multi:softprob"}[kind]
    base = float(np.mean(y)) if kind != "classes" else 0.5
    parameters = dict(objective=goal, eta=RATE, max_depth=DEPTH, reg_lambda=1, min_child_weight=1,
                      tree_method="hist", max_bin=254, base_score=base, nthread=1)
    if kind == "classes":
        parameters["num_class"] = len(np.unique(y))
    matrix = xgboost.QuantileDMatrix(x, y, max_bin=254, nthread=1)
    return xgboost.train(parameters, matrix, TREES), matrix


def xgboost_edges(matrix, x):
    starts, cuts = matrix.get_quantile_cut()
    edges = {}
    for place, name in enumerate(x.columns):
        own = cuts[starts[place]:starts[place + 1]]
        low, high = x[name].min(), x[name].max()
        own = sorted({float(v) for v in own if low < v <= high})
        if own:
            edges[name] = own
    return edges


def lightgbm_model(kind, x, y):
    goal = {"number": "regression", "binary": "binary", "classes": "multiclass"}[kind]
    parameters = dict(objective=goal, learning_rate=RATE, num_leaves=LEAVES, lambda_l2=1,
                      min_sum_hessian_in_leaf=1, min_data_in_leaf=1, max_bin=255, verbose=-1,
                      num_threads=1, min_data_in_bin=1)
    if kind == "classes":
        parameters["num_class"] = len(np.unique(y))
    return lightgbm.train(parameters, lightgbm.Dataset(x, y, params=parameters), TREES)


def codes(x, edges):
    """Bins as numbers from 1 on, so that LightGBM gives each a bin of its own."""
    coded = x.copy().astype(float)
    for name in x:
        bins = np.searchsorted(np.float32(edges.get(name, [])), np.float32(x[name]), side="right")
        coded[name] = np.where(x[name].isna(), np.nan, bins + 1.0)
    return coded


def gap(one, other):
    return float(np.max(np.abs(one - other)) / np.maximum(1, np.max(np.abs(other))))


def exports(work, test_x, answers, categories):
    kinds = ["c" if name in categories else "float" for name in test_x]
    coded = test_x.copy()
    for name in categories:
        levels = categories[name]
        coded[name] = [np.nan if pd.isna(v) else levels.index(f"{v:g}") for v in coded[name]]
    booster = xgboost.Booster(model_file=work / "model.json")
    matrix = xgboost.DMatrix(coded.to_numpy(), feature_names=booster.feature_names,
                             feature_types=kinds, enable_categorical=True)
    one = gap(booster.predict(matrix), answers)
    other = lightgbm.Booster(model_file=str(work / "model.txt"))
    return one, gap(other.predict(coded.to_numpy()), answers)


def main():
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    work = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp())
    print(f"XGBoost {xgboost.__version__}, LightGBM {lightgbm.__version__}; {TREES} trees")
    print("| data | rows | loss | XGBoost | same bins | LightGBM | same bins | LightGBM's bins "
          "| own bins | exports differ |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    holds, most = True, 0.0
    for read in (heart, stroke, pisa, air, penguins):
        rows, target, held, kind = read(data)
        train, test = rows[~held], rows[held]
        x, y = train.drop(columns=target), train[target].to_numpy()
        test_x, truth = test.drop(columns=target), test[target].to_numpy()
        clipped = test_x.clip(rows.drop(columns=target).min(), rows.drop(columns=target).max(),
                              axis=1)
        columns = columns_of(rows, target, kind, [])
        model, matrix = xgboost_model(kind, x, y)
        edges = xgboost_edges(matrix, x)

        def ours(growth, kinds, declared=None):
            place = work / read.__name__
            answers = dure(program, place, columns, train, test,
                           settings(growth, kinds, declared))
            return answers, exports(place, clipped, answers, {})

        deep, first = ours("depth-wise", "equal-width", edges)
        leafy, second = ours("leaf-wise", "equal-width", edges)
        own, third = ours("leaf-wise", "quantile")
        differences = [*first, *second, *third]
        if read is penguins:
            differences += with_categories(program, work / "categories", rows, target, held)
        pairs = [
            (model.predict(xgboost.DMatrix(test_x)), deep),
            (lightgbm_model(kind, codes(x, edges), y).predict(codes(test_x, edges)), leafy),
            (lightgbm_model(kind, x, y).predict(test_x), own),
        ]
        losses = [[loss(kind, truth, answers) for answers in pair] for pair in pairs]
        judged = kind != "classes"  # Their softmax has other hessians than XGBoost's, or base.
        most = max(most, *differences)
        holds &= max(differences) <= ANSWER_TOLERANCE
        for peer, (theirs, mine) in zip(("XGBoost", "LightGBM"), losses if judged else []):
            near = mine <= theirs * (1 + LOSS_TOLERANCE)
            holds &= near
            table.add(f"trees, {read.__name__}: held-out loss, same bins", peer,
                      "0.2 % worse", f"{100 * (mine / theirs - 1):+.2f} %", near)
        cells = " | ".join(
            f"{theirs:.5f} | {mine:.5f} ({100 * (mine / theirs - 1):+.2f} %)"
            for theirs, mine in losses)
        print(f"| {read.__name__} | {len(train)} | {'RMSE' if kind == 'number' else 'log-loss'} "
              f"| {cells} | {max(differences):.1e} |", flush=True)
    table.add("trees' exports: predictions", "XGBoost, LightGBM", f"{ANSWER_TOLERANCE:g}",
              f"{most:.1e}", most <= ANSWER_TOLERANCE)
    print("all within the tolerances" if holds else "NOT within the tolerances")
    sys.exit(0 if holds else 1)


def with_categories(program, work, rows, target, held):
    names = [name for name in rows if name != target and rows[name].nunique() <= 3]
    columns = columns_of(rows, target, "classes", names)
    answers = dure(program, work, columns, rows[~held], rows[held], settings("depth-wise"))
    levels = {c["column"]: c["levels"] for c in columns["inputs"] if "levels" in c}
    return exports(work, rows[held].drop(columns=target), answers, levels)


main()
