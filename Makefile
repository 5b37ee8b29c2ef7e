# The common errands of this project, each one command. `make` alone lists them.
#
# Everything is installed into .venv/ here and nowhere else. A stamp file remembers what was installed, so that only a
# change of pyproject.toml or constraints.txt installs again.
#
#   PYTHON=python3.12   the Python to build .venv with (otherwise the first of 3.11 to 3.13 that is found)
#   PIP_ARGS="..."      more arguments for pip, for instance an index with a smaller or faster PyTorch build
#   ARGS="..."          arguments for the command that is run
#   WORKERS=0           tests in one process (otherwise one for each core)

SHELL := /bin/sh
PYTHON ?=
PIP_ARGS ?=
ARGS ?=
WORKERS ?= auto

VENV := .venv
PY := $(VENV)/bin/python
PINS := pyproject.toml constraints.txt
INSTALL = $(PY) -m pip install --disable-pip-version-check -c constraints.txt --report $(VENV)/installed.json $(PIP_ARGS)
KNOWN = $(PY) tests/packaging/hashes.py $(VENV)/installed.json

.DEFAULT_GOAL := help
.PHONY: help run test test-fast check inspect format format-check lint types contracts audit reliability fuzz chaos mutation coverage bench evaluate sample wheel clean

help: ## list these errands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/for-run ## install what is needed (the first time) and open the window
	@$(PY) main.py $(ARGS)

# Bytecode is kept even where the environment says otherwise: each worker and each program that a test starts would compile
# everything again.
test: $(VENV)/for-test ## install what the tests need and run them all on all cores, without a screen
	@QT_QPA_PLATFORM=offscreen $(PY) -m sketchpad.display
	@PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n $(WORKERS) --dist loadgroup $(SELECT) $(ARGS)

test-fast: SELECT := -m "not slow"
test-fast: test ## run what one runs between two edits: all but the slow tests, within two minutes on two cores

check: inspect test ## everything a change must pass: format, lint, types, import contracts, tests

inspect: format-check lint types contracts audit ## the part of `check` that runs nothing

format: $(VENV)/for-dev ## put the code into its standard form
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix --quiet . || true

format-check: $(VENV)/for-dev
	@$(PY) -m ruff format --check .

lint: $(VENV)/for-dev
	@$(PY) -m ruff check .

types: $(VENV)/for-dev
	@$(PY) -m mypy

contracts: $(VENV)/for-dev
	@$(VENV)/bin/lint-imports

audit: $(VENV)/for-test ## known faults of the packages, from docs/advisories.json, without a network
	@$(PY) -m tests.packaging.audit

reliability: $(VENV)/for-test ## the figures of docs/reliability.md, within half an hour (SHORT=1: a minute)
	@$(PY) -m tests.reliability.fuzz --seconds $(if $(SHORT),10,300)
	@$(PY) -m tests.reliability.chaos --seed 1 --seconds $(if $(SHORT),15,600)
	@$(PY) -m tests.reliability.soak --cycles $(if $(SHORT),30,300)
	@$(PY) -m tests.reliability.closing
	@$(PY) -m tests.reliability.failing --by-chance $(if $(SHORT),1,20)
	@$(if $(SHORT),,$(PY) -m tests.reliability.memory --size 256)

fuzz: $(VENV)/for-test ## damaged files for every reader, for SECONDS of the processor
	@$(PY) -m tests.reliability.fuzz --seconds $(or $(SECONDS),600) $(ARGS)

chaos: $(VENV)/for-test ## random use of the whole window, for SECONDS of the processor
	@$(PY) -m tests.reliability.chaos --seconds $(or $(SECONDS),3600) $(ARGS)

mutation: $(VENV)/for-test ## what the tests of sampling, guidance and the drawing would not notice
	@$(PY) -m tests.reliability.mutate sketchpad/sampling --tests tests/sampling $(ARGS)
	@$(PY) -m tests.reliability.mutate sketchpad/document --tests tests/document $(ARGS)
	@$(PY) -m tests.reliability.mutate sketchpad/guidance --tests tests/guidance $(ARGS)

coverage: $(VENV)/for-dev ## branch coverage of all tests: at least 92 % without Qt and 85 % of ui
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n $(WORKERS) --dist loadgroup --cov --cov-report= $(ARGS)
	@echo "Without Qt:" && $(PY) -m coverage report --omit 'sketchpad/ui/*' --fail-under 92
	@echo "ui:" && $(PY) -m coverage report --include 'sketchpad/ui/*' --fail-under 85

bench: $(VENV)/for-run ## measure speed, against stock diffusers in the same run
	@$(PY) main.py bench $(ARGS)

evaluate: $(VENV)/for-run ## measure how well pictures follow their drawings
	@$(PY) main.py evaluate $(ARGS)

sample: $(VENV)/for-run ## make a picture of a sample drawing, without a window
	@$(PY) main.py generate --sample cat --out cat.png --overwrite $(ARGS)

wheel: $(VENV)/for-test ## build the package that `pip install` takes, into dist/
	@$(PY) -m pip wheel --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove the environment and every cache
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/for-run: $(PINS) | $(VENV)/made
	@echo "Installing what Sketchpad needs into $(VENV)/ (a few minutes the first time)..."
	@$(INSTALL) -e .
	@$(KNOWN)
	@touch $@

$(VENV)/for-test: $(PINS) | $(VENV)/made
	@echo "Installing what the tests need into $(VENV)/ (a few minutes the first time)..."
	@$(INSTALL) -e '.[test]'
	@$(KNOWN)
	@touch $@ $(VENV)/for-run

$(VENV)/for-dev: $(PINS) | $(VENV)/made
	@echo "Installing what developing needs into $(VENV)/ (a few minutes the first time)..."
	@$(INSTALL) -e '.[dev]'
	@$(KNOWN)
	@touch $@ $(VENV)/for-test $(VENV)/for-run

# Made anew when its Python has gone away, for instance after an upgrade of the system; an environment that works is kept.
$(VENV)/made:
	@set -e; \
	fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; \
	if $(PY) -c "$$fits" 2>/dev/null; then touch $@; exit 0; fi; \
	for python in $(or $(PYTHON),python3 python python3.12 python3.13 python3.11) none; do \
	  "$$python" -c "$$fits" 2>/dev/null && break; \
	done; \
	if [ "$$python" = none ]; then \
	  echo "Sketchpad needs Python 3.11, 3.12 or 3.13, and none was found: install one (on Debian and Ubuntu:" \
	       "sudo apt install python3 python3-venv) or name it (make run PYTHON=/path/to/python3.12)." >&2; \
	  exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  echo "$$python cannot make a private environment without the package $$package" \
	       "(on Debian and Ubuntu: sudo apt install $$package)." >&2; \
	  exit 1; \
	fi; \
	"$$python" -m venv --clear $(VENV); \
	touch $@

ifneq ($(wildcard $(VENV)/made),)
ifneq ($(shell $(PY) -c 'print("works")' 2>/dev/null),works)
$(shell rm -f $(VENV)/made $(VENV)/for-run $(VENV)/for-test $(VENV)/for-dev)
endif
endif
