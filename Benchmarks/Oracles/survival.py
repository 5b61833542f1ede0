# Makes the vectors of survival, independently of Dure, from the repository's root:
#   pip install numpy==2.4.6 pandas==2.3.3 lifelines==0.30.3
#   python Benchmarks/Oracles/survival.py
# Made-up patients (seed 7): 300 rows at three members, exponential times, horizon 48 months.
# lifelines gets the times on the grid. With --grids it prints what the grid's width costs instead.
import sys

import lifelines
import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import median_survival_times, restricted_mean_survival_time

HORIZON, STEP = 48.0, 2.0
FOLDER = "Tests/DureLearningTests/Vectors"
SCALES = {"age": (60.0, 10.0), "marker": (0.0, 1.0)}


def patients(count, seed):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({
        "member": random.integers(0, 3, count), "age": random.normal(60, 12, count).round(1),
        "marker": random.normal(0, 1, count).round(3),
        "arm": random.choice(["a", "b", "c"], count, p=[0.4, 0.35, 0.25]),
        "site": random.choice(["north", "south"], count),
        "weight": random.choice([0.5, 1.0, 2.0], count)})
    frame["age"] = frame["age"].clip(20, 100)
    frame["marker"] = frame["marker"].clip(-4, 4)
    rate = 0.02 * np.exp(0.03 * (frame.age - 60) + 0.5 * frame.marker - 0.6 * (frame.arm == "b")
                         + 0.3 * (frame.site == "south"))
    death = random.exponential(1 / rate)
    left = random.uniform(6, 70, count)
    frame["time"] = np.minimum(death, left).round(3)
    frame["event"] = (death <= left).astype(int)
    return frame


def observed(frame):
    late = frame.time > HORIZON
    return frame.assign(time=frame.time.clip(upper=HORIZON), event=frame.event.where(~late, 0))


def gridded(frame, step):
    # The last grid time is the horizon, whatever the step.
    places = np.ceil(frame.time / step * (1 - 1e-12)).clip(lower=1)
    return frame.assign(time=(places * step).clip(upper=HORIZON))


def design(frame):
    out = pd.DataFrame({name: (frame[name] - c) / s for name, (c, s) in SCALES.items()})
    out["arm=b"] = (frame.arm == "b") * 1.0
    out["arm=c"] = (frame.arm == "c") * 1.0
    return out.assign(time=frame.time, event=frame.event)


def fit(frame, **more):
    cox = CoxPHFitter()
    cox.fit(frame, "time", "event", fit_options={"precision": 1e-12, "max_steps": 100}, **more)
    return cox


def grids():
    frame = observed(patients(20_000, 11))
    exact = fit(design(frame))
    print("| grid, months | " + " | ".join(exact.params_.index) + " | largest, standard errors |")
    print("|---|" + "---|" * (len(exact.params_) + 1))
    print("| none | " + " | ".join(f"{v:.4f}" for v in exact.params_) + " | |")
    for step in (0.25, 1, 3, 6, 12, 24):
        found = fit(design(gridded(frame, step)))
        worst = np.max(np.abs((found.params_ - exact.params_) / exact.standard_errors_))
        print(f"| {step:g} | " + " | ".join(f"{v:.4f}" for v in found.params_) + f" | {worst:.2f} |")


def vectors():
    frame = patients(300, 7)
    version = f"lifelines {lifelines.__version__}, numpy {np.__version__}"
    with open(f"{FOLDER}/survival-patients.tsv", "w") as out:
        out.write(f"# Made by Benchmarks/Oracles/survival.py: numpy {np.__version__}, seed 7.\n")
        frame.to_csv(out, sep="\t", index=False, lineterminator="\n")
    grid = gridded(observed(frame), STEP)
    with open(f"{FOLDER}/survival.tsv", "w") as out:
        out.write(f"# Made by Benchmarks/Oracles/survival.py: {version}; times on a grid of 2.\n")
        out.write("kind\tname\tplace\tvalue\tother\n")

        def line(kind, name, place, value, other=""):
            other = other if other == "" else repr(float(other))
            out.write(f"{kind}\t{name}\t{place}\t{float(value)!r}\t{other}\n")

        for arm in ("a", "b", "c"):
            part = grid[grid.arm == arm]
            km = KaplanMeierFitter().fit(part.time, part.event)
            limits = km.confidence_interval_survival_function_
            for place in range(int(HORIZON / STEP)):
                time = (place + 1) * STEP
                line("survival", arm, place, km.predict(time))
                if time in limits.index:
                    line("interval", arm, place, *limits.loc[time])
            line("median", arm, "", km.median_survival_time_)
            line("restricted-mean", arm, "", restricted_mean_survival_time(km, t=HORIZON))
        test = multivariate_logrank_test(grid.time, grid.arm, grid.event)
        line("log-rank", "", "", test.test_statistic, test.p_value)
        two = grid[grid.arm != "c"]
        test = multivariate_logrank_test(two.time, two.arm, two.event)
        line("log-rank-two", "", "", test.test_statistic, test.p_value)
        full = design(grid)
        for kind, data, more in [
                ("cox", full, {}), ("cox-strata", full.assign(site=grid.site), {"strata": "site"}),
                ("cox-weights", full.assign(weight=grid.weight), {"weights_col": "weight"})]:
            cox = fit(data, **more)
            for name, value in cox.params_.items():
                line(kind, name, "", value, cox.standard_errors_[name])
            line(f"{kind}-likelihood", "", "", cox.log_likelihood_)
        cox = fit(full)
        # lifelines centres its baseline at the means; ours is where every scaled term is 0.
        zero = pd.DataFrame([[0.0] * 4], columns=list(full.columns[:4]))
        curve = cox.predict_survival_function(zero, times=[12.0, 24.0, 48.0])
        for time, value in curve[0].items():
            line("baseline", "", time, value)


grids() if "--grids" in sys.argv else vectors()
