"""Holds Dure's matrix products to OpenBLAS, which NumPy from PyPI brings along.

usage: matrix.py DURE_MODELS

DURE_MODELS is the program `dure-models`. Ends with status 1 where an element of a product
differs from OpenBLAS's by more than 1e-6 of the sum of its terms' magnitudes.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import table

TOLERANCE = 1e-6


def numbers(first, count):
    """What the program fills its matrices with: SplitMix64 in 24 bits."""
    word = (np.arange(first, first + count, dtype=np.uint64) + np.uint64(1)) * np.uint64(
        0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    word = (word ^ (word >> np.uint64(31))) >> np.uint64(40)
    return word.astype(np.float32) * np.float32(2**-23) - np.float32(1)


def main():
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    print(f"NumPy {np.__version__} with {blas['name']} {blas['version']}")
    worst = {}
    with tempfile.TemporaryDirectory() as folder:
        lines = subprocess.run([sys.argv[1], "products", folder], check=True, text=True,
                               stdout=subprocess.PIPE).stdout.splitlines()
        for level, *sizes, left, right, file in map(str.split, lines):
            rows, depth, columns = map(int, sizes)
            a, b = numbers(0, rows * depth), numbers(rows * depth, depth * columns)
            a = a.reshape(depth, rows).T if left == "1" else a.reshape(rows, depth)
            b = b.reshape(columns, depth).T if right == "1" else b.reshape(depth, columns)
            mine = np.fromfile(pathlib.Path(folder) / file, np.float32).reshape(rows, columns)
            apart = np.abs(mine - a @ b) / (np.abs(a) @ np.abs(b))
            worst[level] = max(worst.get(level, 0.0), float(apart.max()))
    for level, apart in worst.items():
        print(f"{level}: {apart:.1e}")
    holds = bool(worst) and max(worst.values()) <= TOLERANCE
    table.add("matrix products, every level", f"{blas['name']} {blas['version']}",
              f"{TOLERANCE:g} of the terms", f"{max(worst.values()):.1e}", holds)
    sys.exit(0 if holds else 1)


main()
