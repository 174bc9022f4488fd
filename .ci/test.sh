#!/usr/bin/env bash
# Run the tests on both cores, with what is given on the command line handed to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
chromium=${CHROMIUM:-$(command -v chromium || true)}
if [ -z "$chromium" ]; then
    echo "Chromium is not installed: the browser tests are left out (sudo apt-get install -y chromium)."
    set -- -m "not browser" "$@"
fi
exec .venv/bin/python -m pytest -n "${TEST_PROCESSES:-2}" "$@"
