# What a person types. Each target sets up what it needs; a stamp file makes the second start quick.

PORT ?= 8000
PYTEST_ARGS ?=
SOURCES := src tests benchmarks translations
VENV := .venv
BIN := $(VENV)/bin

# The first Python here that is 3.11 or newer and can make a virtual environment.
WANTED := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$p -c '$(WANTED)' 2>/dev/null && echo $$p && break; done)

.PHONY: help run test test-postgres test-ray soak fuzz bench bench-text bench-scan bench-echoes bench-answers bench-web bench-scale lint style types imports pages format docs reference messages wheel lock clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/run.stamp ## serve the site with its worked examples: make run PORT=8000
	@$(BIN)/answerable serve --demo --port $(PORT)

# Without Chromium the browser tests are left out, and .ci/chromium says so; CI has no such choice.
test: $(VENV)/dev.stamp ## run the tests, those in a browser too: make test PYTEST_ARGS="-k record"
	@.ci/chromium || test "$(CI)" != true
	@browser=$$(command -v "$${CHROMIUM:-chromium}" >/dev/null || echo "and not browser"); \
	$(BIN)/pytest -n auto --dist loadfile -m "not soak and not ray $$browser" $(PYTEST_ARGS)
	@if ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || test "$(CI)" = true; then $(MAKE) --no-print-directory test-postgres; \
	else echo "No PostgreSQL here: the same tests were not run on it."; fi

# What knows no database (the text engine, letters, the reading of streams), what only reads the record to write files,
# and commands, which are started with a database of their own, are not run twice.
DATABASELESS := text backups benchmarks docs cli bundles fuzzing nothing_lost upgrades site_public critiques/letters $(addprefix echoes/,captures fetching pages scanning streams)
test-postgres: $(VENV)/dev.stamp ## run the tests again on PostgreSQL; DATABASE_URL=postgres://… names a server to use
	@$(BIN)/pytest -p tests.postgres -n auto --dist loadfile -m "not soak and not ray and not browser" \
		$(addprefix --ignore tests/,$(DATABASELESS)) $(PYTEST_ARGS)

# Ray is large, and only a scan on many machines needs it.
test-ray: $(VENV)/dev.stamp ## run a scan on a cluster of three nodes on this machine, one of which is killed
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/ray.txt
	$(BIN)/pytest -m ray tests/echoes/runs $(PYTEST_ARGS)

soak: $(VENV)/dev.stamp ## run the long tests, and print what was tried, lost and doubled
	$(BIN)/pytest -m soak $(PYTEST_ARGS)

# Atheris leads inputs to code that none has reached; without it, `make soak` changes real files by chance.
fuzz: export FUZZ_SECONDS ?= 60
fuzz: $(VENV)/dev.stamp ## try every reader of bytes from outside: make fuzz FUZZ_SECONDS=600
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/fuzz.in
	$(BIN)/pytest -m soak tests/fuzzing $(PYTEST_ARGS)

bench: $(VENV)/run.stamp ## measure the record beside what this machine can do at best
	$(BIN)/python benchmarks/record.py

bench-text: $(VENV)/run.stamp ## measure the text engine; ANSWERABLE_SHARED names the folder with the benchmarks
	$(BIN)/python benchmarks/text.py

bench-scan: $(VENV)/run.stamp ## measure the scan for reuse beside its limits; peers: pip install -r requirements/bench.in
	$(BIN)/python benchmarks/text_scan.py

bench-echoes: $(VENV)/run.stamp ## measure scans of the world's media beside their limits; peers: pip install -r requirements/bench.in
	$(BIN)/python benchmarks/echoes.py

bench-answers: $(VENV)/run.stamp ## measure what is read in letters and replies; ANSWERABLE_SHARED names the folder with the data
	$(BIN)/python benchmarks/answers.py

bench-scale: $(VENV)/run.stamp ## measure how the record grows, at ten thousand, a hundred thousand and a million entries
	$(BIN)/python benchmarks/scale.py

# Locust is no part of what tests need: it is installed when somebody asks for this.
bench-web: $(VENV)/dev.stamp ## let 200 people read and act for two minutes, on SQLite and PostgreSQL
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/load.txt
	$(BIN)/python benchmarks/web.py

# Advisories change from day to day, so no test asks for them; what asks is no part of what tests need.
audit: $(VENV)/run.stamp ## ask which locked libraries have known holes; needs the network
	@test -x build/audit/bin/pip-audit || $(PYTHON) -m venv --clear build/audit
	@build/audit/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/audit.txt
	build/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements/run.txt

lint: style types imports pages ## check style, types, the import contract and the documentation

style: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The plug-in for Django reads the settings, which make their home when they find none.
types: export ANSWERABLE_HOME = $(CURDIR)/build/home
types: $(VENV)/dev.stamp
	$(BIN)/mypy

imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

pages: $(VENV)/dev.stamp
	$(BIN)/mkdocs build --strict --quiet
	$(BIN)/towncrier build --draft --version next > build/news.md

format: $(VENV)/dev.stamp ## put the code into the one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/dev.stamp ## build the documentation into build/site
	$(BIN)/mkdocs build --strict

reference: export ANSWERABLE_HOME = $(CURDIR)/build/home
reference: $(VENV)/dev.stamp ## write the pages of the reference that come from the code
	$(BIN)/python docs/write_reference.py
	$(BIN)/python docs/write_case_folder.py
	$(BIN)/python docs/write_blockers.py
	$(BIN)/python docs/write_commands.py
	$(BIN)/python docs/write_public_site.py

messages: $(VENV)/dev.stamp ## find the texts of pages, and bring the catalogues of all languages in step
	$(BIN)/python translations/messages.py

wheel: $(VENV)/run.stamp ## build the package into build/dist
	$(BIN)/hatchling build -t wheel -d build/dist

# The locks name no index: whoever installs uses the one they trust, and the hashes decide.
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCK_ARGS)
lock: $(VENV)/dev.stamp ## write the locks again: make lock LOCK_ARGS="--upgrade"
	cd requirements && ../$(LOCK) ../pyproject.toml run.in -o run.txt
	cd requirements && ../$(LOCK) ../pyproject.toml dev.in -c run.txt -o dev.txt
	cd requirements && ../$(LOCK) ../pyproject.toml load.in -c run.txt -o load.txt
	cd requirements && ../$(LOCK) audit.in -o audit.txt
	cd requirements && ../$(LOCK) ../pyproject.toml ray.in -c run.txt -o ray.txt

clean: ## remove what these targets made, not your data
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# `--clear`: an interrupted start leaves a half-made environment without pip.
$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer with venv found; install python3.11 and python3.11-venv, or say PYTHON=/path/to/python" >&2; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
