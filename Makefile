# Two commands: `make run` opens the dashboard, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: run test bench soak lint images wheels pins

run:
	$(PYTHON) start.py $(ARGS)

test: lint
	$(BIN)/pytest -n 2 --dist loadgroup

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright

bench: .venv/installed-dev
	$(BIN)/python -m tests.bench

soak: .venv/installed-dev
	PERFDATA_SOAK=1 $(BIN)/pytest tests/durability tests/fuzzing

images: .venv/installed-dev
	$(BIN)/python docs/make_images.py

wheels:
	$(PYTHON) -m pip download -d wheels -r requirements.lock

.venv/installed-dev: requirements.lock requirements-dev.txt constraints.txt
	$(PYTHON) start.py install
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	touch $@

# After a change of requirements*.txt; needs uv. Versions move only where a requirement moves or a pin is deleted.
pins:
	uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --generate-hashes \
		--only-binary :all: --emit-build-options -c constraints.txt requirements.txt -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --strip-extras \
		requirements-dev.txt -o constraints.txt
