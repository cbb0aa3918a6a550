# qcstation: `make` alone lists the targets. On a fresh Debian or Ubuntu `make demo` and `make test` need nothing else done first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH_READY := $(VENV)/.bench-ready
ARGS ?=
# Neither options nor headers in the lock: they would name the registry of whoever ran it.
COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench screenshots translations lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## Make .venv and install everything, pinned

$(READY): requirements.lock pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh $(VENV)
	@touch $@

$(BENCH_READY): $(READY) benchmarks/requirements.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r benchmarks/requirements.lock
	@touch $@

demo: $(READY) ## Run both LGAD procedures on three simulated sensors
	@sh tools/system_libraries.sh $(BIN)/python || true
	$(BIN)/qcstation demo $(ARGS)

test: $(READY) ## Run the tests on all cores (ARGS="-k ... -n0" for a choice)
	@sh tools/system_libraries.sh $(BIN)/python
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(READY) ## Check style, types, imports between rooms and sizes
	$(BIN)/ruff check
	$(BIN)/ruff format --check --output-format concise
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_sizes.py

format: $(READY) ## Format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(BENCH_READY) ## Measure what we claim against its baselines
	$(BIN)/python benchmarks/run.py $(ARGS)

screenshots: $(READY) ## Write pictures of the window in every state to docs/images
	@sh tools/system_libraries.sh $(BIN)/python
	$(BIN)/python tools/screenshots.py docs/images $(ARGS)

translations: $(READY) ## Bring the window's translations up to date with the code
	$(BIN)/python tools/translations.py $(ARGS)

lock: $(READY) ## Pin what pyproject.toml asks for anew (ARGS=--upgrade: newest versions)
	$(BIN)/python -m pip install --quiet uv
	$(COMPILE) --group dev pyproject.toml -o requirements.lock $(ARGS)
	$(COMPILE) --group bench -c requirements.lock pyproject.toml -o benchmarks/requirements.lock $(ARGS)

clean: ## Remove .venv and all caches
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
