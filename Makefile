# The one front door. `make help` lists what it does; every target sets up what it needs by itself.

PYTHON ?= $(shell for p in python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
WHEELHOUSE := .tools/wheelhouse

# -qq: only errors.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
HASHED := --require-hashes
EDITABLE := --no-deps --no-build-isolation --editable .

# Where this is set, nothing is ever kept compiled, and every start of the program is much slower.
unexport PYTHONDONTWRITEBYTECODE

# More for pytest: make test ARGS="-k jaw". Two cores are the smallest machine that we test on.
ARGS ?=
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format check figures coverage bench faults load wheel lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime  ## make the handouts of the example cases, in ./demo/
	@$(BIN)/hep demo
	@echo "The handouts are in $(CURDIR)/demo"

test: $(VENV)/.dev $(WHEELHOUSE)/.complete  ## run every test; what was skipped is listed at the end
	@$(PYTEST) $(ARGS)

lint: $(VENV)/.dev  ## style, types, and which module may import which
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev  ## put the code in the one layout
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

check: $(VENV)/.runtime  ## check the clinical library
	@$(BIN)/hep check

# FIGURE: one exercise by its id; without, all whose pose, steps or illustrator changed.
FIGURE ?=

figures: $(VENV)/.dev  ## draw what changed in the poses of the exercises; FIGURE=ID draws one
	@$(BIN)/python -m generator.illustrate build $(if $(FIGURE),--figure $(FIGURE) --force)

# Without the property tests: a branch that only chance reaches is not tested.
PURE_TESTS = $(foreach name,assess cases dosing findings mended_faults model restrictions screening \
	selection_*,\
	$(wildcard tests/test_$(name).py))

coverage: $(VENV)/.dev  ## demand that tests reach every branch of the pure modules
	@mkdir -p .tools && rm -f .tools/coverage*
	@$(BIN)/coverage run -m pytest -n auto -q $(PURE_TESTS) $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

# QUICK=1: less of everything, and nothing is written.
QUICK ?=

bench: $(VENV)/.dev $(VENV)/.bench  ## measure the speed, beside peers; writes docs/benchmarks.md
	@$(BIN)/python -m benchmarks.run $(if $(QUICK),--quick)

faults: $(VENV)/.dev  ## kill workers while servers fail; writes the figures of docs/reliability.md
	@$(BIN)/python -m tests.faults $(if $(QUICK),--quick)

load: $(VENV)/.dev  ## twenty providers edit at the page for a minute
	@$(BIN)/python -m tests.load

wheel: $(VENV)/.runtime  ## build the wheel and the source archive, in ./dist/
	@$(BIN)/hatchling build -d dist

lock: $(VENV)/.made  ## write the lock files anew; newer versions with UPGRADE=--upgrade
	@test -x .tools/uv/bin/uv || $(PYTHON) -m venv .tools/uv
	@.tools/uv/bin/python -m pip install -qq --disable-pip-version-check uv==$(UV_VERSION)
	@$(call compile,requirements.lock,pyproject.toml)
	@$(call compile,requirements-dev.lock,pyproject.toml --group pyproject.toml:dev -c requirements.lock)
	@$(call compile,requirements-bench.lock,pyproject.toml --extra bench -c requirements-dev.lock)
	@$(call compile,requirements-build.lock,--group pyproject.toml:build -c requirements-dev.lock)

compile = .tools/uv/bin/uv pip compile $(2) --output-file $(1) $(UPGRADE) --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

clean:  ## remove everything that was made, the virtual environment too
	rm -rf $(VENV) .tools dist build demo \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Set-up: each step is done once, and again when the file it comes from is newer -------------------

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found." \
		"Install it, or name it: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@echo "Setting up $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) could not make a virtual environment." \
		"On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.build: requirements-build.lock $(VENV)/.made
	@$(INSTALL) $(HASHED) -r $<
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml $(VENV)/.build
	@$(INSTALL) $(HASHED) -r $<
	@$(INSTALL) $(EDITABLE)
	@$(BIN)/python -m compileall -q generator
	@touch $@

# --no-compile: of the tools for development, Python compiles what is used, when it is used.
$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(INSTALL) $(HASHED) --no-compile -r $<
	@touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.runtime
	@$(INSTALL) $(HASHED) --no-compile -r $<
	@touch $@

# The wheels of everything that the program needs: a test installs from them, with no network.
$(WHEELHOUSE)/.complete: requirements.lock $(VENV)/.build
	@rm -rf $(WHEELHOUSE)
	@$(BIN)/python -m pip download -qq --disable-pip-version-check --no-deps --only-binary :all: \
		$(HASHED) -r $< -d $(WHEELHOUSE)
	@touch $@
