#!/usr/bin/env bash
# Write requirements.txt, the full list with hashes, from the direct dependencies of pyproject.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    [ -x .cache/uv/bin/uv ] || .venv/bin/python -m pip install --quiet --target .cache/uv uv
    uv=.cache/uv/bin/uv
fi
"$uv" pip compile --quiet --no-config --python-version 3.11 --generate-hashes --no-strip-extras --custom-compile-command "make lock" \
    --output-file requirements.txt pyproject.toml
