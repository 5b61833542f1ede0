#!/bin/bash
# Checks the management API's document, and sends the API of a real node what can be made up from it.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=$PWD/.build-oracles/api
if [ ! -x "$venv/bin/schemathesis" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet 'schemathesis==4.*' 'openapi-spec-validator==0.*' 1>&2
fi
scratch=$(mktemp -d)
node=
finish() {
    if [ -n "$node" ]; then kill "$node" 2>/dev/null || true; wait "$node" 2>/dev/null || true; fi
    rm -rf "$scratch"
}
trap finish EXIT
dure=$PWD/.build/debug/dure
home=$scratch/clinic

"$dure" api >"$scratch/openapi.json"
"$venv/bin/openapi-spec-validator" "$scratch/openapi.json"

"$dure" init --home "$home" --name clinic --economy KR >/dev/null 2>&1
for pair in steward:kim privacy-officer:lee overseer:park; do
    printf '\n[[responsible]]\nrole = "%s"\nperson = "%s"\nqualification = { en = "Trained" }\n' \
        "${pair%:*}" "${pair#*:}" >>"$home/charter.toml"
done
heart=Examples/heart-disease
"$dure" data import "$heart/fed-heart-disease.csv" --home "$home" --name heart \
    --card "$heart/card.toml" >/dev/null 2>&1
for pair in steward:kim privacy-officer:lee analyst:ana auditor:audi operator:opa; do
    "$dure" user add "${pair#*:}" --role "${pair%:*}" --days 1 --home "$home" --json |
        "$venv/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["token"])' \
            >"$scratch/${pair%:*}"
done
"$dure" up --home "$home" --api-port 0 --json >"$scratch/up" 2>"$scratch/errors" &
node=$!
for _ in $(seq 100); do
    port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$scratch/up")
    [ -n "$port" ] && break
    sleep 0.1
done
[ -n "$port" ] || { cat "$scratch/errors" >&2; exit 1; }

# Names in paths are those that are there, so one operation does not follow from another's answer:
# there is no stateful phase. What is well formed and still cannot be done is 422; what a role may not is 403.
cat >"$scratch/schemathesis.toml" <<'TOML'
[parameters]
dataset = "heart"
user = "ana"
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429"]
TOML
# It leaves files where it runs.
cd "$scratch"
for role in steward privacy-officer analyst auditor operator; do
    if ! "$venv/bin/schemathesis" --config-file "$scratch/schemathesis.toml" \
        run "$scratch/openapi.json" --url "http://127.0.0.1:$port" --no-color \
        -H "Authorization: Bearer $(cat "$scratch/$role")" --max-examples "${EXAMPLES:-5}" \
        --phases examples,coverage,fuzzing --generation-deterministic --exclude-operation-id eraseDataset \
        >"$scratch/report" 2>&1; then
        cat "$scratch/report" >&2
        exit 1
    fi
    echo "$role: $(grep -E 'generated,' "$scratch/report" | sed 's/^ *//')"
done

# Whatever was asked, the ledger is sound and the node ends when it is told to.
kill -TERM "$node"
wait "$node"
node=
"$dure" ledger verify "$home" | head -n 1
