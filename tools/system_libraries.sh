#!/bin/sh
# Sees to the system libraries that Qt needs and wheels cannot bring: usage: tools/system_libraries.sh PYTHON
# Installs what is missing where the user is root on Debian or Ubuntu, else names it in one line. Exit code 1: Qt cannot be loaded.
set -eu

python=$1

# Without these no window can be tested, not even without a screen.
needed="libglib-2.0.so.0 libGL.so.1 libEGL.so.1 libdbus-1.so.3 libfontconfig.so.1 libxkbcommon.so.0"
# With these windows go on an X screen, and tests can bring one of their own.
wanted="libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 libxkbcommon-x11.so.0"
programs="Xvfb xauth xdotool"
packages="libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 fonts-dejavu-core
    xvfb xauth xdotool"

missing_libraries() {
    "$python" - "$@" <<'PYTHON'
import ctypes
import sys

for library in sys.argv[1:]:
    try:
        ctypes.CDLL(library)
    except OSError:
        print(library, end=" ")
PYTHON
}

# shellcheck disable=SC2086
missing() {
    missing_libraries $needed $wanted
    for program in $programs; do
        command -v "$program" >/dev/null 2>&1 || printf '%s ' "$program"
    done
}

# shellcheck disable=SC2086
leave() {
    [ -z "$(missing_libraries $needed)" ] || exit 1
    exit 0
}

case $(uname -s) in
Linux) ;;
*) exit 0 ;; # the PyQt6 wheels for Windows and macOS bring all that they need
esac

absent=$(missing)
[ -n "$absent" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "set-up: missing for Qt: $absent- install your distribution's packages for them." >&2
    leave
fi

root=no
if [ "$(id -u)" = 0 ]; then
    root=yes
    echo "set-up: installing the system libraries that Qt needs"
    apt-get update -qq || echo "set-up: apt-get update failed; trying with the package lists that are there" >&2
fi

chosen=""
for package in $packages; do
    # Debian 13 and Ubuntu 24.04 renamed some for 64-bit time.
    if apt-cache show "${package}t64" >/dev/null 2>&1; then
        package="${package}t64"
    fi
    chosen="$chosen $package"
done

if [ $root = no ]; then
    echo "set-up: missing for Qt: $absent- run: sudo apt-get install -y --no-install-recommends$chosen" >&2
    leave
fi

# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -y -qq --no-install-recommends $chosen >/dev/null </dev/null ||
    echo "set-up: apt-get could not install what Qt needs (see above)" >&2
absent=$(missing)
[ -z "$absent" ] || echo "set-up: still missing for Qt: $absent" >&2
leave
