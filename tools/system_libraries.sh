#!/bin/sh
# Sees to the system libraries that Qt needs and wheels cannot bring: usage: tools/system_libraries.sh PYTHON
# Installs what is missing where the user is root on Debian or Ubuntu, else names it in one line. Exit code 1: still missing.
set -eu

python=$1

# Windows without a screen (tests) need the first row; windows on a screen the second; the tests with a real X server the third.
libraries="libglib-2.0.so.0 libGL.so.1 libEGL.so.1 libdbus-1.so.3 libfontconfig.so.1 libxkbcommon.so.0
    libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 libxkbcommon-x11.so.0"
programs="Xvfb xauth xdotool"
packages="libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 fonts-dejavu-core
    xvfb xauth xdotool"

missing() {
    "$python" - $libraries <<'PYTHON'
import ctypes
import sys

for library in sys.argv[1:]:
    try:
        ctypes.CDLL(library)
    except OSError:
        print(library)
PYTHON
    for program in $programs; do
        command -v "$program" >/dev/null 2>&1 || echo "$program"
    done
}

case $(uname -s) in
Linux) ;;
*) exit 0 ;; # the PyQt6 wheels for Windows and macOS bring all that they need
esac

[ -n "$(missing)" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "set-up: Qt's system libraries are missing ($(missing | tr '\n' ' ')): install your distribution's packages for them." >&2
    exit 1
fi

if [ "$(id -u)" != 0 ]; then
    echo "set-up: Qt's system libraries are missing ($(missing | tr '\n' ' ')). Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends" $packages >&2
    exit 1
fi

echo "set-up: installing the system libraries that Qt needs"
apt-get update -qq
chosen=""
for package in $packages; do
    # Debian 13 and Ubuntu 24.04 renamed some for 64-bit time.
    if apt-cache show "${package}t64" >/dev/null 2>&1; then
        package="${package}t64"
    fi
    chosen="$chosen $package"
done
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $chosen >/dev/null </dev/null

left=$(missing | tr '\n' ' ')
[ -z "$left" ] || { echo "set-up: still missing after apt-get install: $left" >&2; exit 1; }
