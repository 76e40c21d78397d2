# `make demo` and `make test` need only Python 3.11+ and make; everything else lands in .venv/.
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .venv/bin/uv
RUN := .venv/bin/
MINUTES ?= 30

export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export UV_COMPILE_BYTECODE := 1
# Many offices inspect TLS: trust what the machine trusts.
export UV_SYSTEM_CERTS := 1

.PHONY: help demo test check lint types contracts bench kills fuzz machine mutate sample schema lock clean

.venv/.synced: pyproject.toml uv.lock
	test -x $(UV) || { $(PYTHON) -m venv .venv && .venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	VIRTUAL_ENV=$(CURDIR)/.venv $(UV) sync --locked --inexact --quiet
	touch $@

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

demo: .venv/.synced ## play the sample edition from inbox to released package
	$(RUN)bna demo

test: .venv/.synced ## all tests
	$(RUN)pytest -q -n 2 --dist loadgroup

lint: .venv/.synced
	$(RUN)ruff check .
	$(RUN)ruff format --check .

types: .venv/.synced
	$(RUN)mypy

contracts: .venv/.synced
	$(RUN)lint-imports --no-cache

check: lint types contracts test ## everything a change must pass

bench: .venv/.synced ## measure every step against the bare engines and the usual stack; writes docs/performance.md
	$(RUN)python -m benchmarks --markdown docs/performance.md

kills: .venv/.synced ## kill the sample edition at every point and run it on
	$(RUN)python -m tests.kills

fuzz: .venv/.synced ## try thousands of bad files
	$(RUN)python -m tests.fuzz

machine: .venv/.synced ## try acts in any order
	$(RUN)python -m tests.machine

mutate: .venv/.synced ## plant small faults for MINUTES=30 and count what the tests find
	VIRTUAL_ENV=$(CURDIR)/.venv $(UV) sync --locked --inexact --quiet --group mutation
	nice -n 10 $(RUN)python tests/mutation/run.py --minutes $(MINUTES)

sample: .venv/.synced ## write inbox/ from the readable data in tests/sample/
	$(RUN)python -m tests.sample.make

schema: .venv/.synced ## write docs/*.schema.json, docs/openapi.json and docs/desk-access.md
	$(RUN)bna schema
	$(RUN)python -m tests.unit.portal.papers

lock: .venv/.synced
	$(UV) lock

clean:
	rm -rf .venv .bna build dist mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis
