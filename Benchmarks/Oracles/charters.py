"""Holds the product's decisions against Cedar and Rego.

    dure-oracles 2000 50 1 | python3 charters.py [--engines cedar,rego]

Each line on standard input is a charter (TOML) with requests and the product's verdicts. The
charter is read here with Python's own TOML reader, translated into policies of either language,
and every request is put to them. Prints the counts as JSON; ends with 1 where anything differs.

What is translated (Docs/Protocol/charter.md, "Deciding"):
  permit   every word of the request must be on the list, bounds and days are kept
  forbid   some word of the request is on each list
  require  as a forbid, and then bounds must be kept and people must have approved
"""

import argparse
import json
import os
import sys
import tempfile
import time
import tomllib
from decimal import Decimal

ONE_WORD = ["action", "purpose", "sensitivity", "role", "impact"]
MANY_WORDS = ["contains", "economy", "member"]
EPSILON_SCALE, DELTA_SCALE = 10**6, 10**12
VERDICTS = ["permitted", "needs-approval", "not-permitted", "forbidden"]


def read_charter(text):
    charter = tomllib.loads(text, parse_float=Decimal)
    return charter["rule"]


def day(date):
    return int(str(date).replace("-", ""))


def read_request(json_request):
    """The request with whole numbers only, and with what is left out left out."""
    request = {
        "requester": json_request["requester"],
        "secure": json_request["secure_aggregation"],
        "date": day(json_request["date"]),
        "approvals": sorted({a["person"] for a in json_request["approvals"]}),
        # A delta that nobody named is 0 beside any epsilon that was.
        "epsilon_said": "epsilon" in json_request,
    }
    for field in ONE_WORD:
        if field in json_request:
            request[field] = json_request[field]
    for field in MANY_WORDS:
        request[field] = json_request.get(field, [])
    for field in ["cohort", "retention_days"]:
        if field in json_request:
            request[field] = json_request[field]
    for field, scale in [("epsilon", EPSILON_SCALE), ("delta", DELTA_SCALE)]:
        value = json_request.get(field)
        if value is not None and not isinstance(value, str):
            request[field] = int(Decimal(repr(value)) * scale)
    return request


class Cedar:
    """One policy a rule; a require is a forbid of what does not meet it."""

    name = "cedar"

    def __init__(self, rules, people):
        permits, forbids, bounds, approvals = [], [], [], []
        for rule in rules:
            if rule["effect"] == "permit":
                permits.append(self.policy("permit", self.fits(rule) + self.bounds(rule)))
            elif rule["effect"] == "forbid":
                secure = (
                    [f"context.secure == {str(rule['secure_aggregation']).lower()}"]
                    if "secure_aggregation" in rule
                    else []
                )
                forbids.append(self.policy("forbid", self.touches(rule) + secure))
            else:
                kept = " && ".join(self.bounds(rule)) or "true"
                bounds.append(self.policy("forbid", self.touches(rule) + [f"!({kept})"]))
                counted = " + ".join(
                    f'(if {self.approved(rule, person)} then 1 else 0)' for person in people
                )
                missing = f"({counted or '0'}) < {rule.get('approvals', 0)}"
                approvals.append(self.policy("forbid", self.touches(rule) + [missing]))
        everything = "permit(principal, action, resource);"
        self.sets = [
            "\n".join(permits + forbids + bounds + approvals),
            "\n".join(permits + forbids + bounds),
            "\n".join([everything] + forbids),
        ]

    def decide(self, requests):
        import cedarpy

        asked = [
            {
                "principal": 'User::"asker"',
                "action": 'Action::"ask"',
                "resource": 'Data::"data"',
                "context": request,
            }
            for request in requests
        ]
        answers = []
        for policies in self.sets:
            results = cedarpy.is_authorized_batch(asked, policies, [])
            for result in results:
                if result.diagnostics.errors:
                    raise RuntimeError(f"cedar: {result.diagnostics.errors}")
            answers.append([result.allowed for result in results])
        verdicts = []
        for now, approved, unforbidden in zip(*answers):
            if not unforbidden:
                verdicts.append("forbidden")
            elif not approved:
                verdicts.append("not-permitted")
            else:
                verdicts.append("permitted" if now else "needs-approval")
        return verdicts

    @staticmethod
    def policy(effect, conditions):
        return f"{effect}(principal, action, resource) when {{ {' && '.join(conditions)} }};"

    @staticmethod
    def days(rule):
        conditions = ["true"]
        if "from" in rule:
            conditions.append(f"context.date >= {day(rule['from'])}")
        if "until" in rule:
            conditions.append(f"context.date <= {day(rule['until'])}")
        return conditions

    def touches(self, rule):
        conditions = self.days(rule)
        for field in ONE_WORD:
            if field in rule:
                listed = f"(context has {field} && {json.dumps(rule[field])}.contains(context.{field}))"
                judged = f"!(context has impact) || {listed}" if field == "impact" else listed
                conditions.append(f"({judged})")
        for field in MANY_WORDS:
            if field in rule:
                conditions.append(f"context.{field}.containsAny({json.dumps(rule[field])})")
        return conditions

    def fits(self, rule):
        conditions = self.days(rule)
        for field in ONE_WORD:
            if field in rule:
                listed = f"{json.dumps(rule[field])}.contains(context.{field})"
                conditions.append(f"context has {field} && {listed}")
        for field in MANY_WORDS:
            if field in rule:
                conditions.append(f"{json.dumps(rule[field])}.containsAll(context.{field})")
                if field != "contains":
                    conditions.append(f"!context.{field}.isEmpty()")
        return conditions

    @staticmethod
    def bounds(rule):
        conditions = []
        if "min_cohort" in rule:
            conditions.append(f"context has cohort && context.cohort >= {rule['min_cohort']}")
        if "max_epsilon" in rule:
            most = int(Decimal(rule["max_epsilon"]) * EPSILON_SCALE)
            conditions.append(
                f"context has epsilon && context.epsilon > 0 && context.epsilon <= {most}"
            )
        if "max_delta" in rule:
            most = int(Decimal(rule["max_delta"]) * DELTA_SCALE)
            conditions.append(
                "(if context has delta then "
                f"(context.delta >= 0 && context.delta <= {most}) else context.epsilon_said)"
            )
        if "retention_days" in rule:
            most = rule["retention_days"]
            conditions.append(
                f"context has retention_days && context.retention_days <= {most}"
            )
        if rule.get("secure_aggregation"):
            conditions.append("context.secure")
        return conditions

    @staticmethod
    def approved(rule, person):
        is_other = f'context.requester != "{person}"' if rule.get("separation", True) else "true"
        return f'context.approvals.contains("{person}") && {is_other}'


class Rego:
    """One rule of the module for each rule of the charter, evaluated to the verdict itself."""

    name = "rego"

    HEAD = """package dure

import rego.v1

default permitted := false

default forbidden := false

default unmet := false

default waiting := false

impact_unjudged if not input.impact

verdict := "forbidden" if {
    forbidden
} else := "not-permitted" if {
    not permitted
} else := "not-permitted" if {
    unmet
} else := "needs-approval" if {
    waiting
} else := "permitted"
"""

    def __init__(self, rules, people):
        del people  # Sets can be counted here.
        module = [self.HEAD]
        for number, rule in enumerate(rules):
            if rule["effect"] == "permit":
                module.append(self.rule("permitted", self.fits(rule) + self.bounds(rule)))
            elif rule["effect"] == "forbid":
                for conditions in self.touches(rule):
                    if "secure_aggregation" in rule:
                        setting = str(rule["secure_aggregation"]).lower()
                        conditions = conditions + [f"input.secure == {setting}"]
                    module.append(self.rule("forbidden", conditions))
            else:
                module += self.require(number, rule)
        self.module = "\n".join(module)

    def require(self, number, rule):
        asker = "; p != input.requester" if rule.get("separation", True) else ""
        people = f"count({{p | some p in input.approvals{asker}}})"
        rules = [
            self.rule(f"kept_{number}", self.bounds(rule)),
            self.rule(f"approved_{number}", [f"{people} >= {rule.get('approvals', 0)}"]),
        ]
        for conditions in self.touches(rule):
            rules.append(self.rule("unmet", conditions + [f"not kept_{number}"]))
            rules.append(self.rule("waiting", conditions + [f"not approved_{number}"]))
        return rules

    def decide(self, requests):
        import opa_eval

        with tempfile.NamedTemporaryFile("w", suffix=".rego", delete=False) as file:
            file.write(self.module)
        try:
            policy = opa_eval.OpaEval(file.name, query="data.dure.verdict")
            return [policy.evaluate_parsed(json.dumps(request)) for request in requests]
        finally:
            os.unlink(file.name)

    @staticmethod
    def rule(name, conditions):
        body = "\n".join(f"    {condition}" for condition in conditions or ["true"])
        return f"{name} if {{\n{body}\n}}\n"

    @staticmethod
    def days(rule):
        conditions = ["true"]
        if "from" in rule:
            conditions.append(f"input.date >= {day(rule['from'])}")
        if "until" in rule:
            conditions.append(f"input.date <= {day(rule['until'])}")
        return conditions

    @staticmethod
    def words(rule, field):
        return "{" + ", ".join(json.dumps(word) for word in rule[field]) + "}"

    def touches(self, rule):
        """The ways in which a rule is about a request: two where it names impact."""
        conditions = self.days(rule)
        for field in ONE_WORD:
            if field in rule and field != "impact":
                conditions.append(f"input.{field} in {self.words(rule, field)}")
        for field in MANY_WORDS:
            if field in rule:
                conditions.append(
                    f"count({self.words(rule, field)} & {{w | some w in input.{field}}}) > 0"
                )
        if "impact" not in rule:
            return [conditions]
        return [
            conditions + ["impact_unjudged"],
            conditions + [f"input.impact in {self.words(rule, 'impact')}"],
        ]

    def fits(self, rule):
        conditions = self.days(rule)
        for field in ONE_WORD:
            if field in rule:
                conditions.append(f"input.{field} in {self.words(rule, field)}")
        for field in MANY_WORDS:
            if field in rule:
                rest = f"{{w | some w in input.{field}}} - {self.words(rule, field)}"
                conditions.append(f"count({rest}) == 0")
                if field != "contains":
                    conditions.append(f"count(input.{field}) > 0")
        return conditions

    @staticmethod
    def bounds(rule):
        conditions = ["true"]
        if "min_cohort" in rule:
            conditions.append(f"input.cohort >= {rule['min_cohort']}")
        if "max_epsilon" in rule:
            most = int(Decimal(rule["max_epsilon"]) * EPSILON_SCALE)
            conditions += ["input.epsilon > 0", f"input.epsilon <= {most}"]
        if "max_delta" in rule:
            most = int(Decimal(rule["max_delta"]) * DELTA_SCALE)
            said = "[d | d := 0; input.epsilon_said]"
            delta = f"array.concat([d | d := input.delta], {said})"
            conditions.append(f"count({delta}) > 0")
            conditions.append(f"{delta}[0] >= 0")
            conditions.append(f"{delta}[0] <= {most}")
        if "retention_days" in rule:
            conditions.append(f"input.retention_days <= {rule['retention_days']}")
        if rule.get("secure_aggregation"):
            conditions.append("input.secure == true")
        return conditions


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engines", default="cedar,rego")
    arguments = parser.parse_args()
    engines = [e for e in [Cedar, Rego] if e.name in arguments.engines.split(",")]
    counts = {
        "charters": 0,
        "requests": 0,
        "verdicts": dict.fromkeys(VERDICTS, 0),
        "differences": {engine.name: 0 for engine in engines},
        "seconds": {engine.name: 0.0 for engine in engines},
    }
    for line in sys.stdin:
        entry = json.loads(line)
        rules = read_charter(entry["charter"])
        requests = [read_request(case["request"]) for case in entry["cases"]]
        verdicts = [case["verdict"] for case in entry["cases"]]
        people = sorted({p for request in requests for p in request["approvals"]})
        counts["charters"] += 1
        counts["requests"] += len(requests)
        for verdict in verdicts:
            counts["verdicts"][verdict] += 1
        for engine in engines:
            began = time.monotonic()
            answers = engine(rules, people).decide(requests)
            counts["seconds"][engine.name] += time.monotonic() - began
            for case, verdict, answer in zip(entry["cases"], verdicts, answers):
                if verdict == answer:
                    continue
                counts["differences"][engine.name] += 1
                if counts["differences"][engine.name] <= 3:
                    print(
                        f"{engine.name} says {answer}, the product {verdict}:\n"
                        f"{json.dumps(case['request'])}\n{entry['charter']}",
                        file=sys.stderr,
                    )
        if counts["charters"] % 200 == 0:
            print(f"{counts['requests']} requests", file=sys.stderr)
    counts["seconds"] = {name: round(s, 1) for name, s in counts["seconds"].items()}
    print(json.dumps(counts, indent=2))
    # Where a verdict hardly ever came up, nothing was compared.
    is_rich = all(count * 100 >= counts["requests"] for count in counts["verdicts"].values())
    sys.exit(0 if is_rich and not any(counts["differences"].values()) else 1)


if __name__ == "__main__":
    main()
