#!/bin/bash
# Builds the one file that is installed: release, Swift's runtime inside, stripped; and the same
# compressed. Prints the path of the file.
#
#   Scripts/one-file.sh [FOLDER]      the folder is dist/ unless another is named
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-dist}
scratch=.build-static

mkdir -p "$folder"
swift build -c release --product dure --static-swift-stdlib --scratch-path "$scratch" 1>&2
install -m 755 "$(swift build -c release --static-swift-stdlib --scratch-path "$scratch" \
    --show-bin-path)/dure" "$folder/dure"
strip "$folder/dure"
xz -9 -T0 --keep --force "$folder/dure"
"$folder/dure" --version 1>&2
echo "$folder/dure"
