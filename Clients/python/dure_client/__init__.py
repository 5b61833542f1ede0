"""Speaks with a Dure node's management API: studies, results, models, predictions.

Standard library only; pandas is used where it is asked for and there.

    from dure_client import Node
    node = Node(token=open("token").read().strip())
    node.propose(open("heart.toml").read())
    node.result("heart-joint").frame()
"""

import json
import math
import urllib.error
import urllib.parse
import urllib.request

__all__ = ["Model", "Node", "Prediction", "Problem", "Result"]
__version__ = "0.1.0"

_ANSWER_BYTES_MAX = 64 << 20
# A request holds 2 MiB and 100,000 rows at most.
_REQUEST_BYTES = 3 << 19
_REQUEST_ROWS = 50_000


class Problem(Exception):
    """What the node answered in place of a result (RFC 9457).

    Attributes:
        status: the HTTP status, such as 403 where a role does not allow it.
        detail: what is wrong and what to do, in the language asked for.
        place: where in the request, as a JSON pointer or a parameter; None where it has no place.
    """

    def __init__(self, status, detail, place=None):
        super().__init__(f"{detail} ({status}{', ' + place if place else ''})")
        self.status = status
        self.detail = detail
        self.place = place


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token goes to the node and nowhere else."""

    def redirect_request(self, *_):
        return None


class Node:
    """A running node, reached on its own machine.

    Args:
        url: where it listens; `dure up` prints the port.
        token: the user's token, as `dure user add` showed it.
        language: of what the node says to people, `en` or `ko`.
        timeout: seconds to wait for an answer.
    """

    def __init__(self, url="http://127.0.0.1:7373", *, token, language="en", timeout=60):
        self._base = url.rstrip("/") + "/api/v1"
        self._token = token
        self._language = language
        self._timeout = timeout
        # No proxy: the node is on this machine, and a proxy would see the token.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), _NoRedirects())

    def __repr__(self):
        return f"Node({self._base!r})"

    def ask(self, method, path, body=None):
        """Any operation of `dure api`, by method and path below `/api/v1`; answers JSON.

        Raises:
            Problem: where the node refuses or fails.
            OSError: where it cannot be reached.
        """
        request = urllib.request.Request(
            self._base + path, method=method,
            data=None if body is None else json.dumps(body, allow_nan=False).encode())
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Accept-Language", self._language)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                text = response.read(_ANSWER_BYTES_MAX + 1)
        except urllib.error.HTTPError as error:
            raise _problem(error) from None
        if len(text) > _ANSWER_BYTES_MAX:
            raise Problem(502, "The answer is longer than this client reads.")
        return json.loads(text)

    def datasets(self):
        """The cards of the datasets, a list of dictionaries."""
        return self.ask("GET", "/datasets")

    def studies(self):
        """The studies that the node knows, a list of dictionaries."""
        return self.ask("GET", "/studies")

    def study(self, name):
        """One study: its manifest, this node's answer and reasons, what it sent."""
        return self.ask("GET", f"/studies/{_part(name)}")

    def propose(self, manifest):
        """Proposes a study to the federation, given its manifest's text (TOML); answers its name."""
        return self.ask("POST", "/studies", {"manifest": manifest})["study"]

    def result(self, name):
        """The outcome of a study, a Result."""
        return Result(self.ask("GET", f"/studies/{_part(name)}/result"))

    def models(self):
        """The names of the models that studies left, a list."""
        return self.ask("GET", "/models")

    def model(self, name):
        """One Model."""
        return Model(self, name, self.ask("GET", f"/models/{_part(name)}"))


class Result:
    """The outcome of a study.

    Attributes:
        json: all of it, as the node tells it.
        phase: `proposed`, `running`, `finished` or `failed`.
    """

    def __init__(self, answer):
        self.json = answer
        self.phase = answer["phase"]

    @property
    def members(self):
        """A dictionary for each member: rows, own and joint score, difference, whether it helped."""
        outcome = self.json.get("outcome") or {}
        return [_row(member) for member in outcome.get("members", [])]

    def frame(self):
        """The members as a pandas DataFrame, one row a member."""
        import pandas

        return pandas.DataFrame(self.members)


class Model:
    """A model of the node.

    Attributes:
        name: its study's name.
        json: its description, as the node tells it.
        hash: of its description and numbers, as a hexadecimal text.
        kind: such as `linear` or `trees`.
    """

    def __init__(self, node, name, answer):
        self._node = node
        self.name = name
        self.json = answer
        self.hash = answer["hash"]
        self.kind = answer["kind"]

    def __repr__(self):
        return f"Model({self.name!r}, kind={self.kind!r}, hash={self.hash[:16]!r})"

    @property
    def coefficients(self):
        """A dictionary for each term, in the columns' own units; empty where it has none."""
        return [
            {"term": row["term"], "unit": row["unit"]}
            | ({"class": row["class"]} if "class" in row else {})
            | row["natural"]
            | {f"ratio_{key}": value for key, value in row.get("ratio", {}).items()}
            for row in self.json.get("coefficients", [])
        ]

    def frame(self):
        """The coefficients as a pandas DataFrame, one row a term."""
        import pandas

        return pandas.DataFrame(self.coefficients)

    @property
    def inputs(self):
        """The columns that the model reads, by name; True for those of numbers."""
        columns = self.json["columns"]
        inputs = {column["column"]: "levels" not in column for column in columns["inputs"]}
        inputs |= {column["column"]: False for column in columns.get("texts", [])}
        if "offset" in columns:
            inputs[columns["offset"]["column"]] = True
        return inputs

    def predict(self, rows):
        """What the model foretells.

        Only the columns that the model reads are sent, in requests of a fitting size.

        Args:
            rows: dictionaries of column and value, or a pandas DataFrame; None and NaN are missing.

        Returns:
            A Prediction, in the order of the rows; of a DataFrame it has the index as well.
        """
        index = getattr(rows, "index", None) if hasattr(rows, "to_dict") else None
        records = rows.to_dict("records") if index is not None else rows
        answers, outputs, counts = [], [], {"missing": 0, "clamped": 0}
        for body in _batches(records, self.inputs):
            answer = self._node.ask("POST", f"/models/{_part(self.name)}/predict", body)
            answers += answer["predictions"]
            outputs = answer["outputs"]
            for key in counts:
                counts[key] += answer[key]
        return Prediction(answers, outputs, index, **counts)


class Prediction:
    """What a model foretells for some rows.

    Attributes:
        values: for each row a list of numbers, one for each output; None where a value is missing.
        outputs: what each number is, such as `probability` or a class.
        missing: how many rows got no answer.
        clamped: how many rows hold a value beyond the range that the model knows.
    """

    def __init__(self, values, outputs, index, missing, clamped):
        self.values = values
        self.outputs = outputs
        self.missing = missing
        self.clamped = clamped
        self._index = index

    def __len__(self):
        return len(self.values)

    def frame(self):
        """The predictions as a pandas DataFrame: a column for each output, NaN where missing."""
        import pandas

        gap = [math.nan] * len(self.outputs)
        return pandas.DataFrame(
            [gap if value is None else value for value in self.values], columns=self.outputs,
            index=self._index)


def _part(name):
    return urllib.parse.quote(name, safe="")


def _batches(records, inputs):
    """Requests of at most so many rows and bytes, with the columns that are read."""
    rows, size = [], 0
    for record in records:
        row = {
            name: _number(record[name]) if is_number else _text(record[name])
            for name, is_number in inputs.items() if name in record
        }
        length = len(json.dumps(row, allow_nan=False)) + 2
        if rows and (size + length > _REQUEST_BYTES or len(rows) == _REQUEST_ROWS):
            yield {"rows": rows}
            rows, size = [], 0
        rows.append(row)
        size += length
    if rows:
        yield {"rows": rows}


def _is_missing(value):
    """None, NaN, and what other libraries have for it: it differs from itself, or will not say."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return True


def _number(value):
    """A number of any library as Python's own; None where it is missing, a text as it is."""
    if _is_missing(value):
        return None
    if isinstance(value, str):
        return value
    return int(value) if value == int(value) else float(value)


def _text(value):
    """A text; numbers and truth values as they are written."""
    if _is_missing(value):
        return None
    return value if isinstance(value, str) else str(value)


def _row(member):
    """A member's outcome as a flat dictionary; None where something is not defined or not shared."""
    measure = member["score"]
    row = {
        "member": member["member"],
        "train_rows": member["train-rows"],
        "test_rows": member["test-rows"],
        "score": member["score"],
    }
    estimates = {
        "own": (member["own"] or {}).get(measure),
        "joint": (member["joint"] or {}).get(measure),
        "difference": member["difference"],
    }
    for name, estimate in estimates.items():
        for key, suffix in (("value", ""), ("lower", "_lower"), ("upper", "_upper")):
            row[name + suffix] = estimate[key] if estimate else None
    row["helped"] = member["did-joining-help"]
    return row


def _problem(error):
    """The node's own words where the answer is a problem; the status alone where it is not."""
    try:
        answer = json.loads(error.read(1 << 20))
        return Problem(error.code, answer["detail"], answer.get("place"))
    except (ValueError, KeyError, TypeError):
        return Problem(error.code, error.reason)
