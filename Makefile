# Escrow Desk: every command a person needs. Each target installs what it lacks, then does its work.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run demo test bench lint lock audit sbom clean

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

bench: ## what it costs against the bare thing, into docs/performance.md (QUICK=1: under a minute, writes nothing)
	@bash .ci/machine test
	@exec bash .ci/bench

lint: ## ruff, mypy, import-linter, djade, migrations check
	@bash .ci/machine lint
	@exec bash .ci/lint

lock: ## write the three requirements files anew from pyproject.toml (UPGRADE=true for newest)
	@bash .ci/machine lint
	@exec bash .ci/lock

audit: ## hold every locked package against the known vulnerabilities; exit 3 where that could not be done
	@exec bash .ci/audit audit

sbom: ## write the bill of materials of what production installs, var/sbom.cdx.json (CycloneDX)
	@exec bash .ci/audit sbom

clean: ## remove what tools made; the database, the vault and the key in var/ stay
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis var/artefacts
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
