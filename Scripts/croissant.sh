#!/bin/bash
# Describes datasets as Croissant and holds that against MLCommons' own reader.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.build-oracles/croissant
if [ ! -x "$venv/bin/mlcroissant" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet 'mlcroissant==1.1.*' 1>&2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
dure=$PWD/.build/debug/dure
"$dure" init --home "$scratch/clinic" --name clinic --economy KR >/dev/null 2>&1
printf 'patient,age,name of ward\nP-1,63,"7, ""east"""\nP-2,,8\n' >"$scratch/ward.csv"
cat >"$scratch/card.toml" <<'CARD'
title = "Ward 7, \"the quiet one\""
source = "admissions 2020 to 2025"
legal_basis = "consent"
notice = "leaflet"
purposes = ["research", "care"]
contains = ["health"]
subject = "patient"
retained_until = 2099-12-31
[columns.age]
unit = "years"
range = [0, 120]
CARD
"$dure" data import "$scratch/ward.csv" --home "$scratch/clinic" --name ward \
    --card "$scratch/card.toml" >/dev/null 2>&1
"$dure" data croissant ward --home "$scratch/clinic" --output "$scratch/ward.json"
heart=Examples/heart-disease
"$dure" data import "$heart/fed-heart-disease.csv" --home "$scratch/clinic" --name heart \
    --card "$heart/card.toml" >/dev/null 2>&1
"$dure" data croissant heart --home "$scratch/clinic" --output "$scratch/heart.json"
# Its context is smaller than the format's own: the reader says so on the error stream.
"$venv/bin/python" Benchmarks/Oracles/croissant.py "$scratch/ward.json" "$scratch/heart.json" \
    2>"$scratch/errors" || { cat "$scratch/errors" >&2; exit 1; }
