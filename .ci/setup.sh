#!/usr/bin/env bash
# Leave a working environment in .venv: `make setup`. Quick when there is nothing to do.
# Writes inside the repository only, but for system packages where the user may install them.
set -euo pipefail
cd "$(dirname "$0")/.."

# What WeasyPrint and the notices need from the system; `make setup ALSO="chromium gettext"` adds to it.
needed="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"

missing() { # package...: those that are not installed
    for package in "$@"; do
        state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$state" = installed ] || printf '%s ' "$package"
    done
}

as_root() { # how to run a command as root, or fail
    if [ "$(id -u)" = 0 ]; then echo env; elif sudo -n true 2>/dev/null; then echo sudo -n env; else return 1; fi
}

install() { # package...: install them where the user may, else say in one line what to run
    local root log
    if root=$(as_root); then
        log=$(mktemp)
        echo "Installing $*"
        if { $root DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" ||
            { $root apt-get update -q && $root DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
                --no-install-recommends "$@"; }; } >"$log" 2>&1 </dev/null; then
            rm -f "$log"
            return 0
        fi
        tail -n 5 "$log" >&2
        rm -f "$log"
    fi
    echo "Missing: $* — run: sudo apt-get install -y $*" >&2
    return 1
}

python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3.11 python3.12 python3; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
fi
if [ -z "$python" ]; then
    echo "Missing: Python 3.11 — run: sudo apt-get install -y python3 python3-venv" >&2
    exit 1
fi

can_make_venv() { # either with the pip that ensurepip carries or with the system's own
    "$python" -c 'import ensurepip, venv' 2>/dev/null || "$python" -m pip --version >/dev/null 2>&1
}

if command -v dpkg-query >/dev/null; then
    if [ ! -x .venv/bin/python ] && ! can_make_venv; then needed="python3-venv $needed"; fi
    # shellcheck disable=SC2046,SC2086
    set -- $(missing $needed ${ALSO:-})
    # Without Pango everything runs but the printing of notices, so the setup goes on.
    [ $# = 0 ] || install "$@" || [ "$1" != python3-venv ] || exit 1
elif ! ldconfig -p 2>/dev/null | grep -q libpangoft2; then
    echo "Missing: Pango — install it with this system's package manager" >&2
fi

stamp="$("$python" -V 2>&1) $(sha256sum requirements.txt | cut -d' ' -f1)"
if [ -x .venv/bin/python ] && [ "$(cat .venv/.ready 2>/dev/null)" = "$stamp" ]; then
    exit 0
fi

if ! .venv/bin/python -c '' 2>/dev/null; then
    rm -rf .venv
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv .venv
    else
        "$python" -m venv --without-pip .venv
    fi
fi

rm -f .venv/.ready
echo "Installing the Python packages into .venv"
quiet="--quiet --disable-pip-version-check --no-input"
if command -v uv >/dev/null; then
    uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r requirements.txt
elif .venv/bin/python -m pip --version >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    .venv/bin/python -m pip install $quiet --require-hashes -r requirements.txt
else
    # shellcheck disable=SC2086
    "$python" -m pip --python .venv/bin/python install $quiet --require-hashes -r requirements.txt
fi
echo "$stamp" >.venv/.ready
