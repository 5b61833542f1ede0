#!/bin/bash
# A slot helper for trying out: the slot's secret is encrypted under a key in a file.
#
# Usage, as a slot's helper: key-file.sh KEY
# Make a key: (umask 077; openssl rand -hex 32 > KEY)
#
# The protocol is Docs/Protocol/keys.md, section 4. What is encrypted is 48 bytes: the slot's id, so
# that what was wrapped for one slot is never unwrapped for another, the 32 bytes, and zeros. There
# is no padding, and one sentence for all that is wrong: nothing else tells what was decrypted.
set -euo pipefail

read -r line
field() { sed -n "s/.*\"$1\":\"\([0-9a-z]*\)\".*/\1/p" < <(printf '%s\n' "$line"); }
bytes() { printf '%b' "$(sed 's/../\\x&/g')"; }
digits() { od -An -v -tx1 | tr -d ' \n'; }
cipher() { openssl enc "$@" -aes-256-cbc -nopad -md sha256 -pbkdf2 -pass "file:$key"; }
refuse() { echo "not wrapped here, for this slot" >&2; exit 1; }

key=$1
printf '%s\n' "$line" | grep -q '"dure_slot_helper":1' || { echo "another version of the protocol" >&2; exit 1; }
slot=$(field slot)
case $(field request) in
wrap)
    data=$(field data)
    [ ${#data} = 64 ] || { echo "32 bytes are wrapped" >&2; exit 1; }
    answer=$(printf '%s%s%024d' "$slot" "$data" 0 | bytes | cipher -e | digits)
    ;;
unwrap)
    both=$(field data | bytes | cipher -d 2> /dev/null | digits) || refuse
    [ ${#both} = 96 ] && [ "${both:0:8}${both:72}" = "$slot$(printf '%024d' 0)" ] || refuse
    answer=${both:8:64}
    ;;
*) echo "an unknown request" >&2; exit 1 ;;
esac
printf '{"dure_slot_helper":1,"data":"%s"}\n' "$answer"
