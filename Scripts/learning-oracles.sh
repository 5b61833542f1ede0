#!/bin/bash
# Holds learning against other libraries (Benchmarks/Oracles), and prints one table at the end.
#
#   Scripts/learning-oracles.sh [DATA]     DATA: the folder of the data sets (../shared/data)
set -euo pipefail
cd "$(dirname "$0")/.."
data=${1:-../shared/data}
oracles=Benchmarks/Oracles
models=.build/release/dure-models

venv=.build-oracles/learning
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 scikit-learn==1.9.1 \
        statsmodels==0.15.0 lifelines==0.30.3 xgboost==3.2.0 lightgbm==4.7.0 1>&2
fi
DURE_ORACLES=$(mktemp)
export DURE_ORACLES
trap 'rm -f "$DURE_ORACLES"' EXIT

for name in regression statistics survival choosing text; do
    echo "=== $name: known answers, made anew" >&2
    "$venv/bin/python" "$oracles/$name.py"
done
# What does not hold is a line of the table, which is printed in any case.
status=0
"$venv/bin/python" "$oracles/vectors.py" || status=1
"$venv/bin/python" "$oracles/answers.py" "$models" || status=1
"$venv/bin/python" "$oracles/matrix.py" "$models" || status=1
Scripts/onnx.sh "$models" || status=1
if [ -d "$data" ]; then
    "$venv/bin/python" "$oracles/trees.py" "$models" "$data" || status=1
else
    echo "=== trees: there is no $data; left out" >&2
fi
echo
"$venv/bin/python" "$oracles/table.py" "$DURE_ORACLES" || status=1
exit "$status"
