# The words of this house. `make help` prints them; CI calls the same ones.
.DEFAULT_GOAL := help
# Where the system keeps certificates (an administration's own among them), uv trusts those.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS ?= 1
endif
UV_RUN = $$(tools/uv) run --no-sync
# Commands and tests begin processes of their own: each would compile all its modules anew where a shell forbids keeping them.
export PYTHONDONTWRITEBYTECODE :=

help:  ## print these words
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

run: uv  ## install, load the data, serve; prints the address (PORT, STRAHLKRAFT_DATA_DIR, DATABASE_URL)
	@$$(tools/uv) sync --frozen --no-dev --inexact
	@$(UV_RUN) strahlkraft setup
	@exec $(UV_RUN) strahlkraft serve

test: dev  ## every test: SQLite and PostgreSQL, real browser included
	@tools/system-packages
	$(UV_RUN) pytest -n 2
	$(UV_RUN) python -m tools.with_postgres pytest -n 2 -m 'not house and not once'

test-fast: dev  ## rules, rooms and laws on SQLite: no browser, no whole pages, nothing slow
	$(UV_RUN) pytest -n 2 -m 'not slow and not journey and not door'

check: dev  ## style, types, architecture, texts, licences; no test of behaviour
	@tools/system-packages gettext
	@$(UV_RUN) python -m tools.check

format: dev  ## put code into the house's form
	@$(UV_RUN) ruff check --quiet --fix-only src tests tools benchmarks
	@$(UV_RUN) ruff format --quiet src tests tools benchmarks

messages: dev  ## collect the texts to translate of each room and compile the German ones
	@tools/system-packages gettext
	@$(UV_RUN) python -m tools.messages

screenshots: dev  ## pictures of the pages for docs/images
	@tools/system-packages browser
	@$(UV_RUN) python -m tools.screenshots

bench: dev  ## every benchmark in benchmarks/, one after the other
	@tools/system-packages postgresql
	@$(UV_RUN) python -m tools.bench

trust: dev  ## measure every goal of reliability and security at small sizes (docs/trust.md)
	-@tools/system-packages postgresql nginx prometheus
	@$(UV_RUN) python -m tools.trust

lock: dev  ## resolve the dependencies anew; export requirements.txt and the list of parts
	@$$(tools/uv) lock
	@$(UV_RUN) python -m tools.requirements $$(tools/uv) --write

dev: uv
	@$$(tools/uv) sync --quiet --frozen

uv:
	@tools/uv >/dev/null

.PHONY: help run test test-fast check format messages screenshots bench trust lock dev uv
