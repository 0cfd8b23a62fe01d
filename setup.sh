#!/bin/sh
# Sets up what handbill runs with: the system's libraries, and .venv with the packages of the lock file.
# `sh setup.sh` is for `make`, `sh setup.sh test` adds what the tests need. Where all is there, it does nothing.
# Its last act is a stamp, so that whatever was interrupted or damaged is made again.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")"
folder=$(pwd -P)
for_tests=${1:-}

debian="python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1"

# Prints Debian's name of each thing that is missing. The libraries are those that WeasyPrint opens; without the last
# one a Chinese PDF takes a hundred times as long. macOS has them where Homebrew's own Python looks.
survey='
import ctypes, ctypes.util, importlib.util, sys
if not importlib.util.find_spec("ensurepip"): print("python3-venv")
for library, package in {
    "pango-1.0.so.0": "libpango-1.0-0",
    "pangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "fontconfig.so.1": "libfontconfig1",
    "harfbuzz.so.0": "libharfbuzz0b",
    "harfbuzz-subset.so.0": "libharfbuzz-subset0",
}.items():
    name = f"lib{library}"
    if sys.platform == "darwin": name = ctypes.util.find_library(library.partition(".so")[0]) or name
    try: ctypes.CDLL(name)
    except OSError: print(package)
'

main() {
    if is_set_up "$for_tests"; then return; fi
    find_python
    install_missing
    wait_for_others
    if is_set_up "$for_tests"; then return; fi
    make_venv
}

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

locks() { if [ -z "$1" ]; then say requirements.lock; else say requirements.lock requirements-test.lock; fi; }

stamp() { say ".venv/handbill-${1:-run}.stamp"; }

# A stamp holds the checksum of the lock files, this folder (a .venv that was moved does not work), and each package.
checksum() { cat $(locks "$1") | cksum; }

is_set_up() {
    [ -f "$(stamp "$1")" ] || return 1
    is_as_stamped "$1" <"$(stamp "$1")" || return 1
    [ "$(.venv/bin/python -c "$survey
print('and no more')" 2>/dev/null)" = "and no more" ]
}

is_as_stamped() {
    IFS= read -r stamped && [ "$stamped" = "$(checksum "$1")" ] || return 1
    IFS= read -r stamped && [ "$stamped" = "$folder" ] || return 1
    while IFS= read -r stamped; do [ -e "$stamped" ] || return 1; done
}

write_stamp() {
    {
        checksum "$1"
        say "$folder"
        ls -d .venv/bin/* .venv/lib/python3*/site-packages/*
    } >"$(stamp "$1").new"
    mv "$(stamp "$1").new" "$(stamp "$1")"
}

# Sets $python to the program itself, not to the link to it in a virtual environment that may be active (even ours).
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3 /opt/homebrew/bin/python3; do
        python=$("$name" -c '
import ctypes, sys
if sys.version_info >= (3, 11): print(sys._base_executable)
' 2>/dev/null) || python=
        if [ -n "$python" ]; then return; fi
    done
}

install_missing() {
    survey_system
    if [ -z "$missing" ]; then return; fi
    say "handbill needs what this system lacks: $missing."
    if ! may_install; then explain; fi
    say "Installing it with apt-get, which takes about a minute."
    $as_root apt-get update -qq || say "The list of packages could not be renewed; going on with the one that is here."
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
        -o DPkg::Lock::Timeout=300 $missing </dev/null >/dev/null || explain
    find_python
    survey_system
    if [ -n "$missing" ]; then say "apt-get did its work, and this is still missing: $missing."; explain; fi
}

survey_system() {
    if [ -z "$python" ]; then
        missing=$debian
    else
        missing=$("$python" -c "$survey" | tr '\n' ' ')
        missing=${missing% }
    fi
}

# Sets $as_root. A sudo that asks for a password is for a person at a terminal only.
may_install() {
    as_root=
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -eq 0 ]; then return; fi
    as_root=sudo
    command -v sudo >/dev/null || return 1
    if sudo -n true 2>/dev/null; then return; fi
    [ -t 0 ] && say "sudo may ask for your password." && sudo -v
}

explain() {
    fail "Please run the command of your system, and then make again. Python must be 3.11 or later, which Debian 12," \
        "Ubuntu 24.04, Fedora 38 and later have; on macOS take Homebrew's, since no other finds Homebrew's libraries." \
        "  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install $debian" \
        "  Fedora:          sudo dnf install python3 pango harfbuzz fontconfig" \
        "  macOS:           brew install python pango harfbuzz fontconfig"
}

# Two set-ups of one folder take turns. The lock is the open file's and ends with this shell and what it started.
wait_for_others() {
    mkdir -p .handbill
    exec 9>>.handbill/setup.lock
    "$python" -c 'import fcntl; fcntl.flock(0, fcntl.LOCK_EX | fcntl.LOCK_NB)' <&9 2>/dev/null && return
    say "Another set-up is at work in this folder; waiting until it ends."
    "$python" -c 'import fcntl; fcntl.flock(0, fcntl.LOCK_EX)' <&9 2>/dev/null ||
        say "This folder cannot be locked; going on."
}

make_venv() {
    if ! is_set_up ""; then
        rm -rf .venv
        "$python" -m venv .venv || fail "$python could not make a virtual environment; what it says stands above."
    fi
    lock=requirements${for_tests:+-test}.lock
    rm -f "$(stamp)" "$(stamp test)"
    say "Installing the packages of $lock into .venv, which takes about a minute."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --no-deps -r "$lock" ||
        fail "The packages could not be installed; what pip says stands above. Once it is mended, run make again."
    if [ -n "$for_tests" ]; then write_stamp test; fi
    write_stamp ""
}

main
