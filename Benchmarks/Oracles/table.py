"""The table of `make learning-oracles`: what was held to what, how near, and how near it came.

Scripts call `add`; the file that DURE_ORACLES names keeps the lines. Run by itself, with that file
as its argument, it prints the table, and ends with status 1 where a line does not hold.
"""

import os
import sys


def add(work, peer, reach, found, holds):
    """One line; `reach` and `found` as they shall be read."""
    path = os.environ.get("DURE_ORACLES")
    if path:
        with open(path, "a", encoding="utf8") as file:
            file.write("\t".join([work, peer, reach, found, "yes" if holds else "NO"]) + "\n")


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    print("| work | held to | within | found | holds |\n|---|---|---|---|---|")
    for line in lines:
        print("| " + " | ".join(line) + " |")
    sys.exit(0 if lines and all(line[-1] == "yes" for line in lines) else 1)


if __name__ == "__main__":
    main()
