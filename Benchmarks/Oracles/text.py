# Makes the known answers of text classification, independently of Dure, from the repository's root:
#   pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
#   python Benchmarks/Oracles/text.py
# Buckets come from the description in Sources/DureLearning/Text alone; spelling, weights and
# coefficients are unicodedata's, TfidfTransformer's and LogisticRegression's.
import csv
import unicodedata

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

FOLDER = "Tests/DureLearningTests/Vectors"
MASK = (1 << 64) - 1
CHARACTERS, WORDS, BUCKETS, RIDGE = (1, 3), (1, 2), 64, 0.3
SPELLINGS = [
    "Café", "Cafe\u0301", "한국어 문장", unicodedata.normalize("NFD", "한국어 문장"), "ÅNGSTRÖM \u212b",
    "ทดสอบภาษาไทย", "這個句子是中文。", "日本語のテキスト、2026年", "Tiếng Việt", "o\u0301\u0323 ọ\u0301",
    "Ünïcode\u3000　 spaces\n\tand  lines", "İstanbul ΣΊΣΥΦΟΣ", "\u0958\u0915\u093c", "\uf900 豈", "", " \n ", "!?",
    "👩‍👩‍👧 emoji", "MĀORI tō", "Привет, Мир",
]


def hashed(kind, column, grams):
    state = (kind + column * 0x9E3779B97F4A7C15) & MASK
    for scalar in grams:
        state = ((state ^ ord(scalar)) * 0x100000001B3) & MASK
    word = state
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def buckets(text, characters, words, count, column=0):
    # Character by character: without the special sigma at the end of a word.
    text = unicodedata.normalize("NFC", "".join(c.lower() for c in text))
    shift = 64 - count.bit_length() + 1
    found = []
    for token in text.split():
        token = f" {token} "
        for order in range(characters[0], characters[1] + 1):
            for start in range(len(token) - order + 1):
                gram = token[start:start + order]
                found.append(hashed(0x6475726520636867, column, gram) >> shift)
    tokens = "".join(c if unicodedata.category(c)[0] in "LMN" else "\0" for c in text).split("\0")
    tokens = [token + " " for token in tokens if token]
    for order in range(words[0], words[1] + 1):
        for start in range(len(tokens) - order + 1):
            gram = "".join(tokens[start:start + order])
            found.append(hashed(0x6475726520776F67, column, gram) >> shift)
    return sorted(found)


def write(name, head, rows):
    with open(f"{FOLDER}/{name}.tsv", "w", encoding="utf8") as file:
        for row in [head, *rows]:
            file.write("\t".join(map(str, row)) + "\n")


write("text-buckets", ["scalars", "buckets"], [
    (" ".join(f"{ord(c):x}" for c in text) or "-",
     " ".join(map(str, buckets(text, CHARACTERS, WORDS, 65_536))) or "-")
    for text in SPELLINGS])

with open("Examples/text/requests.csv", encoding="utf8", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["set"] == "train"]
counts = np.zeros((len(rows), BUCKETS))
for place, row in enumerate(rows):
    for bucket in buckets(row["request"], CHARACTERS, WORDS, BUCKETS):
        counts[place, bucket] += 1
values = TfidfTransformer(sublinear_tf=True).fit_transform(scipy.sparse.csr_matrix(counts))
topics = ["roads", "waste", "benefits", "documents"]
target = np.array([topics.index(row["topic"]) for row in rows])


def fitted(target, strength):
    model = LogisticRegression(
        C=strength, tol=1e-12, max_iter=100_000, solver="newton-cg").fit(values, target)
    intercepts = model.intercept_ - model.intercept_.mean()
    return np.vstack([intercepts if len(intercepts) > 1 else model.intercept_, model.coef_.T])


# Two classes: ours have coefficients of w and -w each, scikit-learn's one 2 w between them.
classes = fitted(target, 1 / RIDGE)
binary = fitted((target == 0).astype(int), 2 / RIDGE) / 2
write("text-coefficients", ["place", *topics, "binary"], [
    (place, *map(repr, map(float, classes[place])), repr(float(binary[place][0])))
    for place in range(BUCKETS + 1)])
