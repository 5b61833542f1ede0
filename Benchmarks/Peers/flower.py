#!/usr/bin/env python3
"""Measures Flower (PyPI `flwr`) for the rows that Dure's own benchmarks print.

    python3 Benchmarks/Peers/flower.py --rows plain-1e6-3,sa-1e5-3 --out flower.jsonl

One JSON line a row and path goes to standard output or to `--out`, progress to standard
error. Flower lives in a virtual environment of its own, made on the first run.

How it measures. All processes run on this machine and talk over loopback. Each client adds a
small number of its own to the values it was sent, so that no two uploads are alike (Flower
sends equal objects once). A round lasts from the call of the strategy's configure to the
return of its aggregate, at the server; `seconds` is the median of the rounds after the first.
`cpu_seconds` is what all Flower processes together used from the end of the first round to
the end of the last, per round. The result of the last round is compared with the true mean.
TLS is off, as is Flower's wont in a first run; that favours Flower.
"""

import argparse
import bisect
import contextlib
import ctypes
import dataclasses
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

# 1.42.0 asks for a certifi that the package index at hand did not have when this was written.
FLOWER_VERSION = "1.41.0"
PYTHON_MIN = (3, 11)
INSTALL_SECONDS_MAX = 900
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

# A client's step; client `i` adds `STEP * (i + 1)` in each round.
STEP = 0.001
# How far the mean may stray: SecAgg+ rounds to 2^22 steps over the clipped range.
TOLERANCE = 0.01
# Flower weighs by examples. Equal weights, because Dure's rows weigh all members alike.
EXAMPLES = 100


@dataclasses.dataclass(frozen=True)
class Plan:
    """One run of Flower. `shares` counts for SecAgg+ alone, `metered` puts a counting relay
    between client 0 and the server."""

    path: str
    clients: int
    values: int
    rounds: int
    shares: int | float = 3
    metered: bool = False


# SecAgg+ with 3 shares and threshold 2 is what Flower's own example sets. With ten clients
# each then masks against two neighbours; the second plan masks against all nine, as Dure does.
SMALL = [Plan("present", 3, 10**6, 5), Plan("deprecated", 3, 10**6, 11)]
LARGE = [Plan("present", 10, 10**7, 3), Plan("deprecated", 10, 10**7, 4)]
ROWS = {
    "plain-1e6-3": SMALL,
    "plain-1e7-10": LARGE,
    "sa-1e5-3": [Plan("secagg+", 3, 10**5, 3)],
    "sa-1e6-3": [Plan("secagg+", 3, 10**6, 3)],
    "sa-1e5-10": [Plan("secagg+", 10, 10**5, 3), Plan("secagg+", 10, 10**5, 3, shares=1.0)],
    "upload-1e6": [
        Plan("present", 3, 10**6, 3, metered=True),
        Plan("deprecated", 3, 10**6, 3, metered=True),
        Plan("secagg+", 3, 10**6, 3, metered=True),
    ],
    "memory-1e7-10": LARGE,
    "start": SMALL,
    "simulated": [Plan("ray", 100, 10**5, 4)],
    "simulated-study": [Plan("ray", 1000, 10**4, 3)],
    # A regression's rounds without its arithmetic: ten of as many values as it has sums.
    "regression-7": [Plan("present", 7, 110, 11)],
}


# --- Inside Flower's processes. This file is copied into the Flower app, as `flower_peer`. ---


class Journal:
    """Events of the server, one JSON object a line, read by the driver."""

    def __init__(self, path, root):
        self.path, self.root = path, root

    def write(self, event, **fields):
        line = json.dumps({"event": event, "at": time.monotonic(), **fields})
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(line + "\n")


def timed(strategy, configure, aggregate, journal):
    """Makes `strategy` report each round; the reports themselves lie outside the round."""
    inner_configure, inner_aggregate = getattr(strategy, configure), getattr(strategy, aggregate)
    state = {}

    def outer_configure(*arguments, **named):
        state["begin"] = time.monotonic()
        messages = inner_configure(*arguments, **named)
        state["ready"] = time.monotonic()
        return messages

    def outer_aggregate(*arguments, **named):
        state["replied"] = time.monotonic()
        result = inner_aggregate(*arguments, **named)
        state["end"] = time.monotonic()
        strategy.latest = result[0]
        journal.write("round", cpu=cpu_seconds(journal.root), **state)
        return result

    setattr(strategy, configure, outer_configure)
    setattr(strategy, aggregate, outer_aggregate)
    return strategy


def initial_values(plan):
    import numpy

    return numpy.random.default_rng(1).random(plan.values, dtype=numpy.float32)


def stray(plan, values):
    """The largest distance between the joint result and the true one."""
    mean_step = STEP * (plan.clients + 1) / 2
    return float(abs(values - (initial_values(plan) + plan.rounds * mean_step)).max())


def legacy_strategy(plan, journal):
    from flwr.common import ndarrays_to_parameters
    from flwr.server.strategy import FedAvg

    strategy = FedAvg(
        fraction_evaluate=0.0,
        min_fit_clients=plan.clients,
        min_available_clients=plan.clients,
        initial_parameters=ndarrays_to_parameters([initial_values(plan)]),
    )
    return timed(strategy, "configure_fit", "aggregate_fit", journal)


def legacy_client(index):
    import numpy
    from flwr.client import NumPyClient

    class Client(NumPyClient):
        def fit(self, parameters, config):
            return [parameters[0] + numpy.float32(STEP * (index + 1))], EXAMPLES, {}

    return Client().to_client()


def report_end(plan, journal, strategy):
    from flwr.common import parameters_to_ndarrays

    latest = strategy.latest
    arrays = (latest.to_numpy_ndarrays() if hasattr(latest, "to_numpy_ndarrays")
              else parameters_to_ndarrays(latest))
    journal.write("end", stray=stray(plan, arrays[0]))


def make_server_app(settings):
    """The ServerApp of the present path, of SecAgg+ and of the simulation."""
    from flwr.serverapp import ServerApp

    plan, journal = Plan(**settings["plan"]), Journal(settings["journal"], settings["root"])
    app = ServerApp()

    @app.main()
    def main(grid, context):
        run = run_secure if plan.path == "secagg+" else run_present
        try:
            report_end(plan, journal, run(plan, journal, grid, context))
        except Exception as error:
            journal.write("error", text=f"{type(error).__name__}: {error}")
            raise

    return app


def run_present(plan, journal, grid, _):
    from flwr.app import ArrayRecord
    from flwr.serverapp.strategy import FedAvg

    strategy = FedAvg(
        fraction_evaluate=0.0, min_train_nodes=plan.clients, min_available_nodes=plan.clients
    )
    timed(strategy, "configure_train", "aggregate_train", journal)
    strategy.start(
        grid=grid, initial_arrays=ArrayRecord([initial_values(plan)]), num_rounds=plan.rounds
    )
    return strategy


def run_secure(plan, journal, grid, context):
    from flwr.server import LegacyContext, ServerConfig
    from flwr.server.workflow import DefaultWorkflow, SecAggPlusWorkflow

    strategy = legacy_strategy(plan, journal)
    threshold = 2 if isinstance(plan.shares, int) else 2 / 3
    legacy = LegacyContext(
        context=context, config=ServerConfig(num_rounds=plan.rounds), strategy=strategy
    )
    secure = SecAggPlusWorkflow(num_shares=plan.shares, reconstruction_threshold=threshold)
    DefaultWorkflow(fit_workflow=secure)(grid, legacy)
    return strategy


def make_client_app(settings):
    from flwr.clientapp import ClientApp

    if settings["plan"]["path"] == "secagg+":
        from flwr.client.mod import secaggplus_mod

        def client_of(context):
            return legacy_client(int(context.node_config["partition-id"]))

        return ClientApp(client_fn=client_of, mods=[secaggplus_mod])

    import numpy
    from flwr.app import ArrayRecord, Message, MetricRecord, RecordDict

    app = ClientApp()

    @app.train()
    def train(message, context):
        step = numpy.float32(STEP * (int(context.node_config["partition-id"]) + 1))
        values = message.content["arrays"].to_numpy_ndarrays()[0] + step
        content = RecordDict({
            "arrays": ArrayRecord([values]),
            "metrics": MetricRecord({"num-examples": EXAMPLES}),
        })
        return Message(content=content, reply_to=message)

    return app


def deprecated_role(role, settings_text):
    """`start_server` or one `start_client`, Flower's gRPC stream of old."""
    settings = json.loads(settings_text)
    if role != "server":
        from flwr.client import start_client

        start_client(server_address=settings["address"], client=legacy_client(int(role)),
                     insecure=True)
        return
    from flwr.server import ServerConfig, start_server

    plan, journal = Plan(**settings["plan"]), Journal(settings["journal"], settings["root"])
    strategy = legacy_strategy(plan, journal)
    start_server(server_address=settings["address"], strategy=strategy,
                 config=ServerConfig(num_rounds=plan.rounds))
    report_end(plan, journal, strategy)


# --- Processes and what they use. ---


def process_table():
    """Parent, state and CPU ticks of each process: own, and of its children it has reaped."""
    table = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        with contextlib.suppress(OSError):
            text = pathlib.Path("/proc", entry, "stat").read_text(errors="replace")
            fields = text[text.rindex(")") + 2:].split()
            own, reaped = (sum(map(int, fields[i:i + 2])) for i in (11, 13))
            table[int(entry)] = (int(fields[1]), fields[0], own, reaped)
    return table


def descendants(table, root):
    children = {}
    for pid, row in table.items():
        children.setdefault(row[0], []).append(pid)
    found, queue = [], [root]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def cpu_seconds(root):
    """CPU seconds of all below `root`, the ended ones included."""
    table = process_table()
    ticks = table[root][3] + sum(sum(table[pid][2:]) for pid in descendants(table, root))
    return ticks / os.sysconf("SC_CLK_TCK")


class PeakMemory(threading.Thread):
    """Watches the server's processes; keeps the highest VmHWM of each, in megabytes."""

    def __init__(self, root):
        super().__init__(daemon=True)
        self.root, self.peaks, self.names, self.done = root, {}, {}, threading.Event()

    def run(self):
        while not self.done.wait(0.2):
            for pid in [self.root, *descendants(process_table(), self.root)]:
                with contextlib.suppress(OSError):
                    status = pathlib.Path(f"/proc/{pid}/status").read_text(errors="replace")
                    if match := re.search(r"VmHWM:\s+(\d+) kB", status):
                        self.peaks[pid] = int(match[1]) * 1024 / 1e6
                        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                        self.names[pid] = program_name(words)


def program_name(words):
    names = [pathlib.PurePath(word.decode(errors="replace")).name for word in words[:2]]
    return names[1] if names[0].startswith("python") and len(names) > 1 else names[0]


class Relay:
    """Passes one client's connections on and counts the bytes of the TCP streams."""

    def __init__(self, port):
        self.target, self.lock, self.samples = port, threading.Lock(), [(0.0, 0, 0)]
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.socket.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    near.close()
                    continue
                for source, sink, up in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self.pump, args=(source, sink, up),
                                     daemon=True).start()

    def pump(self, source, sink, up):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 18):
                with self.lock:
                    _, sent, received = self.samples[-1]
                    self.samples.append((time.monotonic(), sent + len(data) * up,
                                         received + len(data) * (not up)))
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def counts(self, at):
        return self.samples[bisect.bisect(self.samples, at, key=lambda s: s[0]) - 1][1:]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def stop_all():
    """Ends every process below this one. Orphans too: the driver is their reaper."""
    earlier = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for attempt in range(50):
            table = process_table()
            alive = [pid for pid in descendants(table, os.getpid()) if table[pid][1] != "Z"]
            if not alive:
                break
            for pid in alive:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM if attempt < 10 else signal.SIGKILL)
            time.sleep(0.2)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    finally:
        signal.signal(signal.SIGINT, earlier)


# --- One run. ---


class Failure(Exception):
    pass


class Run:
    """Starts the processes of a plan in a scratch folder and collects what they report."""

    def __init__(self, plan, binaries, folder):
        self.plan, self.binaries, self.folder = plan, binaries, folder
        self.journal = folder / "journal"
        self.processes, self.relay, self.memory = [], None, None
        self.rounds, self.error, self.stray = [], None, None
        # Nothing of the caller's Python, Flower or proxy settings may tint the figures.
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("FLWR_", "PYTHON", "RAY_"))}
        self.environment = {
            **kept,
            "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}",
            "NO_PROXY": "*",
            "no_proxy": "*",
            "FLWR_HOME": str(folder / "home"),
            "FLWR_TELEMETRY_ENABLED": "0",
            "FLWR_DISABLE_UPDATE_CHECK": "1",
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_TMPDIR": str(folder),
        }

    def settings(self, **more):
        return {"plan": dataclasses.asdict(self.plan), "journal": str(self.journal),
                "root": os.getpid(), **more}

    def spawn(self, *command, lasting=True):
        name = f"{len(self.processes)}-{pathlib.PurePath(command[0]).name}.log"
        with open(self.folder / name, "wb") as log:
            process = subprocess.Popen(
                [str(self.binaries / command[0]), *map(str, command[1:])],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                cwd=self.folder, env=self.environment, start_new_session=True,
            )
        self.processes.append((process, lasting))
        return process

    def play(self, seconds_max):
        deadline = time.monotonic() + seconds_max
        self.launched = time.monotonic()
        try:
            (self.launch_deprecated if self.plan.path == "deprecated" else self.launch)(deadline)
            while not self.read_journal():
                self.check(deadline)
                time.sleep(0.1)
        except Failure as failure:
            self.error = str(failure)
            self.show_logs()
        finally:
            if self.memory:
                self.memory.done.set()
            stop_all()
            if self.relay:
                self.relay.socket.close()
        return self

    def serve(self, port, deadline, *command):
        """Starts the server and waits until it listens; answers where client 0 connects."""
        server = self.spawn(*command)
        self.memory = PeakMemory(server.pid)
        self.memory.start()
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            self.check(deadline)
            time.sleep(0.05)
        if self.plan.metered:
            self.relay = Relay(port)
        return self.relay.port if self.relay else port

    def launch_deprecated(self, deadline):
        port = free_port()
        words = ("python", __file__, "--role")
        settings = json.dumps(self.settings(address=f"127.0.0.1:{port}"))
        first = self.serve(port, deadline, *words, "server", settings)
        for index in range(self.plan.clients):
            address = f"127.0.0.1:{port if index else first}"
            self.spawn(*words, index, json.dumps({"address": address}), lasting=False)

    def launch(self, deadline):
        port, simulated = free_port(), self.plan.path == "ray"
        self.write_app(port)
        first = self.serve(
            port, deadline, "flower-superlink", "--insecure", "--host", "127.0.0.1",
            "--port", port, "--disable-runtime-dependency-installation",
            *(["--simulation"] if simulated else []),
        )
        for index in range(0 if simulated else self.plan.clients):
            self.spawn(
                "flower-supernode", "--insecure", "--host", "127.0.0.1", "--port", free_port(),
                "--superlink", f"127.0.0.1:{port if index else first}",
                "--node-config", f"partition-id={index}",
            )
        # One virtual client a core; Flower's default is one for two cores.
        virtual = f"num-supernodes={self.plan.clients} client-resources-num-cpus=1"
        self.spawn("flwr", "run", self.folder / "app", "bench",
                   *(["--federation-config", virtual] if simulated else []), lasting=False)

    def write_app(self, port):
        (self.folder / "home").mkdir()
        (self.folder / "home" / "config.toml").write_text(
            '[superlink]\ndefault = "bench"\n\n[superlink.bench]\n'
            f'address = "127.0.0.1:{port}"\ninsecure = true\n'
        )
        app = self.folder / "app"
        app.mkdir()
        shutil.copy(__file__, app / "flower_peer.py")
        (app / "peer_app.py").write_text(
            "from flower_peer import make_client_app, make_server_app\n\n"
            f"SETTINGS = {self.settings()!r}\n"
            "server_app = make_server_app(SETTINGS)\nclient_app = make_client_app(SETTINGS)\n"
        )
        (app / "pyproject.toml").write_text(
            '[project]\nname = "peer"\nversion = "1.0.0"\ndescription = ""\n'
            'license = "Apache-2.0"\ndependencies = []\n\n'
            '[tool.flwr.app]\npublisher = "dure"\n\n[tool.flwr.app.components]\n'
            'serverapp = "peer_app:server_app"\nclientapp = "peer_app:client_app"\n\n'
            "[tool.flwr.app.config]\n"
        )

    def check(self, deadline):
        if time.monotonic() > deadline:
            raise Failure("timed out")
        for process, lasting in self.processes:
            code = process.poll()
            # Clients of the old stream end with the server, before it has written "end".
            early = code is not None and (
                lasting or (code != 0 and len(self.rounds) < self.plan.rounds)
            )
            if early and not self.read_journal():
                raise Failure(f"{pathlib.PurePath(process.args[0]).name} ended with {code}")

    def read_journal(self):
        """Reads what the server wrote so far; true once it has said its last."""
        with contextlib.suppress(FileNotFoundError):
            lines = self.journal.read_text().split("\n")[:-1]
            events = [json.loads(line) for line in lines]
            rounds = [event for event in events if event["event"] == "round"]
            for number in range(len(self.rounds), len(rounds)):
                took = rounds[number]["end"] - rounds[number]["begin"]
                say(f"  round {number + 1} of {self.plan.rounds}: {took:.3f} s")
            self.rounds = rounds
            for event in events:
                if event["event"] == "error":
                    raise Failure(event["text"])
                if event["event"] == "end":
                    self.stray = event["stray"]
                    return True
        return False

    def show_logs(self):
        say(f"  {self.error}; the last lines of each log:")
        for log in sorted(self.folder.glob("*.log")):
            text = log.read_text(errors="replace").splitlines()[-8:]
            say("\n".join([f"  {log.name}:", *("    " + line for line in text)]))


# --- Rows. ---


def describe(row, run, version, load):
    """The JSON object of a row. What could not be measured is null, and the note says why."""
    fields, notes = measure(row, run)
    path = run.plan.path
    if path == "secagg+" and run.plan.shares == 3:
        notes.append("3 shares, threshold 2 (Flower's example)")
    elif path == "secagg+":
        path += " complete"
        notes.append("complete graph, threshold two thirds")
    if path != "ray":
        notes.append("no TLS, which favours Flower")
    if run.error:
        notes.insert(0, f"{run.error} after {len(run.rounds)} rounds")
    elif run.stray > TOLERANCE:
        notes.insert(0, f"wrong result, off by {run.stray:.3g}")
    return {
        "peer": "flower", "version": version, "row": row, "path": path, **fields,
        "rounds": len(run.rounds), "cores": len(os.sched_getaffinity(0)), "load": load,
        "date": str(datetime.date.today()), "note": "; ".join(notes),
    }


def measure(row, run):
    """A row's own keys, and what must be known to read them."""
    times = [item["end"] - item["begin"] for item in run.rounds[1:]]
    if row == "start":
        ready = run.rounds and round(run.rounds[0]["ready"] - run.launched, 3) or None
        return {"seconds": ready, "cpu_seconds": None}, [
            "from the first launch until all clients were there and round 1 was configured"
        ]
    if row == "memory-1e7-10":
        peaks, names = (run.memory.peaks, run.memory.names) if run.memory else ({}, {})
        parts = ", ".join(f"{names[pid]} {peaks[pid]:.0f}" for pid in peaks)
        return {"megabytes": round(sum(peaks.values()), 1) or None}, [f"sum of VmHWM: {parts}"]
    if row == "upload-1e6":
        return traffic(run), ["bytes of client 0's TCP streams in a round, by a counting relay"]
    fields = {"seconds": None, "cpu_seconds": None}
    if times:
        used = run.rounds[-1]["cpu"] - run.rounds[0]["cpu"]
        fields = {"seconds": round(statistics.median(times), 4),
                  "seconds_min": round(min(times), 4),
                  "cpu_seconds": round(used / len(times), 3)}
    if row == "regression-7":
        fields["seconds"] = round(sum(times), 3) if len(times) == 10 else None
        return fields, ["ten rounds, without the members' own work"]
    if not row.startswith("simulated"):
        return fields, []
    if times:
        rate = run.plan.clients / statistics.median(times)
        fields["per_second"] = round(rate, 1)
    return fields, [f"{run.plan.clients} virtual clients, one a core"]


def traffic(run):
    """Bytes from the end of one round to the end of the next: the median, both ways."""
    marks = [run.relay.counts(item["end"]) for item in run.rounds] if run.relay else []
    steps = [(later[0] - earlier[0], later[1] - earlier[1])
             for earlier, later in zip(marks, marks[1:])]
    up, down = (round(statistics.median(way)) for way in zip(*steps)) if steps else (None, None)
    return {"upload_bytes": up, "download_bytes": down}


def say(text):
    print(text, file=sys.stderr, flush=True)


def prepare(venv, version, simulated):
    """Makes the virtual environment where it is missing, and answers its `bin` folder."""
    if sys.version_info < PYTHON_MIN:
        sys.exit("Flower needs Python 3.11 or newer; start this script with one.")
    binaries = venv / "bin"
    if not (binaries / "python").exists():
        say(f"making {venv}")
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    query = ("import importlib.metadata as m, importlib.util as u;"
             "print(m.version('flwr') if u.find_spec('flwr') else '',"
             "'ray' if u.find_spec('ray') else '')")
    found = subprocess.run([binaries / "python", "-c", query], check=True, text=True,
                           capture_output=True).stdout.split()
    if version not in found or (simulated and "ray" not in found):
        wanted = f"flwr[simulation]=={version}" if simulated else f"flwr=={version}"
        say(f"installing {wanted}")
        code = subprocess.run([binaries / "python", "-m", "pip", "install", "--quiet",
                               "--disable-pip-version-check", wanted],
                              timeout=INSTALL_SECONDS_MAX, stdout=sys.stderr).returncode
        if code:
            sys.exit(f"pip could not install {wanted}. Try another version with --flwr, or"
                     f" remove {venv} and run again.")
    return binaries


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", default=",".join(ROWS), help="comma-separated, default: all")
    parser.add_argument("--list", metavar="ROWS", help="print those of these rows (all where"
                        " empty) that are measured here, and end")
    parser.add_argument("--rounds", type=int, help="rounds a run, at least 2")
    parser.add_argument("--out", type=pathlib.Path, help="file for the JSON lines")
    parser.add_argument("--timeout", type=float, default=900, help="seconds a run (900)")
    parser.add_argument("--venv", type=pathlib.Path, default=REPOSITORY / ".build-peers/flower",
                        help="Flower's own environment (.build-peers/flower)")
    parser.add_argument("--flwr", default=FLOWER_VERSION, help=f"version ({FLOWER_VERSION})")
    parser.add_argument("--role", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.list is not None:
        asked = arguments.list.split(",") if arguments.list else list(ROWS)
        print(",".join(row for row in ROWS if row in asked))
        sys.exit()
    arguments.rows = [row for row in arguments.rows.split(",") if row]
    if unknown := [row for row in arguments.rows if row not in ROWS]:
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    if arguments.rounds is not None and arguments.rounds < 2:
        parser.error("--rounds: the first round is not counted, so at least 2")
    return arguments


def main():
    arguments = parse()
    if arguments.role:
        deprecated_role(*arguments.role)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: orphans come to us, not to init.
    try:
        binaries = prepare(arguments.venv.absolute(), arguments.flwr,
                           any(row.startswith("simulated") for row in arguments.rows))
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(arguments.out.open("w")) if arguments.out else sys.stdout
            measure_rows(arguments, binaries, out)
    finally:
        stop_all()


def measure_rows(arguments, binaries, out):
    runs = {}
    for row, plan in ((row, plan) for row in arguments.rows for plan in ROWS[row]):
        plan = dataclasses.replace(plan, rounds=arguments.rounds or plan.rounds)
        if plan not in runs:  # Rows share a run where they can: time, memory and start.
            say(f"{row}: {plan.path}, {plan.clients} clients, {plan.values} values")
            load = round(os.getloadavg()[0], 2)
            with tempfile.TemporaryDirectory(
                prefix="flower-", ignore_cleanup_errors=True
            ) as folder:
                run = Run(plan, binaries, pathlib.Path(folder))
                runs[plan] = (run.play(arguments.timeout), load)
        line = json.dumps(describe(row, runs[plan][0], arguments.flwr, runs[plan][1]))
        print(line, file=out, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
