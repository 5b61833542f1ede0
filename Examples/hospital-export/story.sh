#!/bin/bash
# A hospital's export with resident numbers: bring it in, mask them, let one study in and refuse
# another, prove it to an auditor offline, erase one patient. README.md beside it tells the story.
#
#   Examples/hospital-export/story.sh [FOLDER]     an empty folder; left out, one that is removed
#
# `dure` must be in PATH. The patients never lived: patients.awk makes them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -gt 0 ]; then
    mkdir -p "$1"
    cd "$1"
else
    cd "$(mktemp -d)"
    scratch=$PWD
fi
port=${DURE_STORY_PORT:-7474}
finish() {
    # What was never started, or has ended, need not be ended.
    kill $(jobs -p) 2>/dev/null || true
    wait
    if [ -n "${scratch:-}" ]; then rm -rf "$scratch"; fi
}
trap finish EXIT
say() { printf '\n== %s\n' "$*"; }
# What must be refused, and the word that must be in the refusal.
refused() {
    local word=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "this was to be refused: $*" >&2
        return 1
    fi
    printf '%s\n' "$said"
    case $said in *"$word"*) ;; *) echo "no word of '$word' in it" >&2 && return 1 ;; esac
}

say "1. Three hospitals; Seoul's export has resident numbers"
awk -v seed=1 -v rows=400 -v numbers=1 -f "$here/patients.awk" >seoul.csv
awk -v seed=2 -v rows=300 -f "$here/patients.awk" >busan.csv
awk -v seed=3 -v rows=300 -f "$here/patients.awk" >jeju.csv
dure data scan seoul.csv || test $? = 1

say "2. A federation, and homes under the rules of their economy"
dure federation create --home fed --name hospitals --accord "$here/accord.toml"
dure coordinate --home fed --port "$port" >fed.log 2>&1 &
until [ -s fed.log ]; do sleep 0.1; done
for hospital in seoul busan jeju; do
    dure init --home "$hospital" --name "$hospital" --economy KR 2>/dev/null
    cat "$here/responsible.toml" >>"$hospital/charter.toml"
    dure charter check "$hospital/charter.toml"
done

say "3. Numbers that nobody acts upon stay outside; masked, the export comes in"
refused resident_number dure data import seoul.csv --home seoul --name heart --card "$here/card.toml"
dure data import seoul.csv --home seoul --name heart --card "$here/card.toml" --mask resident_number
dure data import busan.csv --home busan --name heart --card "$here/card.toml"
dure data import jeju.csv --home jeju --name heart --card "$here/card.toml"
dure data search --subject P-10042 --home seoul
number=$(awk -F, '$1 == "P-10042" { print $2 }' seoul.csv)
if grep -rqF -e "${number#*-}" seoul; then
    echo "the number is in the home" >&2
    exit 1
fi

say "4. They join"
for hospital in seoul busan jeju; do
    token=$(dure federation token --home fed --member "$hospital" --economy KR)
    dure federation join --home "$hospital" --coordinator "127.0.0.1:$port" --token "$token" \
        --accord "$here/accord.toml"
    dure up --home "$hospital" >"$hospital.log" 2>&1 &
done

say "5. One study is let in: research, with noise, and a person has said yes"
dure study propose "$here/research.toml" --home busan
for hospital in seoul busan jeju; do
    until dure study review heart-risk --home "$hospital" >review.txt 2>&1; do sleep 0.3; done
    dure study approve heart-risk --home "$hospital" --as officer-7 --role privacy-officer
done
cat review.txt
dure study watch heart-risk --home seoul
until dure model show heart-risk --home seoul; do sleep 0.3; done

say "6. Another is refused: advertising is none of the purposes"
dure study propose "$here/advertising.toml" --home busan
until dure study review heart-adverts --home seoul >review.txt 2>&1; do sleep 0.3; done
cat review.txt
grep -qi "advertising" review.txt
until dure study list --home seoul --json | grep -q '"refused"'; do sleep 0.3; done
dure study list --home seoul

say "7. The papers: what was done, and what left"
dure records processing --home seoul
dure records releases --home seoul

say "8. An auditor has a copy of the ledger and two keys, no node and no network"
until dure ledger verify seoul --policy seoul/ledger/policy >verified.txt; do sleep 0.3; done
dure ledger export seoul --to for-the-auditor
cp seoul/ledger/verifier seoul.key
cp jeju/ledger/cosigner jeju.key
dure ledger verify for-the-auditor --key seoul.key --witness-key jeju.key
dure ledger audit for-the-auditor --key seoul.key --action dataset.federate --last 3
cp -r for-the-auditor forged
sed -i '0,/permitted/s//forbidden/' forged/ledger/tile/entries/000*/* 2>/dev/null ||
    sed -i '0,/permitted/s//forbidden/' forged/ledger/tile/entries/000
refused "NOT sound" dure ledger verify forged --key seoul.key

say "9. A patient asks to be erased"
dure data erase heart --subject P-10042 --home seoul
refused "P-10042" sh -c '
    found=$(dure data search --subject P-10042 --home seoul --json)
    [ "$found" != "[]" ] && exit 0
    echo "P-10042 is in no dataset any more"
    exit 1'
dure ledger audit seoul --action vault.subject --last 3
echo "What the erased rows had been used for, and which version of the data has them no more:"
dure data lineage heart --home seoul

say "All of it happened as told."
