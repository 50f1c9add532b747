# `make demo` sets up everything and shows ctxkit at work; `make test` runs every check. Needs Python 3.10 or newer and git.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && command -v $$p && break; done)
BIN := .venv/bin
# One more than there are cores: many tests wait for git, servers and other processes.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
SMOKE := build/smoke

.PHONY: demo test others test-all check format lint types architecture pytest coverage wheel golden assistants mutants faults fleet fuzz clean

demo: $(BIN)/.installed
	$(BIN)/ctxkit demo

# Two at once: building a wheel waits for the package index, and the last tests for each other.
test: lint
	@$(MAKE) --no-print-directory --jobs=2 pytest others
	@echo "all checks passed"

others: types architecture wheel

check: test

# The tests under every Python that ctxkit supports and this machine has (also those of pyenv), each in an environment of its own.
VERSIONS ?= 3.10 3.11 3.12 3.13 3.14
TESTS ?= tests
test-all:
	@passed=""; failed=""; missing=""; for version in $(VERSIONS); do \
		python=""; for each in python$$version "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/$$version.*/bin/python; do \
			"$$each" -c 'import venv' 2>/dev/null && python="$$each" && break; \
		done; \
		if test -z "$$python"; then missing="$$missing $$version"; continue; fi; \
		echo "== Python $$version: $$python"; folder=build/python$$version; \
		{ test -x $$folder/bin/python || "$$python" -m venv $$folder; } && \
		$$folder/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" && \
		$$folder/bin/python -m pip install --quiet --editable . --group dev && \
		$$folder/bin/python -m pytest --quiet --numprocesses $(WORKERS) --dist worksteal $(TESTS) && \
		passed="$$passed $$version" || failed="$$failed $$version"; \
	done; echo "Python passed:$${passed:- none}; failed:$${failed:- none}; not on this machine:$${missing:- none}"; \
	test -n "$$passed" -a -z "$$failed"

$(BIN)/.installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: Python 3.10 or newer is needed; set PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	$(BIN)/python -m compileall -q ctxkit  # where the environment forbids writing byte code, every start would compile
	@touch $@

$(BIN)/.dev: $(BIN)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

format: $(BIN)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(BIN)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(BIN)/.dev
	$(BIN)/mypy

architecture: $(BIN)/.dev
	$(BIN)/lint-imports --no-logo

pytest: $(BIN)/.dev
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

# The same tests, half as long again: which lines they run. After a change that adds a module.
coverage: $(BIN)/.dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses $(WORKERS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# The wheel, built through the sdist, in an environment that has nothing else.
wheel: $(BIN)/.dev
	rm -rf dist $(SMOKE)
	$(BIN)/python -m build --outdir dist . > /dev/null
	$(PYTHON) -m venv $(SMOKE)
	$(SMOKE)/bin/python -m pip install --quiet --disable-pip-version-check dist/ctxkit-*.whl
	cd $(SMOKE) && bin/ctxkit demo workspace > demo.md
	cd $(SMOKE)/workspace && ../bin/ctxkit explain LOG_LEVEL --prompt explain-setting > ../prompt.md
	grep -q "docker/.env.example" $(SMOKE)/prompt.md
	grep -q "# Task" $(SMOKE)/prompt.md

# Regenerate everything that is generated: golden files, outputs and tables of the documentation. Review the difference.
golden: $(BIN)/.dev
	CTXKIT_GOLDEN=write $(BIN)/pytest --quiet tests/test_golden.py tests/test_readme.py tests/test_contributing.py tests/dify tests/ask tests/output tests/logline tests/assistants

# Claude Code (from npm, no account is needed) validates the plugin and the skills, and says what they cost. CLAUDE=... takes one that is there.
CLAUDE ?= build/claude/node_modules/.bin/claude
assistants: $(BIN)/.installed
	test -x "$(CLAUDE)" || npm install --silent --no-audit --no-fund --prefix build/claude @anthropic-ai/claude-code
	$(BIN)/python benchmarks/assistants.py $(CLAUDE)

# Ten minutes of mutation testing: every small change to the code must fail a test; SEED selects other changes.
SEED ?= 1
mutants: $(BIN)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group mutants
	$(BIN)/python benchmarks/mutants.py --seed $(SEED)

# Kills sync, index, find and import at random moments, N times each, and looks at what is left; gives all commands at once (Linux).
# FAULTS="--workspace DIR" takes a real one.
N ?= 300
faults: $(BIN)/.installed
	$(BIN)/python benchmarks/faults.py --n $(N) $(FAULTS)

# A real cluster of Dask with two workers, one of which is killed, and a real server of S3.
fleet: $(BIN)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group fleet
	$(BIN)/python -m pytest --quiet tests/api/test_dask.py

# Gives every command what nobody would, for SECONDS: no crash, nothing over two seconds.
SECONDS ?= 1800
fuzz: $(BIN)/.dev
	$(BIN)/python benchmarks/fuzz.py --seconds $(SECONDS) --seed $(SEED)

clean:
	rm -rf .venv build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
