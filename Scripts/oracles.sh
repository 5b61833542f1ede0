#!/bin/bash
# Holds the product's decisions against Cedar and Rego (Benchmarks/Oracles/charters.py).
#
#   Scripts/oracles.sh [CHARTERS] [REQUESTS] [SEED]
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.build-oracles/venv
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet 'cedarpy==4.8.*' opa-eval 1>&2
fi
.build/debug/dure-oracles "${1:-2000}" "${2:-50}" "${3:-1}" \
    | "$venv/bin/python" Benchmarks/Oracles/charters.py
