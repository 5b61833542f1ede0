"""Known answers and rival figures for networks, from PyTorch (CPU) and Opacus.

    python3 -m venv .venv && .venv/bin/pip install torch numpy opacus
    .venv/bin/python networks.py vectors > ../../Tests/DureLearningTests/Vectors/network-epoch.tsv
    .venv/bin/python networks.py speed --threads 2

`vectors` trains small networks for one epoch and writes the rows, the first and the last
parameters as TSV; weights as Dure lays them out, [inputs, outputs]. `speed` prints lines of name,
threads and rows a second, as the benchmark `NetworksBench.swift` does.
"""

import argparse
import itertools
import time

import torch
from torch import nn

ROWS, WIDTH, BATCH = 8192, 784, 128
STEPS, SECONDS = 16, 4


def row(*fields):
    print("\t".join(repr(f) if isinstance(f, float) else str(f) for f in fields), flush=True)


def floats(name, tensor):
    row(name, *[float(x) for x in tensor.detach().flatten()])


class Plain(nn.Module):
    """Numbers and one embedding through dense layers."""

    def __init__(self, numbers, levels, dimension, widths, activation):
        super().__init__()
        self.table = nn.Embedding(levels, dimension)
        sizes = [numbers + dimension] + widths
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.activation = activation

    def forward(self, x, codes):
        x = torch.cat([x, self.table(codes)], dim=1)
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)

    def flat(self):
        parts = [self.table.weight]
        for layer in self.layers:
            parts += [layer.weight.t().contiguous(), layer.bias]
        return torch.cat([p.detach().flatten() for p in parts])


def vectors():
    torch.manual_seed(20261123)
    print("# One epoch of small networks by PyTorch " + torch.__version__.split("+")[0])
    print("# case, head, activation, optimizer, hidden; then rows, first and last parameters")
    activations = {
        "relu": torch.relu,
        "tanh": torch.tanh,
        "gelu": lambda x: nn.functional.gelu(x, approximate="tanh"),
    }
    cases = [
        ("binary", "relu", "descent", [9, 6]),
        ("classes", "tanh", "adam", [10]),
        ("number", "gelu", "descent", [8, 5]),
    ]
    count, batch, numbers, levels, dimension = 60, 16, 3, 4, 2
    for head, activation, optimizer, hidden in cases:
        outputs = 3 if head == "classes" else 1
        net = Plain(numbers, levels, dimension, hidden + [outputs], activations[activation])
        x = torch.rand(count, numbers) * 2 - 1
        codes = torch.randint(0, levels, (count,))
        score = x.sum(1) + (codes == 1) + 0.3 * torch.randn(count)
        if head == "binary":
            y = (score > 0).float()
        elif head == "classes":
            y = (score > -0.5).long() + (score > 0.5).long()
        else:
            y = (score / 4).clamp(-1, 1)
        row("case", head, activation, optimizer, *hidden)
        floats("numbers", x)
        row("codes", *codes.tolist())
        floats("targets", y.float())
        floats("first", net.flat())
        if optimizer == "adam":
            steps = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=0.1)
        else:
            steps = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
        for start in range(0, count, batch):
            part = slice(start, start + batch)
            out = net(x[part], codes[part])
            if head == "binary":
                loss = nn.functional.binary_cross_entropy_with_logits(out[:, 0], y[part])
            elif head == "classes":
                loss = nn.functional.cross_entropy(out, y[part])
            else:
                loss = ((out[:, 0] - y[part]) ** 2).mean() / 2
            steps.zero_grad()
            loss.backward()
            steps.step()
        floats("last", net.flat())


def model():
    return nn.Sequential(
        nn.Linear(WIDTH, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)
    )


def best(body):
    """The rate of the best slice of work within some seconds: what the machine gives when nobody
    else asks for it."""
    begin, rate = time.perf_counter(), 0.0
    while time.perf_counter() - begin < SECONDS:
        start = time.perf_counter()
        rows = body()
        rate = max(rate, rows / (time.perf_counter() - start))
    return rate


def speed(threads):
    torch.set_num_threads(threads)
    x = torch.rand(ROWS, WIDTH) * 2 - 1
    y = torch.arange(ROWS) % 10
    order = torch.randperm(ROWS)
    loss_of = nn.CrossEntropyLoss()

    def epochs(net, steps, forward):
        def body():
            for step in range(STEPS):
                start = step * BATCH % ROWS
                part = order[start : start + BATCH]
                loss = loss_of(forward(x[part]), y[part])
                steps.zero_grad(set_to_none=True)
                loss.backward()
                steps.step()
            return STEPS * BATCH

        body()
        return best(body)

    for name in ["descent", "adam"]:
        net = model()
        steps = (
            torch.optim.SGD(net.parameters(), lr=0.001)
            if name == "descent"
            else torch.optim.AdamW(net.parameters(), lr=0.001)
        )
        row("torch-eager-" + name, threads, int(epochs(net, steps, net)))
        try:
            row("torch-compiled-" + name, threads, int(epochs(net, steps, torch.compile(net))))
        except Exception as error:  # No compiler on this machine: say so, and go on.
            row("torch-compiled-" + name, threads, type(error).__name__)
    private(threads, x, y, loss_of)


def private(threads, x, y, loss_of):
    from opacus import PrivacyEngine
    from torch.utils.data import DataLoader, TensorDataset

    for mode in ["hooks", "ghost"]:
        net = model()
        steps = torch.optim.SGD(net.parameters(), lr=0.1)
        loader = DataLoader(TensorDataset(x, y), batch_size=BATCH)
        options = {} if mode == "hooks" else {"grad_sample_mode": "ghost", "criterion": loss_of}
        made = PrivacyEngine().make_private(
            module=net, optimizer=steps, data_loader=loader, noise_multiplier=1.0,
            max_grad_norm=1.0, poisson_sampling=True, **options,
        )
        net, steps, loader = made[0], made[1], made[-1]
        criterion = made[2] if mode == "ghost" else loss_of

        def body():
            count = 0
            for inputs, targets in itertools.islice(loader, STEPS):
                steps.zero_grad()
                loss = criterion(net(inputs), targets)
                loss.backward()
                steps.step()
                count += len(inputs)
            return count

        row("opacus-" + mode, threads, int(best(body)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["vectors", "speed"])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.what == "vectors":
        vectors()
    else:
        speed(options.threads)
