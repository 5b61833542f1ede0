"""Against a real node: Scripts/client.sh starts a federation and says where it is."""

import math
import os
import unittest
from decimal import Decimal
from fractions import Fraction

from dure_client import Node, Problem

FOLDER = os.environ["DURE_EXAMPLE"]


def node(role="analyst", **options):
    return Node(os.environ["DURE_URL"], token=os.environ[f"DURE_{role.upper()}"], **options)


def has_pandas():
    try:
        import pandas  # noqa: F401
    except ImportError:
        return False
    return True


class ClientTests(unittest.TestCase):
    def test_a_finished_study_is_read(self):
        result = node().result("heart-joint")
        self.assertEqual(result.phase, "finished")
        members = {row["member"]: row for row in result.members}
        self.assertEqual(set(members), {"cleveland", "hungarian", "switzerland", "va"})
        row = members["cleveland"]
        self.assertEqual(row["score"], "auc")
        self.assertTrue(0.5 < row["own"] < row["joint"] < 1)
        self.assertAlmostEqual(row["joint"] - row["own"], row["difference"], places=6)
        self.assertTrue(row["difference_lower"] <= row["difference"] <= row["difference_upper"])

    def test_a_model_predicts_what_its_coefficients_say(self):
        model = node().model("heart-joint")
        self.assertEqual(model.kind, "linear")
        self.assertEqual(len(model.hash), 64)
        terms = {row["term"]: row for row in model.coefficients}
        self.assertTrue(terms["age"]["lower"] < terms["age"]["value"] < terms["age"]["upper"])
        row = {name: 1 for name in terms if name != "1"} | {"age": 60, "trestbps": 140}
        row |= {"chol": 240, "thalach": 150, "oldpeak": 2.5}
        answer = model.predict([row, row | {"age": None}, row | {"age": 999}])
        odds = terms["1"]["value"] + sum(
            terms[name]["value"] * value for name, value in row.items())
        self.assertEqual(answer.outputs, ["probability"])
        self.assertAlmostEqual(answer.values[0][0], 1 / (1 + math.exp(-odds)), places=9)
        self.assertIsNone(answer.values[1])
        self.assertEqual((answer.missing, answer.clamped, len(answer)), (1, 1, 3))

    def test_many_rows_go_in_several_requests(self):
        model = node().model("heart-joint")
        row = {name: 1 for name in model.inputs} | {"note": "x" * 1_000}
        rows = [row | {"age": 30 + number % 50} for number in range(20_000)]
        answers = model.predict(rows)
        self.assertEqual(len(answers), 20_000)
        self.assertEqual(answers.values[:50], model.predict(rows[:50]).values)
        self.assertEqual(answers.values[-50:], model.predict(rows[-50:]).values)

    def test_numbers_of_other_kinds_are_taken(self):
        model = node().model("heart-joint")
        row = {name: 1 for name in model.inputs}
        other = row | {"age": Decimal("60.5"), "sex": True, "chol": Fraction(481, 2)}
        plain = row | {"age": 60.5, "sex": 1, "chol": 240.5}
        self.assertEqual(model.predict([other]).values, model.predict([plain]).values)
        self.assertEqual(model.predict([row | {"age": math.nan}]).missing, 1)

    def test_a_study_is_proposed(self):
        with open(f"{FOLDER}/heart-joint.toml") as file:
            manifest = file.read().replace('id = "heart-joint"', 'id = "heart-again"')
        self.assertEqual(node().propose(manifest), "heart-again")
        self.assertIn("heart-joint", [study["study"] for study in node().studies()])

    def test_what_is_wrong_is_told_with_its_place(self):
        with self.assertRaises(Problem) as refused:
            node("auditor").propose("x")
        self.assertEqual(refused.exception.status, 403)
        with self.assertRaises(Problem) as unknown:
            node().model("no-such")
        self.assertEqual(unknown.exception.status, 404)
        with self.assertRaises(Problem) as wrong:
            node().model("heart-joint").predict([{"age": "old"}])
        self.assertEqual(wrong.exception.place, "/rows/0/age")
        with self.assertRaises(Problem) as fewer:
            node().model("heart-joint").predict([{"age": 60}])
        self.assertEqual(fewer.exception.status, 422)
        with self.assertRaises(Problem) as toml:
            node(language="ko").propose("[study]\nid = 3")
        self.assertEqual(toml.exception.status, 422)
        self.assertRegex(toml.exception.detail, "[가-힣]")
        with self.assertRaises(Problem) as stranger:
            Node(os.environ["DURE_URL"], token="0" * 64).studies()
        self.assertEqual(stranger.exception.status, 401)
        with self.assertRaises(OSError):
            Node("http://127.0.0.1:1", token="x", timeout=2).studies()

    def test_names_stay_within_their_part_of_the_path(self):
        with self.assertRaises(Problem):
            node().model("../users")

    @unittest.skipUnless(has_pandas(), "pandas is not installed")
    def test_pandas_in_and_out(self):
        import pandas

        frame = node().result("heart-joint").frame()
        self.assertEqual(list(frame["member"]), ["cleveland", "hungarian", "switzerland", "va"])
        self.assertTrue((frame["train_rows"] > 0).all())
        model = node().model("heart-joint")
        self.assertIn("standard_error", model.frame().columns)
        table = pandas.read_csv(f"{FOLDER}/fed-heart-disease.csv")
        table = table[table["centre"] == "cleveland"]
        answers = model.predict(table)
        foretold = answers.frame()
        self.assertTrue((foretold.index == table.index).all())
        whole = table.drop(columns=["disease"]).notna().all(axis=1)
        self.assertEqual(answers.missing, int((~whole).sum()))
        ill = foretold["probability"][table["disease"] == 1].mean()
        well = foretold["probability"][table["disease"] == 0].mean()
        self.assertGreater(ill, well + 0.3)


if __name__ == "__main__":
    unittest.main()
