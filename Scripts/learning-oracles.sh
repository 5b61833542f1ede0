#!/bin/bash
# Holds learning against other libraries (Benchmarks/Oracles).
#
#   Scripts/learning-oracles.sh [DATA]     DATA: the folder of the data sets (../shared/data)
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-../shared/data}

venv=.build-oracles/learning
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 scikit-learn==1.9.1 \
        statsmodels==0.15.0 lifelines==0.30.3 xgboost==3.2.0 lightgbm==4.7.0 1>&2
fi
for name in regression statistics survival choosing text; do
    echo "=== $name: known answers, made anew" >&2
    "$venv/bin/python" "Benchmarks/Oracles/$name.py"
done
# The tests hold the product to these files; here it shows whether the libraries still say the same.
git diff --stat --exit-code -- Tests/DureLearningTests/Vectors
"$venv/bin/python" Benchmarks/Oracles/matrix.py .build/release/dure-networks
Scripts/onnx.sh .build/release/dure-models
if [ -d "$data" ]; then
    "$venv/bin/python" Benchmarks/Oracles/trees.py .build/release/dure-models "$data"
else
    echo "=== trees: there is no $data; left out" >&2
fi
