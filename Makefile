# Everything needs Python 3.11 or newer and make; the first run fetches the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.testable
# What the build hook builds: after a change of these the next `make run` installs again.
CONSOLE := $(shell find realtime/web ticketing/translations -type f -not -path '*/node_modules/*' -not -name '*.mo' -not -name '*.pyc')

# Who waits for a browser or a server leaves a processor idle: one more than most machines of a CI have.
WORKERS ?= 3
# Each breaks a whole running system of its own, and waits most of the time.
MACHINES ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test properties check bench lock types contracts console style

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

run: $(INSTALLED) ## everything on this machine: install, embedded PostgreSQL and Redis, web, workers, a demo day; prints URL and logins
	@exec $(BIN)/rexian up --demo $(UP)

test: $(TESTABLE) ## install what tests need and run them all
	@.ci/browser
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m "not faults" $(PYTEST)
	$(BIN)/pytest -n $(MACHINES) --dist load -m faults $(PYTEST)

properties: $(TESTABLE) ## what holds for every feed (P1 to P10) and every clock, with thousands of examples each (half an hour)
	$(BIN)/pytest -n 2 -m proof --hypothesis-profile=thousands --timeout=3600 $(PYTEST)

check: $(TESTABLE) ## ruff, mypy --strict, import contracts, tsc: what CI runs before the tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target types contracts console style

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

console:
	$(BIN)/python realtime/web/uibuild.py check

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: $(INSTALLED) ## benchmarks/, with their table
	$(BIN)/rexian bench all

lock: $(TESTABLE) ## write the lock file anew from what is installed
	$(BIN)/python .ci/lock.py

$(VENV)/bin/python:
	@.ci/venv "$(PYTHON)" $(VENV)

$(INSTALLED): $(VENV)/bin/python pyproject.toml .ci/requirements.lock $(CONSOLE)
	@echo "rexian: installing into $(VENV) (a minute or two)"
	@.ci/install requirements.lock $(BIN)/python
	@touch $@

# What tests need holds all that running needs: one installation does for both.
$(TESTABLE): $(VENV)/bin/python pyproject.toml .ci/requirements.lock .ci/requirements-test.lock $(CONSOLE)
	@echo "rexian: installing into $(VENV), with what tests need (a minute or two)"
	@.ci/install requirements-test.lock $(BIN)/python
	@touch $(INSTALLED) $@
