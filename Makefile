# Everything is reached from here: `make help`.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_DEV := .venv/.ready-dev
# Two processes, each with databases of its own; a file of tests stays together, as do the servers that it starts.
BOTH := -n 2 --dist loadfile

.PHONY: help setup serve test test-browser test-chaos check format bench train report clean

help: ## Show what there is to do
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Create .venv and install what Ad Rem runs on

$(READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Ad Rem needs Python 3.11 or newer; set PYTHON to one, as in: make setup PYTHON=python3.12" >&2; exit 2; }
	@test -d .venv || $(PYTHON) -m venv .venv || \
		{ echo "Python cannot make a virtual environment here; on Debian: apt-get install python3-venv" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(READY_DEV): requirements-dev.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

serve: $(READY) ## Run everything on this machine: web, worker, dispatcher, beat and an embedded Valkey
	@exec $(BIN)/python -m moderation.serve

test: $(READY_DEV) ## Run all tests that need no browser
	$(BIN)/python -m pytest $(BOTH)

test-browser: $(READY_DEV) ## Run the browser tests; they need a Chromium
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		{ echo "No Chromium is installed; on Debian: apt-get install chromium" >&2; exit 2; }
	$(BIN)/python -m pytest -m browser tests/browser

test-chaos: $(READY_DEV) ## Kill processes during 2,000 posts and count what is lost
	$(BIN)/python -m pytest -m chaos tests/chaos

check: $(READY_DEV) ## Format, lint, types, import contracts and tests: what CI runs
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(BOTH) --cov --cov-report=term

format: $(READY_DEV) ## Format the code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(READY_DEV) ## Measure speed, as ratios in one run; prints a table and writes JSON
	PYTHONPATH=tests $(BIN)/python -m benchmarks

train: $(READY) ## Train the champion from the corpora of the repository
	$(BIN)/python -m models train --out models/versions

report: $(READY) ## Evaluate the champion: docs/evaluation.html and the model card
	$(BIN)/python -m models report

clean: ## Remove what was built and run here, but not var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
