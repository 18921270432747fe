# Everything a developer or an operator types. `make help` prints the lines that carry a `##`.
# Only Python 3.11+ is needed to begin; Node and all else come into .venv.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin
BOOTSTRAP := $(PYTHON) tools/bootstrap.py

# Tools of the environment first, so that `npm` finds the environment's Node. Proxies and certificates pass through.
export PATH := $(CURDIR)/$(VENV):$(PATH)
export npm_config_fetch_retries ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench messages openapi lock image clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

setup: ## Prepare .venv, Node packages, translations and the web app; only what changed
	@$(BOOTSTRAP) prepare

run: ## Prepare everything and serve the demo on http://localhost:8000 (PORT=8001 for another port)
	@PORT=$(PORT) $(BOOTSTRAP) run

test: ## Run every check and test, installing what they need where that is allowed
	@$(BOOTSTRAP) exec python -m tools.groups test

check: ## Run only the quick checks: lint, format, types, import rules, translations
	@$(BOOTSTRAP) exec python -m tools.groups check

format: ## Lay out the Python code and mend what can be mended by itself
	@$(BOOTSTRAP) exec ruff check --fix --quiet
	@$(BOOTSTRAP) exec ruff format

bench: ## Measure: snapshot ratio, uplinks per second, live clients, start time, bytes
	@$(BOOTSTRAP) exec python -m bench

messages: ## Collect the texts of both sides into translations/ and compile them
	@$(BOOTSTRAP) exec python -m tools.i18n update
	@$(BOOTSTRAP) exec python -m tools.i18n compile

openapi: ## Write openapi.json, the TypeScript types made from it, and the page of who may call what
	@$(BOOTSTRAP) exec krefeld openapi --output openapi.json
	@$(BOOTSTRAP) exec python -m tools.access_page
	@$(BOOTSTRAP) exec npm --prefix pwa run --silent types

lock: ## Resolve the Python and npm dependencies anew
	@$(BOOTSTRAP) exec python -m tools.lock

image: ## Build the container image with the engine at hand (docker or podman)
	@engine="$$(command -v docker || command -v podman)" || { echo "Neither docker nor podman is installed."; exit 1; }; "$$engine" build --tag krefeld-app .

clean: ## Remove what was built; keeps .venv, Node packages and the database
	@rm -rf .build dist pwa/dist test-results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find backend tests tools bench migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	@find translations -name '*.mo' -delete
