#!/usr/bin/env bash
# Every check that is not a test, each named; all of them run, the first failure is not the last word.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=""

run() { # name command...
    local name=$1
    shift
    local output
    if output=$("$@" 2>&1); then
        echo "ok    $name"
    else
        printf 'FAIL  %s\n%s\n' "$name" "$output"
        failed="$failed $name"
    fi
}

production() { # a command under production settings with keys made for this one run
    env ZEYOU_ENV=production DEBUG= DATABASE_URL=postgres://zeyou@127.0.0.1/zeyou REDIS_URL=redis://127.0.0.1:6379/0 \
        SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w0)" FIELD_KEY="$(head -c 32 /dev/urandom | base64 -w0)" \
        LEDGER_KEY="$(head -c 32 /dev/urandom | base64 -w0)" ALLOWED_HOSTS=zeyou.example \
        PUBLIC_URL=https://zeyou.example "$@"
}

run lint $bin/ruff check .
run format $bin/ruff format --check --output-format concise .
run types $bin/mypy
run floors $bin/lint-imports
run templates $bin/djlint --lint --quiet templates
run catalogue $bin/python .ci/catalogue.py
run migrations $bin/python manage.py makemigrations --check --dry-run
run system $bin/python manage.py check --fail-level WARNING
run deployment production $bin/python manage.py check --deploy --fail-level WARNING
run whitespace git diff --check HEAD

[ -z "$failed" ] || { echo "Failed:$failed"; exit 1; }
