#!/bin/bash
# A slot helper for a token: the slot's secret is encrypted to an RSA key that never leaves it.
#
# Usage, as a slot's helper: pkcs11.sh MODULE.so TOKEN KEY-ID
# The PIN comes from the environment, PKCS11_PIN. Needs pkcs11-tool (OpenSC) and openssl.
#
# Wrapping uses the public key alone; unwrapping happens in the token. OAEP is with SHA-1, which many
# tokens have nothing beside; no collision helps against it there.
set -euo pipefail

module=$1 token=$2 key=$3
read -r line
field() { sed -n "s/.*\"$1\":\"\([0-9a-z]*\)\".*/\1/p" <<< "$line"; }
bytes() { printf '%b' "$(sed 's/../\\x&/g')"; }
digits() { od -An -v -tx1 | tr -d ' \n'; }
token() { pkcs11-tool --module "$module" --token-label "$token" --id "$key" "$@"; }

grep -q '"dure_slot_helper":1' <<< "$line" || { echo "another version of the protocol" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
slot=$(field slot)
case $(field request) in
wrap)
    token --read-object --type pubkey --output-file "$folder/key" > /dev/null 2> "$folder/said" \
        || { cat "$folder/said" >&2; exit 1; }
    answer=$(printf '%s%s' "$slot" "$(field data)" | bytes | openssl pkeyutl -encrypt -pubin \
        -keyform DER -inkey "$folder/key" -pkeyopt rsa_padding_mode:oaep | digits)
    ;;
unwrap)
    field data | bytes > "$folder/wrapped"
    token --login --pin env:PKCS11_PIN --decrypt --mechanism RSA-PKCS-OAEP \
        --hash-algorithm SHA-1 --mgf MGF1-SHA1 --input-file "$folder/wrapped" \
        --output-file /dev/stdout 2> "$folder/said" | digits > "$folder/both" \
        || { cat "$folder/said" >&2; exit 1; }
    both=$(cat "$folder/both")
    [ "${both:0:8}" = "$slot" ] || { cat "$folder/said" >&2; echo "no such wrap" >&2; exit 1; }
    answer=${both:8}
    ;;
*) echo "an unknown request" >&2; exit 1 ;;
esac
printf '{"dure_slot_helper":1,"data":"%s"}\n' "$answer"
