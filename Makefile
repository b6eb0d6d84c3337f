# The two commands are `make run` and `make test`; each does the set-up first.
# Needs make and Python 3.11 or later. All paths are relative: the folder may have any name.

# Even an empty environment runs.
export PATH := $(or $(PATH),/usr/local/bin:/usr/bin:/bin)

PY := .venv/bin/python
PORT ?= 8000
TESTS ?= tests
# One more than the cores: some tests wait for programs that they kill.
PYTEST_WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))

.PHONY: setup run test screenshots lint format bench faults lock clean
.DEFAULT_GOAL := setup

# Installs only when the lock differs from the one that .venv was made of.
setup:
	@$(PY) -c '' 2>/dev/null && cmp -s requirements-dev.lock .venv/installed.lock && exit 0; \
	set -e; \
	if ! $(PY) -m pip --version >/dev/null 2>&1; then \
	  for name in python3.11 python3.12 python3.13 python3 python; do \
	    if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	  done; \
	  if [ -z "$${found:-}" ]; then echo "make setup: no Python 3.11 or later on PATH; install one and run this again" >&2; exit 1; fi; \
	  rm -rf .venv; \
	  $$found -m venv .venv >/dev/null || { rm -rf .venv; \
	    echo "make setup: $$found cannot make a virtual environment (on Debian: apt-get install python3-venv)" >&2; exit 1; }; \
	fi; \
	echo "installing dependencies into .venv"; \
	$(PY) -m pip install -qq --disable-pip-version-check --require-hashes --requirement requirements-dev.lock; \
	cp requirements-dev.lock .venv/installed.lock

run: setup
	@DEBUG="$${DEBUG:-1}" exec $(PY) manage.py up --demo --port "$(PORT)"

test: setup
	@$(PY) -m pytest -n $(PYTEST_WORKERS) --maxprocesses 8 --dist worksteal $(TESTS)

# Every page of the tests' table, both sizes and languages, into .data/screenshots.
screenshots: setup
	@$(PY) -m pytest -q -n 2 --no-header tests/browser/screenshots.py tests/browser/matrix_screenshots.py
	@echo "see .data/screenshots"

lint: setup
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m djlint --lint --quiet core events groups pages petitions
	@$(PY) -m pytest -q -p no:randomly tests/architecture

format: setup
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: setup
	@$(PY) -m bench

# In one process, which prints the table; about ten minutes.
faults: setup
	@FAULTS=whole $(PY) -m pytest -p no:randomly tests/faults tests/events/test_stepped_clock.py

# Both locks name no registry; the second holds the first's versions.
UV_LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --no-annotate --no-header --no-emit-index-url
lock: setup
	@$(UV_LOCK) requirements.txt --output-file requirements.lock
	@$(UV_LOCK) --constraint requirements.lock requirements-dev.txt --output-file requirements-dev.lock

# Leaves the data of runs alone.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
