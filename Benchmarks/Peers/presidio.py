#!/usr/bin/env python3
"""Measures Presidio (PyPI `presidio-analyzer`) on the texts of Dure's own scanner rows.

    python3 Benchmarks/Peers/presidio.py --out presidio.jsonl

One JSON line a row goes to standard output or to `--out`, progress to standard error. Presidio
lives in a virtual environment of its own, `.build-presidio/venv`, made on the first run.

How it measures. Every recogniser that Presidio has for rules and checks is loaded, those of
single countries too, for all languages at once; no trained model is, so names of persons are
left out, which favours Presidio's speed. The tokeniser is spaCy's blank English one. Each
sentence is analysed by itself. A number is found where a result covers it, whatever else it
covers, and found as what it is where the result's entity is one of those that the table below
allows for the type. Speed counts processor seconds of this one process.
"""

import argparse
import csv
import inspect
import json
import logging
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / ".build-presidio" / "venv"
TESTS = ROOT / "Tests" / "DureVaultTests"
PRESIDIO_VERSION = "2.2.*"
LETTER_SHARE = 10

# What Presidio calls a type of ours; a type that is missing here is one it does not know.
ENTITIES = {
    "kr_rrn": ["KR_RRN"], "kr_rrn_2020": ["KR_RRN"], "kr_frn": ["KR_FRN"], "kr_brn": ["KR_BRN"],
    "kr_driver": ["KR_DRIVER_LICENSE"], "kr_passport": ["KR_PASSPORT"],
    "sg_nric": ["SG_NRIC_FIN"], "sg_uen": ["SG_UEN"], "th_pin": ["TH_TNIN"],
    "ph_tin": ["PH_TIN"], "ph_sss": ["PH_UMID"], "us_ein": ["US_PROVIDER_TAX_ID"],
    "au_tfn": ["AU_TFN"], "au_medicare": ["AU_MEDICARE"], "au_abn": ["AU_ABN"],
    "au_acn": ["AU_ACN"], "ca_sin": ["CA_SIN"], "us_ssn": ["US_SSN"], "us_itin": ["US_ITIN"],
    "us_npi": ["US_NPI"], "us_aba": ["ABA_ROUTING_NUMBER"], "us_mbi": ["US_MBI"],
    "card": ["CREDIT_CARD"], "iban": ["IBAN_CODE"], "email": ["EMAIL_ADDRESS"],
}


def in_own_environment():
    """Makes the environment where it is not there, and goes on in it."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run(
            [str(VENV / "bin" / "pip"), "install", "--quiet",
             f"presidio-analyzer=={PRESIDIO_VERSION}"], check=True)
    if pathlib.Path(sys.prefix) != VENV:
        sys.exit(subprocess.run([str(python), __file__, *sys.argv[1:]], check=False).returncode)


def rows(path):
    lines = [line for line in path.read_text("utf-8").split("\n")
             if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def analyser():
    """An analyser with every recogniser of rules that the package has."""
    import spacy
    # Its check of e-mail looks for a newer list of domains first; the one it carries will do.
    logging.getLogger("tldextract").setLevel(logging.CRITICAL)
    from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

    class Blank(NlpEngine):
        """spaCy's blank tokeniser, without a model."""

        def __init__(self):
            self.nlp = spacy.blank("en")

        def load(self):
            pass

        def is_loaded(self):
            return True

        def get_supported_languages(self):
            return ["en"]

        def get_supported_entities(self):
            return []

        def is_stopword(self, word, language):
            return self.nlp.vocab[word].is_stop

        def is_punct(self, word, language):
            return self.nlp.vocab[word].is_punct

        def process_text(self, text, language):
            doc = self.nlp(text)
            return NlpArtifacts(
                [], doc, [token.idx for token in doc], [token.text.lower() for token in doc],
                self, language)

        def process_batch(self, texts, language, **more):
            for text in texts:
                yield text, self.process_text(text, language)

    registry = RecognizerRegistry(supported_languages=["en"])
    names = []
    for name, kind in sorted(vars(known).items()):
        if not inspect.isclass(kind):
            continue
        is_rule = issubclass(kind, PatternRecognizer) and kind is not PatternRecognizer
        if not (is_rule or name == "PhoneRecognizer"):
            continue
        try:
            recogniser = kind(supported_language="en")
        except Exception as error:  # One that wants more than rules is left out, and said.
            print(f"left out: {name}: {error}", file=sys.stderr)
            continue
        registry.add_recognizer(recogniser)
        names.append(name)
    engine = AnalyzerEngine(
        registry=registry, nlp_engine=Blank(), supported_languages=["en"])
    return engine, names


def recall(engine, sentences):
    found = typed = 0
    for kind, value, text in sentences:
        start = text.index(value)
        end = start + len(value)
        here = [r for r in engine.analyze(text, "en") if r.start <= start and r.end >= end]
        found += bool(here)
        wanted = ["PHONE_NUMBER"] if kind.endswith("_phone") else ENTITIES.get(kind, [])
        typed += any(r.entity_type in wanted for r in here)
    return found, typed, len(sentences)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out")
    parser.add_argument("--letters", type=int, default=200_000, help="bytes to measure speed on")
    arguments = parser.parse_args()
    in_own_environment()
    engine, names = analyser()
    print(f"{len(names)} recognisers", file=sys.stderr)
    import importlib.metadata
    version = importlib.metadata.version("presidio-analyzer")
    out = open(arguments.out, "w", encoding="utf-8") if arguments.out else sys.stdout

    def line(row, **figures):
        json.dump({"peer": "presidio", "row": row, "version": version, **figures}, out)
        out.write("\n")
        out.flush()

    variants = rows(TESTS / "Vectors" / "identifier_variants.tsv")
    frames = {}
    for row in variants:
        if row["variant"] == "plain":
            frames.setdefault(row["economy"], row["text"].replace(row["written"], "*"))
    plain = []
    for row in rows(TESTS / "Vectors" / "identifiers.tsv"):
        frame = frames.get(row["economy"], "The number * is given.")
        for place in "123":
            value = row[f"valid_{place}"]
            plain.append((row["identifier"], value, frame.replace("*", value)))
    written = [(row["identifier"], row["written"], row["text"]) for row in variants]
    for key, sentences in [("scan-plain", plain), ("scan-variants", written)]:
        found, typed, count = recall(engine, sentences)
        line(key, percent=100 * typed / count, found=found, typed=typed, count=count)

    harmless = [row["text"] for row in rows(TESTS / "Texts" / "udhr.tsv")]
    size = sum(len(text.encode()) for text in harmless)
    hits = sum(len(engine.analyze(text, "en")) for text in harmless)
    line("scan-harmless", per_megabyte=hits * 1e6 / size, hits=hits, bytes=size)

    letters, total = [], 0
    while total < arguments.letters:
        text = harmless[len(letters) % len(harmless)]
        if len(letters) % LETTER_SHARE == 0:
            text += "\n" + written[len(letters) // LETTER_SHARE % len(written)][2]
        letters.append(text)
        total += len(text.encode())
    began = time.process_time()
    for text in letters:
        engine.analyze(text, "en")
    spent = time.process_time() - began
    line("scan", megabytes_per_second=total / 1e6 / spent, cpu_seconds=spent, bytes=total)


if __name__ == "__main__":
    main()
