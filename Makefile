# Two commands: `make run` opens the dashboard, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
PIP_FLAGS ?=

.PHONY: run test bench soak lint images wheels

run: .venv/installed
	$(BIN)/python -m pages.shared.serve

test: lint
	$(BIN)/pytest -n 2 --dist loadgroup

lint: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright

bench: .venv/installed
	$(BIN)/python -m tests.bench

soak: .venv/installed
	PERFDATA_SOAK=1 $(BIN)/pytest tests/durability tests/fuzzing

images: .venv/installed
	$(BIN)/python docs/make_images.py

wheels:
	$(PYTHON) -m pip download -d wheels -r requirements.txt -c constraints.txt

.venv/installed: requirements.txt constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) -r requirements.txt -c constraints.txt
	touch $@
