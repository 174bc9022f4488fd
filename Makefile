# What can be done here; `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
HOST ?= 127.0.0.1
# Tests by name, marker or folder: make test ARGS="tests/laws -k floors"
ARGS ?=
PY := .venv/bin/python
CODE := selection scoring candidates campaigns oversight

.PHONY: help setup run test check bench vendor lock messages format

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

ALSO ?=
setup: ## leave the environment in .venv
	@ALSO="$(ALSO)" .ci/setup.sh

run: setup ## migrate, load the demonstration, start the server and the worker
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py up --demo --host $(HOST) --port $(PORT)

test: setup ## run every test; uses DATABASE_URL and REDIS_URL when they are set
	@.ci/test.sh $(ARGS)

check: setup ## lint, types, floors, templates, catalogue, migrations, deployment
	@.ci/check.sh

bench: setup ## print the ratios of the README
	@$(PY) -m bench $(ARGS)

vendor: ## fetch the front-end libraries anew (needs npm)
	@.ci/vendor.sh

lock: setup ## write requirements.txt anew from pyproject.toml
	@.ci/lock.sh

messages: setup ## collect the sentences and compile the catalogue (needs gettext)
	@$(PY) .ci/catalogue.py --write

format: setup ## format the code
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .
