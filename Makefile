# Two commands are enough to start: `make demo`, `make test`. Needs python3 (3.11 or newer, with venv), make and git.
# Packages come as wheels from the lock in requirements/, checked by hash; nothing is compiled, nothing needs root.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --only-binary :all: --require-hashes

# A stamp carries the digest of its locks: a changed lock installs anew, an unchanged one costs nothing.
digest = $(shell cat $(1) | $(PYTHON) -c "import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest()[:16])")
RUN_LOCK := requirements/run.txt
DEV_LOCKS := requirements/run.txt requirements/dev.txt
RUN_STAMP := $(VENV)/.run-$(call digest,$(RUN_LOCK))
DEV_STAMP := $(VENV)/.dev-$(call digest,$(DEV_LOCKS))
LINK := $(BIN)/buckstop

.PHONY: help demo test cover lint types docs docs-check catalogue lock bench prove clean
.DEFAULT_GOAL := help

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Buckstop needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment. On Debian: apt install python3-venv"; exit 1; }

$(RUN_STAMP): | $(BIN)/python
	@echo "Installing what Buckstop runs on (once, about a minute) ..."
	@$(PIP) -r $(RUN_LOCK)
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Installing what tests and checks need (once, about a minute) ..."
	@$(PIP) $(addprefix -r ,$(DEV_LOCKS))
	@rm -f $(VENV)/.dev-* && touch $@

$(LINK): pyproject.toml tools/environment.py | $(RUN_STAMP)
	@$(BIN)/python tools/environment.py

demo: $(RUN_STAMP) $(LINK) ## A county lives a quarter until yesterday, is verified and reported, and opens its pages: http://127.0.0.1:8000
	@$(BIN)/buckstop demo --out out/demo --serve

test: $(DEV_STAMP) $(LINK) ## Every test
	@$(BIN)/python -m pytest -q -n $(WORKERS)

cover: $(DEV_STAMP) $(LINK) ## Every test, and which lines and branches none of them reached
	@$(BIN)/python -m pytest -q -n $(WORKERS) --cov --cov-report=term

lint: $(DEV_STAMP) ## Style, types, floors of the house
	@$(BIN)/ruff check --quiet && $(BIN)/ruff format --quiet --check && echo "ruff: clean"
	@$(BIN)/mypy --no-error-summary && echo "mypy --strict: clean"
	@PYTHONPATH=src $(BIN)/lint-imports --no-logo

docs: $(RUN_STAMP) $(LINK) ## Rebuild the generated pages of docs/reference and the output shown in guides
	@$(BIN)/python -m tools.reference
	@$(BIN)/python -m tools.tutorial

docs-check: $(RUN_STAMP) $(LINK) ## Fail when a generated page differs from what the code says
	@$(BIN)/python -m tools.reference --check
	@$(BIN)/python -m tools.tutorial --check

catalogue: $(RUN_STAMP) $(LINK) ## Bring the Chinese catalogue up to date; fail on missing or doubtful sentences
	@$(BIN)/python -m tools.catalogue

lock: $(DEV_STAMP) ## Resolve requirements/*.in anew, with hashes and without addresses
	@cd requirements && for name in run dev; do ../$(BIN)/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 $$name.in -o $$name.txt || exit 1; done
	@echo "Locked. Look at the difference before you commit it: git diff requirements"

bench: $(DEV_STAMP) $(LINK) ## Us, our peers and the physical limit, side by side
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.handoffs --large 1000000
	@$(BIN)/python -m benchmarks.pages

prove: $(DEV_STAMP) $(LINK) ## Every state of the protocol searched, its guards taken out, planted faults found: docs/reference/proofs.md, accuracy.md
	@$(BIN)/python -m proofs all
	@$(BIN)/buckstop lens accuracy --twins 100 --worlds 12 --out docs/reference/accuracy.md

clean: ## Remove everything that can be made again
	@rm -rf $(VENV) out build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
