#!/usr/bin/env python3
"""Measures the libraries of learning for the rows that Dure's own benchmarks print.

    python3 Benchmarks/Peers/learning.py --rows trees-2,regression --out learning.jsonl

LightGBM, XGBoost and scikit-learn, PyTorch and Opacus, from PyPI, in a virtual environment of their
own that is made on the first run. One JSON object a line, as of flower.py.

How it measures. Each job runs in a process of its own with so many threads, on the rows that
`Benchmarks/Speed/Learning` makes, to the bit. Where several libraries do a job they take turns; a
figure is the least time of all turns, since a shared machine only ever adds to it.
"""

import argparse
import itertools
import json
import os
import pathlib
import subprocess
import sys
import time

VERSIONS = {
    "numpy": "2.4.6", "scipy": "1.17.1", "scikit-learn": "1.9.1", "lightgbm": "4.7.0",
    "xgboost-cpu": "3.2.0", "torch": "2.13.0", "opacus": "1.6.0", "setuptools": "84.2.1",
}
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
TURNS = 3
THREADS = 2
# A job, its threads, and the rows that it measures.
JOBS = [
    ("trees", THREADS, ["trees-2", "trees-binning", "forest"]),
    ("trees", 1, ["trees-1"]),
    ("regression", THREADS, ["regression"]),
    ("network", THREADS, ["network"]),
    ("private", THREADS, ["network-private"]),
]


def say(text):
    print(text, file=sys.stderr, flush=True)


def line(peer, version, row, **figures):
    print(json.dumps({"peer": peer, "version": version, "row": row, **figures}), flush=True)


class Timer:
    """Seconds of wall time and of processor since the beginning."""

    def __init__(self):
        self.began, self.processor = time.perf_counter(), time.process_time()

    @property
    def wall(self):
        return time.perf_counter() - self.began

    @property
    def cpu(self):
        return time.process_time() - self.processor


# --- The rows, as MadeUpNumbers.swift makes them. ---


def unit(first, count, step=1):
    """SplitMix64's numbers from the first-th on, each step-th, in 0 to 1."""
    import numpy as np

    with np.errstate(over="ignore"):
        index = np.arange(count, dtype=np.uint64) * np.uint64(step) + np.uint64(first)
        word = (index + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((word ^ (word >> np.uint64(31))) >> np.uint64(11)) * 2.0 ** -53


def tree_rows(count, columns):
    import numpy as np

    x = np.empty((count, columns), dtype=np.float32)
    for column in range(columns):
        first = 3 * column * count
        a, b, c = (unit(first + place, count, 3) for place in range(3))
        bell = (a + b + c) * 2 - 3
        if column == 5:
            bell = np.abs(bell)
        elif column == 9:
            bell = bell * bell
        elif column in (13, 17):
            bell = np.floor(a * 3)
        x[:, column] = bell
    z = [x[:, column].astype(np.float64) for column in (0, 1, 2, 3, 5, 9, 13, 20)]
    z = (z[0] + 0.7 * z[1] * z[2] - z[4] + np.where(z[5] > 1, 0.6, 0) * z[3]
         + 0.3 * z[7] * z[7] - 0.1 * z[6])
    chance = 0.5 + z / (2 * (1 + np.abs(z)))
    return x, (unit(3 * columns * count, count) < chance).astype(np.uint8)


def regression_rows(count, columns):
    import numpy as np

    x = np.empty((count, columns))
    for column in range(columns):
        x[:, column] = unit(column * count, count) * 3.4 - 1.7
    eta = x @ ((np.arange(columns) % 7 - 3) / 5)
    return x, (unit(3 * columns * count, count) < 1 / (1 + np.exp(-eta))).astype(float)


# --- The jobs. ---


PENALTIES = {"min_sum_hessian_in_leaf": 1, "min_data_in_leaf": 1, "lambda_l2": 1}


def light(x, y, threads, trees, **more):
    import lightgbm

    parameters = {"objective": "binary", "num_leaves": 31, "learning_rate": 0.1, "max_bin": 255,
                  "num_threads": threads, "verbose": -1, "force_row_wise": True, **PENALTIES,
                  **more}
    binning = Timer()
    data = lightgbm.Dataset(x, y, params=parameters).construct()
    binned = binning.wall
    timer = Timer()
    model = lightgbm.train(parameters, data, trees)
    return binned, timer.wall / trees, timer.cpu / trees, model.predict


def extreme(x, y, threads, trees):
    import xgboost

    parameters = {"objective": "binary:logistic", "tree_method": "hist", "max_leaves": 31,
                  "max_depth": 0, "grow_policy": "lossguide", "eta": 0.1, "max_bin": 255,
                  "nthread": threads, "reg_lambda": 1, "min_child_weight": 1}
    binning = Timer()
    data = xgboost.QuantileDMatrix(x, y, max_bin=255, nthread=threads)
    binned = binning.wall
    timer = Timer()
    model = xgboost.train(parameters, data, trees)
    return binned, timer.wall / trees, timer.cpu / trees, model.inplace_predict


def scikit_trees(x, y, _, trees):
    """Its binning cannot be timed alone: a fit of one tree comes off."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    def fit(count):
        timer = Timer()
        model = HistGradientBoostingClassifier(
            max_iter=count, max_leaf_nodes=31, max_bins=255, learning_rate=0.1,
            min_samples_leaf=1, l2_regularization=1, early_stopping=False).fit(x, y)
        return timer.wall, timer.cpu, model

    wall, cpu, _ = fit(1)
    whole, whole_cpu, model = fit(trees + 1)
    return None, (whole - wall) / trees, (whole_cpu - cpu) / trees, model.predict_proba


def trees(threads):
    import lightgbm
    import sklearn
    import xgboost

    x, y = tree_rows(1_000_000, 28)
    entries = {
        "LightGBM": (light, {}, lightgbm.__version__),
        "LightGBM, quantised": (light, {"use_quantized_grad": True}, lightgbm.__version__),
        "XGBoost": (extreme, {}, xgboost.__version__),
        "scikit-learn": (scikit_trees, {}, sklearn.__version__),
    }
    turns = {name: [] for name in entries}
    for _ in range(TURNS):
        for name, (entry, more, _version) in entries.items():
            turns[name].append(entry(x, y, threads, 20, **more)[:3])
    for name, (_, _, version) in entries.items():
        binned, wall, cpu = zip(*turns[name])
        line(name, version, f"trees-{threads}", seconds=min(wall), cpu_seconds=min(cpu))
        if threads == THREADS and binned[0] is not None:
            line(name, version, "trees-binning", seconds=min(binned))
    for name in ("LightGBM", "XGBoost") if threads == THREADS else ():
        entry, more, version = entries[name]
        predict = entry(x, y, threads, 100, **more)[3]
        best = 0
        for _ in range(TURNS):
            timer = Timer()
            predict(x)
            best = max(best, len(x) / timer.wall)
        line(name, version, "forest", per_second=best)


def regression(_):
    import sklearn
    from sklearn.linear_model import LogisticRegression

    x, y = regression_rows(1_000_000, 50)
    turns = {"lbfgs": [], "newton-cholesky": []}
    for _ in range(TURNS):
        for solver, times in turns.items():
            timer = Timer()
            fit = LogisticRegression(C=1.0, solver=solver, tol=1e-4, max_iter=1000).fit(x, y)
            times.append((timer.wall, timer.cpu, int(fit.n_iter_[0])))
    for solver, times in turns.items():
        wall, cpu, rounds = min(times)
        line(f"scikit-learn, {solver}", sklearn.__version__, "regression", seconds=wall,
             cpu_seconds=cpu, rounds=rounds)


# --- Networks. ---

ROWS, WIDTH, BATCH, STEPS, SECONDS = 8192, 784, 128, 16, 5


def network_parts(threads):
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    x = torch.rand(ROWS, WIDTH) * 2 - 1
    y = torch.arange(ROWS) % 10

    def model():
        return nn.Sequential(nn.Linear(WIDTH, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(),
                             nn.Linear(128, 10))

    return torch, x, y, model, nn.CrossEntropyLoss()


def best_slice(body):
    """The rate of the best slice of work within some seconds, and the least processor time of a
    row."""
    body()
    rate, cpu, whole = 0, float("inf"), Timer()
    while whole.wall < SECONDS:
        timer = Timer()
        count = body()
        rate, cpu = max(rate, count / timer.wall), min(cpu, timer.cpu / max(count, 1))
    return {"per_second": rate, "cpu_seconds": cpu}


def network(threads):
    torch, x, y, model, loss_of = network_parts(threads)
    order = torch.randperm(ROWS)
    for name in ("eager", "compiled"):
        net = model()
        steps = torch.optim.SGD(net.parameters(), lr=0.001)
        forward = torch.compile(net) if name == "compiled" else net
        places = itertools.cycle(range(0, ROWS, BATCH))

        def body():
            for start in itertools.islice(places, STEPS):
                part = order[start:start + BATCH]
                loss = loss_of(forward(x[part]), y[part])
                steps.zero_grad(set_to_none=True)
                loss.backward()
                steps.step()
            return STEPS * BATCH

        try:
            line(f"PyTorch, {name}", torch.__version__, "network", **best_slice(body))
        except Exception as error:  # Without a C++ compiler there is nothing to compile with.
            say(f"PyTorch, {name}: {type(error).__name__}")


def private(threads):
    import warnings

    import opacus
    from torch.utils.data import DataLoader, TensorDataset

    warnings.filterwarnings("ignore")
    torch, x, y, model, loss_of = network_parts(threads)
    for mode in ("hooks", "ghost"):
        net = model()
        steps = torch.optim.SGD(net.parameters(), lr=0.1)
        loader = DataLoader(TensorDataset(x, y), batch_size=BATCH)
        more = {"grad_sample_mode": "ghost", "criterion": loss_of} if mode == "ghost" else {}
        made = opacus.PrivacyEngine().make_private(
            module=net, optimizer=steps, data_loader=loader, noise_multiplier=1.0,
            max_grad_norm=1.0, poisson_sampling=True, **more)
        net, steps, loader = made[0], made[1], made[-1]
        criterion = made[2] if mode == "ghost" else loss_of

        def body():
            count = 0
            for inputs, targets in itertools.islice(loader, STEPS):
                steps.zero_grad()
                criterion(net(inputs), targets).backward()
                steps.step()
                count += len(inputs)
            return count

        line(f"Opacus, {mode}", opacus.__version__, "network-private", **best_slice(body))


# --- The driver. ---


def prepare(venv):
    """Makes the environment where it is not there, and answers its Python."""
    python, mark = venv / "bin" / "python", venv / "complete"
    wanted = [f"{name}=={version}" for name, version in VERSIONS.items()]
    if not mark.exists() or mark.read_text().split() != wanted:
        say(f"making {venv}")
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True,
                       stdout=sys.stderr)
        mark.write_text("\n".join(wanted))
    return python


def main():
    every = [row for _, _, rows in JOBS for row in rows]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", default=",".join(every), help="comma-separated, default: all")
    parser.add_argument("--list", metavar="ROWS", help="print those of these rows (all where"
                        " empty) that are measured here, and end")
    parser.add_argument("--out", type=pathlib.Path, help="file for the JSON lines")
    parser.add_argument("--venv", type=pathlib.Path, default=REPOSITORY / ".build-peers/learning",
                        help="the libraries' environment (.build-peers/learning)")
    parser.add_argument("--job", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        globals()[arguments.job[0]](int(arguments.job[1]))
        return
    if arguments.list is not None:
        asked = arguments.list.split(",") if arguments.list else every
        print(",".join(row for row in every if row in asked))
        return
    wanted = set(arguments.rows.split(","))
    if unknown := wanted.difference(every):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    python = prepare(arguments.venv.absolute())
    out = arguments.out.open("w", encoding="utf-8") if arguments.out else sys.stdout
    for job, threads, rows in JOBS:
        if not wanted.intersection(rows):
            continue
        say(f"{job}, {threads} threads")
        environment = {**os.environ, **{
            name: str(threads)
            for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}}
        ended = subprocess.run([python, __file__, "--job", job, str(threads)], text=True,
                               stdout=subprocess.PIPE, env=environment, check=False)
        if ended.returncode:
            say(f"{job} ended with {ended.returncode}")
        for text in ended.stdout.splitlines():
            if text.startswith("{") and json.loads(text)["row"] in wanted:
                print(text, file=out, flush=True)


if __name__ == "__main__":
    main()
