"""Known answers for networks, from PyTorch (CPU).

    python3 -m venv .venv && .venv/bin/pip install torch numpy
    .venv/bin/python networks.py > ../../Tests/DureLearningTests/Vectors/network-epoch.tsv

Trains small networks for one epoch and writes the rows, the first and the last parameters as TSV;
weights as Dure lays them out, [inputs, outputs].
"""

import torch
from torch import nn


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


if __name__ == "__main__":
    vectors()
