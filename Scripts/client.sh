#!/bin/bash
# Runs the Python client's tests against a node of a real federation, with pandas and without.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=$PWD/.build-oracles/client
if [ ! -e "$venv/ready" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet pandas 1>&2
    touch "$venv/ready"
fi
scratch=$(mktemp -d)
children=()
finish() {
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
    wait
    rm -rf "$scratch"
}
trap finish EXIT
dure=$PWD/.build/debug/dure
home=$scratch/demo

# A finished study to read: the four hospitals, then the coordinator and one of them once more.
"$dure" demo --no-privacy --home "$home" >"$scratch/out" 2>&1 || { cat "$scratch/out" >&2; exit 1; }
# The port that a process says it listens on.
listening() {
    local port
    for _ in $(seq 200); do
        port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$1" | head -n 1)
        if [ -n "$port" ]; then
            echo "$port"
            return
        fi
        sleep 0.1
    done
    cat "$1" "$scratch/errors" >&2
    return 1
}
port=$(sed -n 's/^port = \([0-9]*\)$/\1/p' "$home/cleveland/node.toml" | head -n 1)
"$dure" coordinate --home "$home/coordinator" --port "$port" --json \
    >"$scratch/coordinator" 2>"$scratch/errors" &
children+=($!)
listening "$scratch/coordinator" >/dev/null
for role in analyst auditor; do
    "$dure" user add "$role" --role "$role" --days 1 --home "$home/cleveland" --json |
        "$venv/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["token"])' \
            >"$scratch/$role"
done
"$dure" up --home "$home/cleveland" --api-port 0 --json >"$scratch/up" 2>"$scratch/errors" &
children+=($!)
api=$(listening "$scratch/up")

export PYTHONPATH=$PWD/Clients/python PYTHONDONTWRITEBYTECODE=1
export DURE_URL=http://127.0.0.1:$api DURE_EXAMPLE=$PWD/Examples/heart-disease
DURE_ANALYST=$(cat "$scratch/analyst") DURE_AUDITOR=$(cat "$scratch/auditor")
export DURE_ANALYST DURE_AUDITOR
tests=$PWD/Clients/python/tests/test_client.py
# The machine's own Python has no pandas, as a rule: the client works without.
python3 "$tests"
"$venv/bin/python" "$tests"
