#!/bin/bash
# A slot helper for a token: the slot's secret is encrypted under an AES key that never leaves it.
#
# Usage, as a slot's helper: pkcs11.sh MODULE.so TOKEN KEY-ID
# The PIN comes from the environment, PKCS11_PIN. Needs pkcs11-tool (OpenSC).
#
# Why no RSA key: everybody has its public half, and could wrap a secret of their own with it. What
# is encrypted is 48 bytes: the slot's id, the 32 bytes, and zeros. There is no padding, and one
# sentence for all that is wrong with what was decrypted, so that nobody learns it from answers.
set -euo pipefail

module=$1 token=$2 key=$3
read -r line
field() { sed -n "s/.*\"$1\":\"\([0-9a-z]*\)\".*/\1/p" < <(printf '%s\n' "$line"); }
bytes() { printf '%b' "$(sed 's/../\\x&/g')"; }
digits() { od -An -v -tx1 | tr -d ' \n'; }

printf '%s\n' "$line" | grep -q '"dure_slot_helper":1' || { echo "another version of the protocol" >&2; exit 1; }
# In memory where that is possible: what the token decrypts passes through here.
folder=$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)
trap 'rm -rf "$folder"' EXIT

# token --encrypt|--decrypt IV: from $folder/in to $folder/out
token() {
    pkcs11-tool --module "$module" --token-label "$token" --login --pin env:PKCS11_PIN \
        --id "$key" "$1" --mechanism AES-CBC --iv "$2" \
        --input-file "$folder/in" --output-file "$folder/out" > "$folder/said" 2>&1 \
        || { cat "$folder/said" >&2; exit 1; }
}

slot=$(field slot)
case $(field request) in
wrap)
    iv=$(head -c 16 /dev/urandom | digits)
    data=$(field data)
    [ ${#data} = 64 ] || { echo "32 bytes are wrapped" >&2; exit 1; }
    printf '%s%s%024d' "$slot" "$data" 0 | bytes > "$folder/in"
    token --encrypt "$iv"
    answer=$iv$(digits < "$folder/out")
    ;;
unwrap)
    data=$(field data)
    printf '%s' "${data:32}" | bytes > "$folder/in"
    token --decrypt "${data:0:32}"
    both=$(digits < "$folder/out")
    [ ${#both} = 96 ] && [ "${both:0:8}${both:72}" = "$slot$(printf '%024d' 0)" ] ||
        { echo "not wrapped here, for this slot" >&2; exit 1; }
    answer=${both:8:64}
    ;;
*) echo "an unknown request" >&2; exit 1 ;;
esac
printf '{"dure_slot_helper":1,"data":"%s"}\n' "$answer"
