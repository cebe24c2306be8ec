# Escrow Desk: every command a person needs. Each target installs what it lacks, then does its work.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run demo test lint lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install, migrate, load the demo and serve http://127.0.0.1:8000 (PORT, DATABASE_URL)
	@bash .ci/machine run
	@exec bash .ci/serve

demo: ## rebuild both demo deals from nothing
	@bash .ci/machine run
	@exec .venv/bin/python manage.py demo --rebuild

test: ## the whole suite: SQLite, a PostgreSQL of its own, the browser
	@bash .ci/machine test
	@exec bash .ci/suite

lint: ## ruff, mypy, import-linter, djade, migrations check
	@bash .ci/machine lint
	@exec bash .ci/lint

lock: ## write requirements.txt and requirements-dev.txt anew from pyproject.toml (UPGRADE=true for newest)
	@bash .ci/machine lint
	@exec bash .ci/lock

clean: ## remove what tools made; the database, the vault and the key in var/ stay
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis var/artefacts
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
