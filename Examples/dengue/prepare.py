#!/usr/bin/env python3
"""Makes dengue.csv of dengue-monthly.csv: one row for each region and month, with what was known in
that month and whether the next was hot. Standard library alone.

    python3 prepare.py dengue-monthly.csv > dengue.csv

hot: next month's cases exceed the 75th percentile of the region's own months.
level, level_1, level_2: log(1 + cases) of this month and of the two before, less the region's mean,
divided by its standard deviation; change: level less level_1. sin_*, cos_*: the season, apart for
each economy, 0 elsewhere. set: 30 of 100 rows of each region and answer test, by a hash.
"""
import csv
import hashlib
import math
import sys

ECONOMIES = ["PER", "PHL", "TWN"]


def percentile(values, share):
    """Between the two nearest order statistics (Hyndman and Fan 1996, type 7)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def region_rows(economy, region, months):
    months = sorted(months)
    cases = [count for _, _, count in months]
    limit = percentile(cases, 0.75)
    logs = [math.log(1 + count) for count in cases]
    mean = sum(logs) / len(logs)
    spread = math.sqrt(sum((x - mean) ** 2 for x in logs) / len(logs))
    level = [(x - mean) / spread for x in logs]
    for i in range(2, len(months) - 1):
        numbers = [year * 12 + month for year, month, _ in months[i - 2 : i + 2]]
        if numbers[3] - numbers[0] != 3:
            continue  # A month is missing in between.
        year, month, _ = months[i]
        angle = 2 * math.pi * month / 12
        season = []
        for other in ECONOMIES:
            here = 1 if other == economy else 0
            season += [here * math.sin(angle), here * math.cos(angle)]
        yield [economy, region, year, month, int(cases[i + 1] > limit), level[i], level[i - 1],
               level[i - 2], level[i] - level[i - 1]] + season


def main():
    months = {}
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = (row["economy"], row["region"])
            months.setdefault(key, []).append(
                (int(row["year"]), int(row["month"]), int(row["cases"])))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(
        ["economy", "region", "year", "month", "set", "hot", "level", "level_1", "level_2", "change"]
        + [f"{wave}_{economy.lower()}" for economy in ECONOMIES for wave in ("sin", "cos")])
    for (economy, region), values in sorted(months.items()):
        rows = list(region_rows(economy, region, values))
        for answer in (0, 1):
            same = [row for row in rows if row[4] == answer]
            same.sort(key=lambda row: hashlib.sha256(repr(row[:4]).encode()).digest())
            for place, row in enumerate(same):
                row.append("test" if place < round(0.3 * len(same)) else "train")
        for row in rows:
            numbers = [f"{x:.5f}".rstrip("0").rstrip(".") for x in row[5:15]]
            writer.writerow(row[:4] + [row[15], row[4]] + ["0" if x == "-0" else x for x in numbers])


main()
