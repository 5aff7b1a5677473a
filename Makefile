# ivraudit: `make audit` and `make test` do all their own set-up in .venv; they need python3 and a package index.
PYTHON ?= python3
BIN := .venv/bin
SHOWN := trees/good trees/stories

.DEFAULT_GOAL := help
.PHONY: help audit test check lint types layers docs docs-check reports reports-check bench new-rule clean

help:  ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/core: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test: .venv/core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

.venv/dev: .venv/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

.venv/bench: .venv/core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

audit: .venv/core  ## audit trees/good and trees/stories: PDF, pictures and JSON in reports/
	$(BIN)/ivraudit report $(SHOWN) -o reports --title "The showroom of ivraudit"

test: .venv/test  ## run all tests
	$(BIN)/python -m pytest -n auto

check: lint types layers docs-check reports-check  ## all that CI asks for
	$(BIN)/python -m pytest -n auto

lint: .venv/dev
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

layers: .venv/dev
	$(BIN)/lint-imports

docs: .venv/core  ## write the rules' pages and the schemas into docs/
	$(BIN)/python docs/build.py

docs-check: .venv/core
	$(BIN)/python docs/build.py --check

reports: .venv/core  ## write the committed part of reports/: text, JSON and pictures
	$(BIN)/python reports/build.py

reports-check: .venv/core
	$(BIN)/python reports/build.py --check

bench: .venv/bench  ## time ivraudit against others, as ratios taken in turn
	$(BIN)/python bench/run.py

new-rule: .venv/core  ## write the skeleton of a rule: make new-rule NAME=silent-menu
	$(BIN)/python docs/new_rule.py $(NAME)

clean:  ## remove what make has made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
