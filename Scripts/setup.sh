#!/bin/bash
# All set-up that a machine needs to build Dure: Swift, and a few system packages.
#
# Says nothing when nothing is missing. As root on Debian or Ubuntu it installs missing packages;
# otherwise it prints the line that would. It never fetches Swift itself: that is yours to trust.
#
#   Scripts/setup.sh [COMMAND...]     commands that a task needs beside: xz, openssl, python3,
#                                     go; sumdb, Go's packages for transparency logs;
#                                     postgres, a server that the tests start for themselves; and
#                                     openblas, the variant with threads, for the trait OpenBLAS
set -euo pipefail

swift_major_min=6
swift_minor_min=2

has_command() { command -v "$1" >/dev/null 2>&1; }
has_file() { compgen -G "$1" >/dev/null; }

# Which packages are missing: one name a line. Each is asked for by what we use of it.
missing_packages() {
    local cxx=libstdc++-12-dev
    if [ -r /etc/os-release ] && ! grep -q '^VERSION_ID="12"' /etc/os-release; then cxx=g++; fi
    # Swift itself: fetches packages with git over HTTPS, links with the C library.
    has_command git || echo git
    has_command make || echo make
    has_file '/etc/ssl/certs/ca-certificates.crt' || echo ca-certificates
    has_command ld || echo binutils
    has_file '/usr/include/stdlib.h' || echo libc6-dev
    has_file '/usr/include/c++/*/vector' || echo "$cxx"
    # Libraries that the compiler and the package manager of Swift load.
    has_library libcurl.so.4 || echo libcurl4
    has_library libxml2.so.2 || echo libxml2
    has_library libsqlite3.so.0 || echo libsqlite3-0
    has_library libncurses.so.6 || echo libncurses6
    has_library libuuid.so.1 || echo libuuid1
    has_library libz.so.1 || echo zlib1g
    local command
    for command in "$@"; do
        is_there "$command" || package_of "$command"
    done
}

is_there() {
    case $1 in
        postgres) has_file '/usr/lib/postgresql/*/bin/initdb' && has_library libpq.so.5 ;;
        openblas) has_library openblas-pthread/libopenblas.so ;;
        sumdb) has_file /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog/tlog.go ;;
        *) has_command "$1" ;;
    esac
}

package_of() {
    case $1 in
        go) echo golang-go ;;
        openblas) echo libopenblas-pthread-dev ;;
        sumdb) echo golang-golang-x-mod-dev ;;
        postgres) printf '%s\n' postgresql libpq5 ;;
        xz) echo xz-utils ;;
        python3) printf '%s\n' python3 python3-venv ;;
        *) echo "$1" ;;
    esac
}

has_library() { has_file "/usr/lib/*-linux-gnu/$1" || has_file "/lib/*-linux-gnu/$1"; }

install_packages() {
    local packages=("$@")
    local -a line=(apt-get install -y --no-install-recommends "${packages[@]}")
    if [ "$(id -u)" = 0 ]; then
        echo "Installing: ${packages[*]}" >&2
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -q && "${line[@]}" -q; } >&2
    else
        echo "These packages are missing. Install them, and start again:" >&2
        echo "    sudo apt-get update && sudo ${line[*]}" >&2
        return 1
    fi
}

check_packages() {
    # Elsewhere than on Debian and its kin, names and places differ: the build will tell.
    has_command dpkg || return 0
    local packages
    mapfile -t packages < <(missing_packages "$@")
    if [ "${#packages[@]}" -gt 0 ]; then install_packages "${packages[@]}"; fi
}

explain_swift() {
    cat >&2 <<TEXT
$1
Dure needs Swift $swift_major_min.$swift_minor_min or newer (6.3 is what it is tested with). Get the toolchain for your system
from the Swift project's own page, https://www.swift.org/install/linux/ (for Debian 12 the
archive "swift-6.3-RELEASE-debian12"), check its signature as that page tells, unpack it, and put
its usr/bin folder first on PATH. Then start again.
TEXT
    exit 1
}

check_swift() {
    local said version major minor
    has_command swift || explain_swift "There is no swift on PATH."
    said=$(swift --version 2>&1) || explain_swift "swift --version fails: ${said##*$'\n'}"
    version=$(sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' <<<"$said" | head -n 1)
    [ -n "$version" ] || explain_swift "swift --version does not say which Swift this is."
    major=${version%%.*}
    minor=${version#*.}
    if ((major < swift_major_min || (major == swift_major_min && minor < swift_minor_min))); then
        explain_swift "This is Swift $version."
    fi
}

check_packages "$@"
check_swift
