SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

CLIENT := tests/e2e/client
# What was unpacked without root is found by these variables; they are empty where nothing was.
WITH_SYSTEM := eval "$$(.ci/system-packages env)";
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)
SLOW := e2e or kill or postgresql or machine
# A process takes up to two gigabytes of memory.
SHARED := -n auto --maxprocesses 4 --dist loadfile
# These measure what a whole machine does, or drive a browser: beside others they would wait for their turn.
ALONE := e2e or kill or machine

.PHONY: help run test check lint lock clean

help: ## Show what there is to run
	@sed -n "s/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p" $(MAKEFILE_LIST) | expand -t 16

run: .venv/.run-ready $(CLIENT)/node_modules/.ready ## Start the product with fictitious data and the Teams test client
	@.ci/system-packages run
	@mkdir -p .run
	@echo "Starting Lex Heller …"
	@$(WITH_SYSTEM) export LEXHELLER_ENVIRONMENT=development LEXHELLER_DATA_DIR="$${LEXHELLER_DATA_DIR:-.run}" \
	LEXHELLER_LOG_LEVEL="$${LEXHELLER_LOG_LEVEL:-WARNING}"; \
	exec .venv/bin/lexheller serve --demo --teams-client $(CLIENT)

test: .venv/.dev-ready $(CLIENT)/node_modules/.ready ## Set up what is missing and run every check and test (minutes)
	@.ci/system-packages test
	@$(MAKE) --no-print-directory lint
	@$(WITH_SYSTEM) .venv/bin/pytest $(SHARED) -m "not ($(ALONE))"
	@$(WITH_SYSTEM) exec .venv/bin/pytest -m "$(ALONE)"

check: .venv/.dev-ready $(CLIENT)/node_modules/.ready ## Run the checks and all but the slow tests, before you commit (minutes)
	@.ci/system-packages run
	@$(MAKE) --no-print-directory lint
	@$(WITH_SYSTEM) exec .venv/bin/pytest -q $(SHARED) -m "not ($(SLOW))"

lint: .venv/.dev-ready ## Run the checks alone while you work: style, types, which room may import which (seconds)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

lock: .venv/.dev-ready ## Write the lock files anew from pyproject.toml; UPGRADE=1 takes newer versions
	@.venv/bin/python -c "import tomllib; print(*tomllib.load(open(\"pyproject.toml\", \"rb\"))[\"build-system\"][\"requires\"], \"pip\", sep=\"\n\")" \
		| $(LOCK) - --output-file .ci/lock/build.txt
	@$(LOCK) pyproject.toml --constraint .ci/lock/build.txt --output-file .ci/lock/run.txt
	@$(LOCK) pyproject.toml --extra dev --constraint .ci/lock/run.txt --constraint .ci/lock/build.txt --output-file .ci/lock/dev.txt
	@cd $(CLIENT) && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null

clean: ## Remove all that these commands made, the demo's data too
	rm -rf .venv .system .run build dist *.egg-info $(CLIENT)/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.run-ready: .ci/lock/run.txt .ci/lock/build.txt pyproject.toml
	@.ci/venv run
	@touch $@

.venv/.dev-ready: .ci/lock/dev.txt .ci/lock/build.txt pyproject.toml
	@.ci/venv dev
	@touch $@ .venv/.run-ready

$(CLIENT)/node_modules/.ready: $(CLIENT)/package.json $(CLIENT)/package-lock.json
	@.ci/test-client
	@touch $@
