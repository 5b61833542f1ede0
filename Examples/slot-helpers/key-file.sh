#!/bin/bash
# A slot helper for trying out: the slot's secret is encrypted under a key in a file.
#
# Usage, as a slot's helper: key-file.sh KEY
# Make a key: (umask 077; openssl rand -hex 32 > KEY)
#
# The protocol is Docs/Protocol/keys.md, section 4. The slot's id goes into what is encrypted, so
# that what was wrapped for one slot is never unwrapped for another.
set -euo pipefail

read -r line
field() { sed -n "s/.*\"$1\":\"\([0-9a-z]*\)\".*/\1/p" <<< "$line"; }
bytes() { printf '%b' "$(sed 's/../\\x&/g')"; }
digits() { od -An -v -tx1 | tr -d ' \n'; }
cipher() { openssl enc "$@" -aes-256-cbc -md sha256 -pbkdf2 -pass "file:$key"; }

key=$1
grep -q '"dure_slot_helper":1' <<< "$line" || { echo "another version of the protocol" >&2; exit 1; }
slot=$(field slot)
case $(field request) in
wrap) answer=$(printf '%s%s' "$slot" "$(field data)" | bytes | cipher -e | digits) ;;
unwrap)
    both=$(field data | bytes | cipher -d | digits)
    [ "${both:0:8}" = "$slot" ] || { echo "wrapped for another slot" >&2; exit 1; }
    answer=${both:8}
    ;;
*) echo "an unknown request" >&2; exit 1 ;;
esac
printf '{"dure_slot_helper":1,"data":"%s"}\n' "$answer"
