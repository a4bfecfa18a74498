# Every target makes .venv from the lock and does its job; needs python3 >= 3.11, pip and make (3.81 or later).
# Arguments of a command: make demo ARGS=--exit. Long fault loops have a short form that always runs; the long
# ones: make test ARGS="-m slow".

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: demo test lint bench schemas docs

demo: $(INSTALLED)
	@$(BIN)/plaudit demo $(ARGS)

test: $(INSTALLED)
	$(BIN)/python -m pytest -m "not slow" $(ARGS)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(INSTALLED)
	$(BIN)/python -m bench $(ARGS)

schemas: $(INSTALLED)
	$(BIN)/python -m plaudit.events.schemas

docs: $(INSTALLED)
	$(BIN)/python -m services.aggregator.dictionary
	$(BIN)/python -m plaudit.cli.reference docs

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Plaudit needs Python 3.11 or later: install it, or run make PYTHON=/path/to/python3." >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv || { rm -rf .venv; \
		echo "The virtual environment can't be made: Python's venv module is missing (Debian: python3-venv)." >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@
