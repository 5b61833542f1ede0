#!/bin/bash
# Prints the table of speed; all arguments are those of dure-speed. PEERS=no leaves peers out.
# The programs must have been built for release before (`make bench` does).
set -euo pipefail
cd "$(dirname "$0")/.."

options=(--dure "$PWD/.build/release/dure")
if [ -x dist/dure ] && [ -f dist/dure.xz ]; then options+=(--file "$PWD/dist/dure"); fi

# A peer that cannot be measured here costs its columns and nothing else.
peers=.build/peers.jsonl
if [ "${PEERS:-yes}" != no ] && [ -f Benchmarks/Peers/flower.py ]; then
    if python3 Benchmarks/Peers/flower.py --out "$peers" >&2 && [ -s "$peers" ]; then
        options+=(--peers "$peers")
    else
        echo "Flower could not be measured; the table comes without it." >&2
    fi
fi
exec .build/release/dure-speed "${options[@]}" "$@"
