# What a developer types. `make demo` and `make test` need git, make and Python >= 3.10 with venv; the rest comes by itself.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python
PIP    := $(RUN) -m pip --quiet --disable-pip-version-check
ARGS   ?=
ETCD   ?=
GO     ?= go
# Tests that live off the clock: nothing else runs beside them. The others are shared by two processes, each with a
# cluster of its own; a file is always run by one. The folders with the longest files come first, so that neither
# process is left with one at the end.
ALONE  := tests/faults tests/browser tests/integration/concurrency
FIRST  := tests/notebooks tests/rehearsals
SHARED := $(FIRST) $(filter-out $(FIRST) $(ALONE),$(patsubst %/,%,$(wildcard tests/*/)))

.PHONY: help demo lab test servers check bench notebooks clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       run the quickstart notebook against a real three-member etcd, headless"
	@echo "make lab        the same cluster with JupyterLab on notebooks/"
	@echo "make test       every test (one part: make test ARGS=tests/unit)"
	@echo "make servers    build etcd 3.6 and 3.7 (with Go), to test on: make test ETCD=build/etcd37"
	@echo "make check      style, types, import floors, generated code"
	@echo "make bench      the measurements, side by side with other clients"
	@echo "make notebooks  run the notebooks again and save what they show"
	@echo "make clean      remove .venv, build/ and caches"

demo: $(VENV)/.user
	@$(RUN) -m yamtam_nb.cli demo $(ARGS)

lab: $(VENV)/.user
	@$(RUN) -m yamtam_nb.cli lab $(ARGS)

ifneq ($(ETCD),)
test: export YAMTAM_ETCD := $(abspath $(ETCD))
endif

test: $(VENV)/.dev
ifeq ($(ARGS),)
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(SHARED) $(addprefix --ignore=,$(ALONE))
	$(RUN) -m pytest $(ALONE)
else
	$(RUN) -m pytest $(ARGS)
endif

servers:
	@if command -v $(GO) >/dev/null; then $(MAKE) --no-print-directory build/etcd36 build/etcd37; \
	else echo "No servers built: '$(GO)' is not there. Install Go 1.26, or name it: make servers GO=/usr/local/go/bin/go"; fi

# One program, one file of dependencies for each version of etcd.
build/etcd%: tests/servers/etcd/etcd%.mod tests/servers/etcd/etcd%.sum tests/servers/etcd/main.go
	@echo "Building etcd $$(sed -n 's/^require .*server.v3 v//p' $<) into $@ (a few minutes the first time) ..."
	@cd tests/servers/etcd && CGO_ENABLED=0 $(GO) build -modfile=etcd$*.mod -o $(abspath $@) .

check: $(VENV)/.dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m mypy tests/typing
	$(VENV)/bin/lint-imports --no-cache
	$(RUN) -m yamtam_nb.rpc.generate --check

bench: $(VENV)/.dev
	$(RUN) -m benchmarks $(ARGS)

notebooks: $(VENV)/.user
	$(RUN) -m tests.notebooks.regenerate

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# --- the virtual environment: a stamp per set of extras, made anew when pyproject.toml changes ---

$(VENV)/.user: pyproject.toml $(RUN)
	@echo "Installing yamtam-nb with JupyterLab and etcd into $(VENV) (once; a minute or so) ..."
	@$(PIP) install -e ".[lab,sandbox,runbooks]"
	@touch $@

$(VENV)/.dev: pyproject.toml $(RUN)
	@echo "Installing yamtam-nb with everything its tests and checks need into $(VENV) (once; a minute or two) ..."
	@$(PIP) install -e ".[dev]"
	@touch $@

# An environment whose interpreter is gone is made anew.
$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "yamtam-nb needs Python >= 3.10; '$(PYTHON)' is not. Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear $(VENV) || \
		{ rm -rf $(VENV); echo "'$(PYTHON) -m venv' failed. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
