# Each target sets up what it needs, once: a virtual environment, the dependencies at their pinned versions, a browser.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt
STAMPS := $(VENV)/stamps

ifeq ($(MAKECMDGOALS)$(BASE),bench-compare)
$(error Say with which commit: make bench-compare BASE=HEAD~1)
endif

.PHONY: demo run test check check-all bench bench-compare docs format clean help

help: ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 15

demo: $(STAMPS)/run ## a marketplace, the worker and the app on this machine
	$(BIN)/vigie demo

run: $(STAMPS)/run ## worker and app on your own account (settings in .env)
	$(BIN)/vigie up

test: $(STAMPS)/dev browser ## all tests but the torture
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(STAMPS)/dev browser ## format, lint, types, import contracts, dependencies, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check-all: export VIGIE_EXAMPLES := 5
check-all: check ## check, with more examples of each property, and the torture (half an hour)
	$(BIN)/python -m pytest -m slow --timeout 1800

bench: $(STAMPS)/bench browser ## the figures, with peers in the same run
	$(BIN)/python -m benchmarks

bench-compare: $(STAMPS)/bench ## has anything become slower since BASE=<commit>? (about a quarter of an hour)
	$(BIN)/python -m benchmarks.compare $(BASE) $(ARGS)

docs: $(STAMPS)/run ## the dictionary of the analysts' file and the codes of the checks as pages
	$(BIN)/python -m etl.store.marts.dictionary_page > docs/dictionary.md
	$(BIN)/python -m etl.preflight.codes_page > docs/codes.md

format: $(STAMPS)/dev ## format and sort imports
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## forget the environment and the demo; your data in var/ stays
	rm -rf $(VENV) var/demo

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Vigie needs Python 3.11 or newer; set PYTHON=python3.12, say.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/run: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev]'
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run

$(STAMPS)/bench: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev,bench]'
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run $(STAMPS)/dev

.PHONY: browser
browser: $(STAMPS)/dev
	@sh tests/e2e/ensure_browser.sh $(BIN)/playwright
