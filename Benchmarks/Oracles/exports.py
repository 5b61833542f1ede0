"""Holds Dure's ONNX files to ONNX Runtime.

usage: exports.py DURE_MODELS EXAMPLES [WORK]

DURE_MODELS is the program `dure-models`, EXAMPLES the folder with the bundled data sets, WORK a
folder to write to. Trains a model of each kind, runs its file in ONNX Runtime, and compares the
predictions: on the real rows; on random ones within and beyond the ranges, with values that are
missing, levels that were never declared and numbers that are absurd; and on both sides of every
threshold of a tree. Ends with status 1 where a prediction differs by more than 1e-6 of the larger
of 1 and itself, or a row has an answer on one side only. Networks compute in binary32, in the
target's scaling: where they foretell a number, its scale counts too.

Needs numpy, onnx and onnxruntime from PyPI.
"""

import csv
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime

import table

TOLERANCE = 1e-6
RANDOM_ROWS = 500
ABSURD = [1e30, -1e30, 1e300, -1e300, 5e-324, -0.0]
LOCAL = '[local]\noptimizer = "adam"\nrate = 0.01\nepochs = 10\n'


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def number(name, rows, knots=None, scale=None):
    values = [float(row[name]) for row in rows if row[name] not in ("", "NA")]
    low, high = min(values), max(values)
    column = {"column": name, "unit": "", "lower": low, "upper": high,
              "center": (low + high) / 2, "scale": scale or (high - low) / 4 or 1.0}
    if knots:
        column["knots"] = [low + (high - low) * place for place in knots]
    return column


def levels(name, rows):
    return {"column": name, "levels": sorted({r[name] for r in rows} - {"", "NA"})}


def with_exposure(rows, generator):
    for row in rows:
        row["exposure"] = f"{generator.uniform(-1, 1):.3f}"
    return rows


def patients(generator):
    rows = []
    for _ in range(400):
        arm, ward, age = generator.choice("ab"), generator.choice("xyz"), generator.gauss(60, 10)
        time = generator.expovariate(0.05 * math.exp(0.03 * (age - 60) + 0.5 * (arm == "b")))
        rows.append({"arm": arm, "ward": ward, "age": f"{age:.2f}", "time": f"{min(time, 30):.2f}",
                     "event": str(int(time < 30)), "exposure": f"{generator.uniform(-1, 1):.3f}"})
    return rows


def cases(examples, generator):
    heart = read(examples / "heart-disease/fed-heart-disease.csv")
    names = [n for n in heart[0] if n not in ("centre", "set", "disease")]
    inputs = [number(n, heart, knots=[.1, .4, .6, .9] if n in ("age", "chol") else None)
              for n in names] + [levels("centre", heart)]
    disease = {"inputs": inputs, "target": {"kind": "binary", "column": "disease"}}
    yield "heart, logistic, splines", heart, disease, 'kind = "regression"\n'
    yield "heart, trees", heart, disease, 'kind = "trees"\ntrees = 100\nleaves_max = 31\n'
    yield "heart, one tree", heart, disease, 'kind = "trees"\ntrees = 1\ndepth_max = 1\n'
    yield "heart, network", heart, disease, (
        'kind = "network"\nhidden = [64, 32]\nrounds_max = 2\n' + LOCAL)
    birds = read(examples / "penguins/penguins.csv")
    names = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    inputs = [levels("island", birds), *(number(n, birds) for n in names), levels("sex", birds)]
    species = {"inputs": inputs, "target": {"kind": "classes", **levels("species", birds)}}
    yield "penguins, multinomial", birds, species, 'kind = "regression"\n'
    yield "penguins, trees", birds, species, 'kind = "trees"\ntrees = 40\nhessian_min = 0.0\n'
    for activation in ("gelu", "tanh"):
        yield f"penguins, network, {activation}", birds, species, (
            f'kind = "network"\nhidden = [32]\nactivation = "{activation}"\nrounds_max = 2\n' + LOCAL)
    islands = {"inputs": [levels("island", birds), levels("sex", birds)],
               "target": {"kind": "number", "number": number("body_mass_g", birds)}}
    yield "penguins, linear, levels only", birds, islands, 'kind = "regression"\n'
    yield "penguins, trees, levels only", birds, islands, 'kind = "trees"\ntrees = 20\n'
    yield "penguins, network, levels only", birds, islands, (
        'kind = "network"\nhidden = [8]\nrounds_max = 2\n' + LOCAL)
    months = with_exposure(read(examples / "dengue/dengue-monthly.csv"), generator)
    for row in months:
        row["cases"] = str(min(float(row["cases"] or 0), 50_000))
        row["more"] = str(float(row["cases"]) + 0.5)
    inputs = [levels("economy", months), number("year", months),
              number("month", months, knots=[0, .3, .7, 1])]

    def of(target):
        return {"inputs": inputs, "target": {"kind": "number", "number": number(target, months)},
                "offset": {"column": "exposure", "unit": "", "lower": -1.0, "upper": 1.0,
                           "center": 0.0, "scale": 1.0}}

    for family, rest in (("gaussian", ""), ("poisson", ""), ("gamma", ""),
                         ("negative-binomial", "dispersion = 0.5\n")):
        yield f"dengue, {family}, offset", months, of("more"), (
            f'kind = "regression"\nfamily = "{family}"\nrounds_max = 100\n{rest}')
    yield "dengue, trees, offset", months, of("cases"), (
        'kind = "trees"\ntrees = 60\nedges = "quantile"\n')
    network = {key: value for key, value in of("cases").items() if key != "offset"}
    yield "dengue, network", months, network, (
        'kind = "network"\nhidden = [16]\nactivation = "tanh"\nrounds_max = 2\n' + LOCAL)
    ill = patients(generator)
    time = {"column": "time", "unit": "", "lower": 0.0, "upper": 30.0, "center": 15.0, "scale": 15.0}
    survival = {"inputs": [levels("arm", ill), levels("ward", ill), number("age", ill, [.1, .5, .9])],
                "target": {"kind": "event", "time": time, "event": "event"},
                "offset": of("cases")["offset"]}
    for strata in ("", 'strata = "ward"\n'):
        yield "patients, Cox" + (", strata" if strata else ""), ill, survival, (
            f'kind = "cox"\ngrid_times = {[float(t) for t in range(1, 31)]}\ntimes = [5.0, 20.0]\n'
            + strata)


def random_rows(columns, generator):
    inputs = columns["inputs"] + ([columns["offset"]] if "offset" in columns else [])
    for _ in range(RANDOM_ROWS):
        row = {}
        for column in inputs:
            chance = generator.random()
            if chance < 0.03:
                row[column["column"]] = ""
            elif "levels" in column:
                row[column["column"]] = (
                    "never declared" if chance < 0.06 else generator.choice(column["levels"]))
            elif chance < 0.06:
                row[column["column"]] = repr(generator.choice(ABSURD))
            else:
                span = column["upper"] - column["lower"]
                row[column["column"]] = repr(column["lower"] + span * generator.uniform(-.3, 1.3))
        yield row


def edge_rows(model, columns, generator):
    """Rows on both sides of every threshold, and on it."""
    numbers = [c["column"] for c in columns["inputs"] if "levels" not in c]
    start = list(random_rows(columns, generator))
    for node in model.graph.node:
        if node.op_type != "TreeEnsembleRegressor":
            continue
        settings = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        thresholds = onnx.numpy_helper.to_array(settings["nodes_values_as_tensor"])
        pairs = {(f, t) for f, t, m in zip(settings["nodes_featureids"], thresholds,
                                           settings["nodes_modes"])
                 if m != b"LEAF" and f < len(numbers)}
        for feature, threshold in sorted(pairs):
            for value in (threshold, math.nextafter(threshold, 1e308),
                          float(np.float32(threshold)), math.nextafter(threshold, -1e308)):
                row = dict(generator.choice(start))
                row[numbers[feature]] = repr(float(value))
                yield row


def write(path, rows, names):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def dure(program, work, columns, settings, train, test):
    work.mkdir(parents=True, exist_ok=True)
    names = [c["column"] for c in columns["inputs"]]
    names += [columns["offset"]["column"]] if "offset" in columns else []
    target = columns["target"]
    targets = ([target["number"]["column"]] if target["kind"] == "number" else
               [target["time"]["column"], target["event"]] if target["kind"] == "event" else
               [target["column"]])
    write(work / "train.csv", train, names + targets)
    write(work / "test.csv", test, names)
    specification = {"train": str(work / "train.csv"), "test": str(work / "test.csv"),
                     "columns": columns, "settings": settings}
    (work / "specification.json").write_text(json.dumps(specification))
    subprocess.run([program, work / "specification.json", work], check=True,
                   stdout=subprocess.DEVNULL)
    return np.loadtxt(work / "answers.csv", delimiter=",", ndmin=2)


def theirs(path, columns, rows):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    inputs = {}
    for given in session.get_inputs():
        texts = [row[given.name] for row in rows]
        if given.type == "tensor(string)":
            values = np.array(texts, dtype=object)
        else:
            values = np.array([math.nan if t in ("", "NA") else float(t) for t in texts])
        inputs[given.name] = values.reshape(-1, 1)
    return np.hstack(session.run(None, inputs))


def main():
    program, examples = sys.argv[1], pathlib.Path(sys.argv[2])
    work = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp())
    generator = random.Random(1)
    print(f"ONNX {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}")
    print("| model | rows | answered | largest difference |\n|---|---|---|---|")
    holds, most = True, 0.0
    for place, (name, rows, columns, settings) in enumerate(cases(examples, generator)):
        folder = work / str(place)
        tests = rows + list(random_rows(columns, generator))
        dure(program, folder, columns, settings, rows, tests[:1])
        model = onnx.load(folder / "model.onnx")
        onnx.checker.check_model(model, full_check=True)
        tests += edge_rows(model, columns, generator)
        mine = dure(program, folder, columns, settings, rows, tests)
        other = theirs(folder / "model.onnx", columns, tests)
        answered = ~np.isnan(mine)
        unit = 1.0
        if '"network"' in settings and columns["target"]["kind"] == "number":
            unit = max(unit, columns["target"]["number"]["scale"])
        apart = np.abs(mine - other) / np.maximum(unit, np.abs(mine))
        largest = float(apart[answered].max())
        sides = bool((answered == ~np.isnan(other)).all())
        holds &= sides and largest <= TOLERANCE
        most = max(most, largest)
        print(f"| {name} | {len(tests)} | {int(answered.all(axis=1).sum())} | {largest:.1e} |"
              + ("" if sides else " answered on one side only"), flush=True)
    table.add("exported models of each kind: predictions", f"ONNX Runtime {onnxruntime.__version__}",
              f"{TOLERANCE:g}", f"{most:.1e}", holds)
    print("all within the tolerance" if holds else "NOT within the tolerance")
    sys.exit(0 if holds else 1)


main()
