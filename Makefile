# Tasklark's commands. A machine needs Python 3.11 or later and make; the rest is set up here.

PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCKED := $(PIP) install --require-hashes --only-binary :all:
NPM := $(BIN)/python hatch_build.py
WEB := $(shell find web -mindepth 1 -name node_modules -prune -o -path web/src/api/generated -prune -o -print) docs/openapi.json $(wildcard src/tasklark/domain/quick_add/words/*.json)
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(ARGS)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run dev test check lint types imports web sizes openapi cases bench bench-web bench-caldav screenshots lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/runtime ## Start Tasklark and print its address (obeys HOST, PORT, DATABASE_URL, …)
	@exec $(BIN)/tasklark serve $(ARGS)

dev: $(VENV)/runtime ## Start Tasklark and Vite, which follow their sources; the app is at Vite's address
	@$(BIN)/tasklark serve --reload $(ARGS) & trap "kill $$!" EXIT; $(NPM) run --silent dev

test: check ## Check everything and run all tests (some of them: make test ARGS=tests/domain)
	@$(if $(ARGS),,$(NPM) test --silent)
	@$(BIN)/pytest -n auto --durations 10 --durations-min 1 $(if $(ARGS),$(ARGS),-m "not alone" --ignore tests/browser)
	@$(if $(ARGS),,$(BIN)/pytest -m alone)

browsers: $(VENV)/dev ## Run the tests of the web app in real browsers: some six minutes
	@$(BIN)/python -m tests.peers chromium
	@$(BIN)/pytest -n auto --durations 5 $(if $(ARGS),$(ARGS),tests/browser)

screenshots: $(VENV)/dev ## Take the pictures of the web app for the guide (some of them: ARGS=today)
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

check: $(VENV)/dev ## Check style, types and who imports whom, of the server and the web app
	@$(MAKE) --no-print-directory --jobs lint types imports web

lint: $(VENV)/dev
	@$(BIN)/ruff check --quiet && $(BIN)/ruff format --check --quiet

types: $(VENV)/dev
	@$(BIN)/mypy --no-error-summary

imports: $(VENV)/dev
	@$(BIN)/lint-imports --no-logo

web: $(VENV)/dev
	@$(NPM) run --silent check && $(NPM) run --silent lint

sizes: $(VENV)/dev ## Show the files and functions that are bigger than they should be
	@$(BIN)/python -m tests.house.sizes

openapi: $(VENV)/dev ## Write docs/openapi.json anew after a change of the API
	@$(BIN)/python -m tests.api.description > docs/openapi.json

cases: $(VENV)/dev ## Write the cases of tests/phrases anew that the web app's domain is held to
	@$(BIN)/python -m tests.phrases.kept

bench: $(VENV)/dev ## Measure the speed, against a plain stack and the database's own floor
	@$(BIN)/python -m bench $(ARGS)

bench-web: $(VENV)/dev ## Measure the web app in Chromium: bytes, loading, answers, Lighthouse
	@$(BIN)/python -m bench.web $(ARGS)

bench-caldav: $(VENV)/dev ## Measure CalDAV, beside Radicale and Xandikos
	@$(BIN)/python -m bench.caldav $(ARGS)

lock: $(VENV)/dev ## Lock the dependencies of pyproject.toml (newer ones: make lock ARGS=--upgrade)
	@$(LOCK) pyproject.toml -o requirements/runtime.lock
	@$(LOCK) --group build -c requirements/runtime.lock -o requirements/build.lock
	@$(LOCK) --group dev -c requirements/runtime.lock -c requirements/build.lock -o requirements/dev.lock
	@$(LOCK) --group clients -o requirements/clients.lock

clean: ## Remove what was set up here; tasks are kept elsewhere and stay
	@rm -rf $(VENV) build dist .*_cache .hypothesis web/node_modules web/src/api/generated src/tasklark/surfaces/web/_built
	@find src tests -name __pycache__ -prune -exec rm -rf {} +

# The virtual environment: made once, and brought up to date when a lock or pyproject.toml changes.

$(BIN)/pip:
	@for python in $(PYTHON); do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    if $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	        echo "Setting up $(VENV) with $$python, once; this takes about a minute."; \
	        exec $$python -m venv $(VENV); \
	    fi; \
	    without_venv=$$python; \
	done; \
	if [ "$$without_venv" ]; then \
	    echo "$$without_venv has no venv module; install it (on Debian: apt-get install python3-venv)."; \
	else \
	    echo "Tasklark needs Python 3.11 or later, and none was found; install one, or say where it is: make PYTHON=/path/to/python3"; \
	fi >&2; exit 1

$(VENV)/packages: $(BIN)/pip requirements/build.lock requirements/runtime.lock
	@$(LOCKED) -r requirements/build.lock -r requirements/runtime.lock
	@touch $@

# Installing Tasklark builds the web app, which hatch_build.py leaves out if nothing has changed.
$(VENV)/runtime: $(VENV)/packages pyproject.toml hatch_build.py $(WEB)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements/dev.lock $(VENV)/clients/installed
	@$(LOCKED) -r requirements/dev.lock
	@touch $@

# Other people's clients and servers, in an environment of their own.
$(VENV)/clients/installed: $(BIN)/pip requirements/clients.lock
	@$(BIN)/python -m venv --without-pip $(VENV)/clients
	@$(PIP) --python $(VENV)/clients/bin/python install --require-hashes --prefer-binary -r requirements/clients.lock
	@sed -n '/^caldav==/,/# via/p' requirements/clients.lock > $(VENV)/clients/suite.txt
	@$(PIP) download --require-hashes --no-deps --no-binary caldav -r $(VENV)/clients/suite.txt -d $(VENV)/clients/suite
	@cd $(VENV)/clients/suite && tar -xzf caldav-*.tar.gz --strip-components 1
	@touch $@
