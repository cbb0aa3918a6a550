#!/bin/sh
# Makes the virtual environment that the Makefile works with: usage: tools/setup.sh FOLDER
# $PYTHON is the interpreter to begin with. Running it again is harmless and needs no network.
set -eu

venv=$1
python=${PYTHON:-python3}

fail() {
    echo "set-up: $*" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || fail "$python was not found: install Python 3.11 or newer (Debian, Ubuntu: apt-get install python3)."

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "$python is Python $version, but qcstation needs 3.11 or newer: install one and run make PYTHON=python3.11 (or its name)."

# Debian and Ubuntu keep ensurepip in a package of its own.
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    package="python$version-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "set-up: installing $package"
        apt-get update -qq || true # what is in the lists may do
        DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -y -qq --no-install-recommends "$package" >/dev/null </dev/null ||
            fail "Python's venv module is missing, and apt-get could not install $package (see above)."
    else
        fail "Python's venv module is missing. Run as root: apt-get install -y $package"
    fi
fi

# Left half made by an interruption, or by a Python that is gone.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "set-up: making $venv with Python $version"
    "$python" -m venv --clear "$venv"
fi

echo "set-up: installing the pinned packages into $venv (a few minutes the first time)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
# hatchling is pinned in the lock like everything else, hence no isolated (and unpinned) build environment.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
