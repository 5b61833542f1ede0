"""Times boosted trees: Dure beside LightGBM, LightGBM quantised and XGBoost, in one run.

usage: trees.py DURE_TREES [ROWS] [THREADS] [TREES]

Made-up rows of 28 columns, 255 bins, 31 leaves, the same penalties. The programs take turns, three
times; the figures are the least of each, wall and processor milliseconds a tree, since a shared
machine only ever adds to them.

Needs numpy, xgboost and lightgbm from PyPI.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import lightgbm
import numpy as np
import xgboost

PENALTIES = dict(min_sum_hessian_in_leaf=1, min_data_in_leaf=1, lambda_l2=1)


def rows_of(count):
    generator = np.random.default_rng(1)
    x = generator.standard_normal((count, 28)).astype(np.float32)
    x[:, 5], x[:, 9] = np.abs(x[:, 5]), np.exp(x[:, 9] / 2)
    x[:, 13], x[:, 17] = generator.integers(0, 3, count), generator.integers(0, 3, count)
    z = (x[:, 0] + 0.7 * x[:, 1] * x[:, 2] - x[:, 5] + 0.5 * np.sin(3 * x[:, 7])
         + 0.6 * (x[:, 9] > 1) * x[:, 3] + 0.3 * x[:, 20] ** 2 - 0.1 * x[:, 13])
    return x, (generator.random(count) < 1 / (1 + np.exp(-z))).astype(np.uint8)


def timed(work, trees):
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return [1e3 * (time.perf_counter() - wall) / trees,
            1e3 * (time.process_time() - processor) / trees]


def light(x, y, threads, trees, **more):
    parameters = dict(objective="binary", num_leaves=31, learning_rate=0.1, max_bin=255,
                      num_threads=threads, verbose=-1, force_row_wise=True, **PENALTIES, **more)
    begin = time.perf_counter()
    data = lightgbm.Dataset(x, y, params=parameters).construct()
    bins = time.perf_counter() - begin
    return [bins] + timed(lambda: lightgbm.train(parameters, data, trees), trees)


def extreme(x, y, threads, trees):
    parameters = dict(objective="binary:logistic", tree_method="hist", max_leaves=31, max_depth=0,
                      grow_policy="lossguide", eta=0.1, max_bin=255, nthread=threads,
                      reg_lambda=1, min_child_weight=1)
    begin = time.perf_counter()
    data = xgboost.QuantileDMatrix(x, y, max_bin=255, nthread=threads)
    bins = time.perf_counter() - begin
    return [bins] + timed(lambda: xgboost.train(parameters, data, trees), trees)


def dure(program, folder, threads, trees):
    text = subprocess.run(
        [program, "speed", folder, f"threads={threads}", f"trees={trees}", "repeats=1"],
        check=True, capture_output=True, text=True).stdout
    figures = dict(line.split() for line in text.splitlines())
    return [float(figures[name]) for name in ("bin_s", "tree_ms", "tree_cpu_ms")]


def main():
    program = sys.argv[1]
    rows, threads, trees = (
        int(sys.argv[place]) if len(sys.argv) > place else usual
        for place, usual in ((2, 1_000_000), (3, 2), (4, 20)))
    x, y = rows_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        x.T.copy().tofile(pathlib.Path(folder) / "x.f32")
        y.tofile(pathlib.Path(folder) / "y.u8")
        entries = {
            "Dure": lambda: dure(program, folder, threads, trees),
            "LightGBM": lambda: light(x, y, threads, trees),
            "LightGBM quantised": lambda: light(x, y, threads, trees, use_quantized_grad=True),
            "XGBoost": lambda: extreme(x, y, threads, trees),
        }
        figures = {name: [] for name in entries}
        for _ in range(3):
            for name, entry in entries.items():
                figures[name].append(entry())
    least = {name: np.min(turns, axis=0) for name, turns in figures.items()}
    print(f"{rows} rows, {threads} threads, {trees} trees")
    print("| | binning, s | a tree, ms | processor, ms |\n|---|---|---|---|")
    for name, (bins, wall, processor) in least.items():
        print(f"| {name} | {bins:.2f} | {wall:.1f} | {processor:.1f} |")
    for place, name in ((1, "wall"), (2, "processor")):
        best = min(values[place] for other, values in least.items() if other != "Dure")
        print(f"Dure against the fastest of them, {name}: {least['Dure'][place] / best:.2f}")


main()
