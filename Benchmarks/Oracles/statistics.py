# Makes Tests/DureLearningTests/Vectors/statistics-heart-disease.tsv, independently of Dure, from
# the repository's root:
#   pip install numpy==2.4.6 pandas==2.3.3
#   python Benchmarks/Oracles/statistics.py
# The 486 training rows of Examples/heart-disease/fed-heart-disease.csv in one place, by sex.
import numpy as np
import pandas as pd

RANGES = {"age": (20, 90), "trestbps": (80, 220), "chol": (0, 600), "thalach": (60, 220)}
BINS = 8
rows = pd.read_csv("Examples/heart-disease/fed-heart-disease.csv")
rows = rows[rows["set"] == "train"]
# Half of chol's zeros mean "not measured"; both sides read them as missing.
rows["chol"] = rows["chol"].where(rows["chol"] > 0)


def clamped(frame):
    return pd.DataFrame({name: frame[name].clip(*span) for name, span in RANGES.items()})


with open("Tests/DureLearningTests/Vectors/statistics-heart-disease.tsv", "w") as out:
    out.write(f"# Made by Benchmarks/Oracles/statistics.py: pandas {pd.__version__}, "
              f"numpy {np.__version__}; {len(rows)} rows.\n")
    out.write("statistic\tgroup\tcolumn\tcolumn2\tplace\tvalue\n")

    def line(statistic, group, column, column2, place, value):
        out.write(f"{statistic}\t{group}\t{column}\t{column2}\t{place}\t{float(value)!r}\n")

    for group, part in [("", rows), ("0", rows[rows.sex == 0]), ("1", rows[rows.sex == 1])]:
        values = clamped(part)
        line("records", group, "", "", "", len(part))
        for name, span in RANGES.items():
            column = values[name]
            line("present", group, name, "", "", column.count())
            line("mean", group, name, "", "", column.mean())
            line("variance", group, name, "", "", column.var())
            for q in (0.25, 0.5, 0.75):
                line("quantile", group, name, "", q, column.quantile(q, interpolation="lower"))
            counts, edges = np.histogram(column.dropna(), bins=BINS, range=span)
            for place, count in enumerate(counts):
                line("bin", group, name, "", place, count)
        covariance, correlation = values.cov(), values.corr()
        names = list(RANGES)
        for i, first in enumerate(names):
            for second in names[i + 1:]:
                line("covariance", group, first, second, "", covariance.loc[first, second])
                line("correlation", group, first, second, "", correlation.loc[first, second])
        table = pd.crosstab(part["exang"], part["disease"])
        for a in (0, 1):
            line("level", group, "exang", "", a, (part["exang"] == a).sum())
            for b in (0, 1):
                line("cell", group, "exang", "disease", f"{a}{b}", table.loc[a, b])
