#!/bin/bash
# Prints the table of speed; all arguments are those of dure-speed. PEERS=no leaves peers out.
# The programs must have been built for release before (`make bench` does).
set -euo pipefail
cd "$(dirname "$0")/.."

options=(--dure "$PWD/.build/release/dure")
if [ -x dist/dure ] && [ -f dist/dure.xz ]; then options+=(--file "$PWD/dist/dure"); fi

# Of the rows that are asked for, each script measures those that it knows.
rows=
for ((place = 1; place < $#; place++)); do
    if [ "${!place}" = --rows ]; then next=$((place + 1)); rows=${!next}; fi
done
# A peer that cannot be measured here costs its figures and nothing else.
if [ "${PEERS:-yes}" != no ]; then
    for name in learning flower; do
        script=Benchmarks/Peers/$name.py
        wanted=$(python3 "$script" --list "$rows") || continue
        [ -n "$wanted" ] || continue
        if python3 "$script" --rows "$wanted" --out ".build/$name.jsonl" >&2 \
            && [ -s ".build/$name.jsonl" ]; then
            options+=(--peers "$PWD/.build/$name.jsonl")
        else
            echo "$script could not measure; the table comes without it." >&2
        fi
    done
fi
exec .build/release/dure-speed "${options[@]}" "$@"
