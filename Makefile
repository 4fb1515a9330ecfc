# One command each. `make help` lists them.
PYTHON ?= python3
ROLE ?= Owner
PY := .venv/bin/python
MANAGE := $(PY) manage.py
STATIC := $(shell find static -type f) clinic_site/static_files.py
POSTGRESQL := $(shell command -v postgres || ls /usr/lib/postgresql/*/bin/postgres 2>/dev/null | head -1)
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
# Whole files to each process, in the order of their names: those with the fewest tests, the browser's, take longest
# and would otherwise come last, when one process has nothing left to do
SHARED := -n auto --dist loadfile --no-loadscope-reorder
# Tests whose answer can depend on the database: rows that are searched, sorted, locked, counted, moved or copied
ON_BOTH := tests/search tests/consultations tests/publishing tests/images/test_showing.py \
  $(addprefix tests/accounts/test_, throttle.py sessions.py owners.py events.py) \
  $(addprefix tests/test_, backups.py content_commands.py import_listings.py kept_pages.py listing_desk.py listing_reports.py \
  listings.py machines.py meanwhile.py page_feedback.py standby_settings.py syncing.py) \
  tests/test_public_pages.py::test_no_page_skips_a_heading_level_and_the_search_puts_first_what_it_should

.DEFAULT_GOAL := help
.PHONY: help setup serve staff test test-postgresql lighthouse faults servers lint format browser secret key lock

help: ## List these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 17

setup: .venv/installed .env ## Make .venv with the locked packages, and a .env for development

.venv/installed: requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed. Say which: make PYTHON=python3.12 setup")'
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements/dev.txt
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.env:
	@printf 'ENVIRONMENT=development\nSECRET_KEY=%s\n' "$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')" > $@
	@chmod 600 $@

serve: setup var/static/staticfiles.json ## Bring the site up to date and serve it at http://127.0.0.1:8000
	@mkdir -p var && chmod 700 var
	@$(MANAGE) load_content --migrate --quiet
	@echo "Database, content and static files are up to date (var/)."
	@echo "The site is at http://127.0.0.1:8000 - stop it with Ctrl+C."
	@echo "To edit it, invite yourself in another window: make staff"
	@exec .venv/bin/gunicorn clinic_site.wsgi

var/static/staticfiles.json: .venv/installed $(STATIC)
	@$(MANAGE) collectstatic --no-input --verbosity 0

staff: setup ## Invite somebody to the staff pages: make staff NAME=ann ROLE="Front desk"
	@name="$(NAME)"; [ -n "$$name" ] || { printf 'User name: '; read -r name; }; \
	  $(MANAGE) invite "$$name" --role "$(ROLE)"

test: lint browser servers ## Check and run everything, browser tests included
	@$(PY) -m pytest $(SHARED)
	@TEST_DATABASE=postgresql $(PY) -m pytest $(SHARED) $(ON_BOTH)

test-postgresql: setup .venv/installed-dev servers ## Run everything but browser and fault tests on PostgreSQL
	@TEST_DATABASE=postgresql $(PY) -m pytest $(SHARED) --ignore tests/browser --ignore tests/faults

lighthouse: setup .venv/installed-dev browser ## Lighthouse on one page of each kind, 100 everywhere: an hour (RUNS=1: less)
	@$(PY) benchmarks/lighthouse.py --runs $(or $(RUNS),5)

faults: setup .venv/installed-dev servers ## The long proofs of docs/reliability.md: an hour or so
	@FAULTS=long $(PY) -m pytest -s tests/faults
	@$(PY) -m tests.faults.mutants

servers: # The tests start a PostgreSQL of their own and watch system calls; without these programs they fail
	@if [ -z "$(POSTGRESQL)" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing PostgreSQL for the tests"; apt-get update -qq && apt-get install -y -qq postgresql >/dev/null; fi
	@if ! command -v strace >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing strace for the tests"; apt-get update -qq && apt-get install -y -qq strace >/dev/null; fi

browser:
	@test -n "$(CHROMIUM)" || (echo "Installing a browser for the tests"; \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	  else .venv/bin/playwright install chromium; fi)

lint: setup .venv/installed-dev ## Check style, types, templates and spelling
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/djlint templates --lint --quiet
	@.venv/bin/codespell

format: setup .venv/installed-dev ## Put the code in its standard form
	@.venv/bin/ruff check --fix-only --quiet . ; .venv/bin/ruff format --quiet .

secret: ## Print a new secret key
	@$(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))'

key: ## Print a new key for FIELD_KEYS
	@$(PYTHON) -c 'import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())'

lock: ## Write the lock files again from requirements/*.in (needs uv)
	@for name in base postgres s3 dev; do uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done
