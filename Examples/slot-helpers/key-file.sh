#!/bin/bash
# A slot helper for trying out: the slot's secret is encrypted to an RSA key in a file.
#
# Usage, as a slot's helper: key-file.sh KEY.pem
# Make a key: (umask 077; openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out KEY.pem)
#
# The protocol is Docs/Protocol/keys.md, section 4. The slot's id goes into what is encrypted, so
# that what was wrapped for one slot is never unwrapped for another.
set -euo pipefail

read -r line
field() { sed -n "s/.*\"$1\":\"\([0-9a-z]*\)\".*/\1/p" <<< "$line"; }
bytes() { printf '%b' "$(sed 's/../\\x&/g')"; }
digits() { od -An -v -tx1 | tr -d ' \n'; }
oaep=(-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256)

grep -q '"dure_slot_helper":1' <<< "$line" || { echo "another version of the protocol" >&2; exit 1; }
slot=$(field slot)
case $(field request) in
wrap)
    answer=$(printf '%s%s' "$slot" "$(field data)" | bytes \
        | openssl pkeyutl -encrypt -inkey "$1" "${oaep[@]}" | digits)
    ;;
unwrap)
    both=$(field data | bytes | openssl pkeyutl -decrypt -inkey "$1" "${oaep[@]}" | digits)
    [ "${both:0:8}" = "$slot" ] || { echo "wrapped for another slot" >&2; exit 1; }
    answer=${both:8}
    ;;
*) echo "an unknown request" >&2; exit 1 ;;
esac
printf '{"dure_slot_helper":1,"data":"%s"}\n' "$answer"
