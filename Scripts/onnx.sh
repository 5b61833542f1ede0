#!/bin/bash
# Trains a model of each kind on the bundled examples and has ONNX Runtime foretell the same.
#
#   Scripts/onnx.sh DURE_MODELS
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.build-oracles/onnx
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet numpy==2.4.6 onnx==1.23.2 onnxruntime==1.32.0 1>&2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$venv/bin/python" Benchmarks/Oracles/exports.py "$1" Examples "$scratch"
