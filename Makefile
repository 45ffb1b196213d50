# `make run` starts the site, `make test` checks everything. PYTHON names another Python.
PYTHON ?= python3
IN_VENV := .venv/bin/python
.DEFAULT_GOAL := run
.PHONY: setup dev run worker test check lint fmt types messages demo bench faults help

setup:  ## install what a running site needs; no database is touched
	@$(PYTHON) tools/install.py run
	@$(IN_VENV) tools/messages.py compile

dev: setup  ## … and what tests and tools need
	@$(PYTHON) tools/install.py dev

run: setup  ## migrate, fill an empty site with the demo, serve, restart what dies
	@$(IN_VENV) manage.py run

worker: setup  ## the worker alone, for a site whose pages another server brings
	@$(IN_VENV) manage.py worker

demo: setup  ## make or bring up to date the demo community
	@$(IN_VENV) manage.py migrate --verbosity 0
	@$(IN_VENV) manage.py demo

test: check  ## every check and every test
	@$(IN_VENV) -m pytest -q $(PYTEST_OPTIONS)

check: lint types  ## what can be told without running anything
	@echo "check: migrations" && $(IN_VENV) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@echo "check: messages" && $(IN_VENV) tools/messages.py check
	@echo "check: templates" && $(IN_VENV) tools/lint_templates.py

lint: dev  ## style, and who imports whom
	@echo "check: ruff" && $(IN_VENV) -m ruff check --quiet . && $(IN_VENV) -m ruff format --quiet --check .
	@echo "check: imports" && .venv/bin/lint-imports --no-cache

types: dev  ## mypy
	@echo "check: types" && $(IN_VENV) -m mypy

fmt: dev  ## put code into the one form
	@$(IN_VENV) -m ruff check --fix --quiet . ; $(IN_VENV) -m ruff format .

messages: dev  ## compile the catalogues and compare them with the sources
	@$(IN_VENV) tools/messages.py compile
	@$(IN_VENV) tools/messages.py check

bench: dev  ## speed against a bare Django page, and how long writers wait
	@$(IN_VENV) -m bench.speed
	@$(IN_VENV) -m bench.locks
	@$(IN_VENV) -m bench.copies
	@case "$$BENCH_DATABASE_URL" in postgres*) DATABASE_URL=$$BENCH_DATABASE_URL $(IN_VENV) -m bench.plans;; esac

faults: dev  ## post while web and worker are killed: nothing lost, nothing doubled
	@$(IN_VENV) -m bench.faults
	@$(IN_VENV) -m bench.search_kills
	@$(IN_VENV) -m bench.writers

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12
