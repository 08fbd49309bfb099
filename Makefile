.DEFAULT_GOAL := help
.PHONY: help setup console demo serve test check format bench conformance clients lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTS ?= tests

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(READY) console ## make the virtual environment with the pinned libraries, build the console

$(READY): requirements.lock pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh "$(VENV)"
	@touch $@

console: $(READY) ## build the browser console if its sources changed (Node)
	@$(BIN)/python tools/console.py

demo: $(READY) console ## start a registry, use it, and show who did what
	@$(BIN)/lading demo $(ARGS)

serve: $(READY) console ## run a server until it is stopped
	@$(BIN)/lading serve $(ARGS)

test: $(READY) console ## run every test this machine can run, and say what is left out
	@$(BIN)/python -m pytest $(TESTS) -rs $(ARGS)

check: $(READY) ## format, lint, types, import directions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/console.py check

format: $(READY) ## put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## measure against peers, both sides in one run
	@$(BIN)/python -m bench $(ARGS)

conformance: $(READY) ## the OCI conformance suite (Go), spec 1.1 and dev
	@$(BIN)/python tools/conformance.py

clients: $(READY) ## tests with crane, regctl, cosign and others, built from source (Go)
	@$(BIN)/python tools/clients.py $(ARGS)

lock: ## pin the libraries anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

clean: ## remove what the other targets made
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
