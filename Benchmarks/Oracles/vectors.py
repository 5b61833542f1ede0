"""Holds the known answers that were just made anew to those of the last commit.

usage: vectors.py

Run from the repository's root. Words must be the same, numbers within 1e-9 of the larger of 1 and
themselves: the last bits of a library's answers follow the processor. Files that hold are put back
as they were, the others left for `git diff`. Ends with status 1 where one does not hold.
"""

import subprocess
import sys

import table

FOLDER = "Tests/DureLearningTests/Vectors"
TOLERANCE = 1e-9


def git(*words):
    return subprocess.run(["git", *words], check=True, text=True, stdout=subprocess.PIPE).stdout


def apart(old, new):
    """How far two fields are from each other; infinite for words that are not the same."""
    if old == new:
        return 0.0
    try:
        one, other = float(old), float(new)
    except ValueError:
        return float("inf")
    gap = abs(one - other) / max(1.0, abs(one))
    return gap if gap == gap else float("inf")


def distance(old, new):
    old, new = ([line.split("\t") for line in text.splitlines()] for text in (old, new))
    if [len(line) for line in old] != [len(line) for line in new]:
        return float("inf")
    return max(apart(a, b) for one, other in zip(old, new) for a, b in zip(one, other))


def main():
    worst = 0.0
    for path in git("diff", "--name-only", "--", FOLDER).split():
        with open(path, encoding="utf8") as file:
            gap = distance(git("show", f"HEAD:{path}"), file.read())
        print(f"{path}: {gap:.1e}")
        worst = max(worst, gap)
        if gap <= TOLERANCE:
            git("checkout", "--", path)
    holds = worst <= TOLERANCE
    table.add("known answers, made anew (`make test` holds Dure to them)", "their libraries",
              f"{TOLERANCE:g}", f"{worst:.1e}", holds)
    sys.exit(0 if holds else 1)


main()
