# One environment, .venv, serves every target; each target prepares what it needs.
#   make talk    speak with it (typed where there is no sound, a demo where there is no terminal)
#   make test    run the tests
#   make check   everything CI checks: format, lint, types, content, tests
#   make bench   benchmarks, as ratios against named baselines
#   make lock    pin the versions the tests run with

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
LOCK := tests/requirements.lock
# A worker a core; what listens to a sound card in real time comes after them, alone.
TEST = $(BIN)/python -m pytest -m "not realtime" --numprocesses auto --maxprocesses 4 --dist loadfile && \
  $(BIN)/python -m pytest -m realtime

.PHONY: help talk test check format bench lock clean

help:
	@sed -n 's/^#   //p' Makefile

$(BIN)/python:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    $$python -m venv $(VENV) >/dev/null 2>&1 && exit 0; rm -rf $(VENV); \
	    echo "$$python cannot make an environment. On Debian: sudo apt install python3-venv" >&2; exit 1; \
	  fi; \
	done; \
	echo "Python 3.11 or newer is needed. On Debian: sudo apt install python3 python3-venv; on macOS: brew install python" >&2; exit 1

$(VENV)/.run: pyproject.toml $(LOCK) | $(BIN)/python
	@echo "Preparing $(VENV) (the first time this takes a few minutes) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --constraint $(LOCK) --editable '.[service,voice,natural,memory]'
	@touch $@

$(VENV)/.test: pyproject.toml $(LOCK) | $(VENV)/.run
	@echo "Preparing the test tools ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --requirement $(LOCK)
	@touch $@

talk: $(VENV)/.run
	@$(BIN)/aftercare talk

test: $(VENV)/.run $(VENV)/.test
	@$(TEST)

check: $(VENV)/.run $(VENV)/.test
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/aftercare content check --coverage
	@$(TEST)

format: $(VENV)/.run $(VENV)/.test
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.run $(VENV)/.test
	@$(BIN)/python -m tests.bench

# The versions the tests run with, for Python 3.11 and newer on every system.
lock: $(BIN)/python
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --group test \
	  --no-annotate --no-emit-index-url --no-header --output-file $(LOCK) pyproject.toml

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
