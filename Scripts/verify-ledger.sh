#!/bin/bash
# Has Go's own packages for transparency logs check a ledger that Dure made and handed out, and
# every forgery of it (Benchmarks/Ledger). The programs must have been built before.
#
#   Scripts/verify-ledger.sh [ENTRIES]
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

.build/debug/dure-ledgers "$scratch" "${1:-10000}"
dure=.build/debug/dure
"$dure" ledger export "$scratch/honest" --to "$scratch/exported" --policy "$scratch/honest/ledger/policy"
for index in 0 1234 $((${1:-10000} - 1)); do
    "$dure" ledger receipt "$scratch/exported" "$index" --output "$scratch/$index.tlog-proof"
done

# The packages come from Debian (golang-golang-x-mod-dev), so nothing is fetched.
export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOCACHE="$PWD/.build/go-cache"
(cd Benchmarks/Ledger/verify && go build -o "$scratch/verify" .)
"$scratch/verify" --trials "$scratch"
