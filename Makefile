# Pacesetter's commands. Recipes are a line or two; what is longer lives in tools/.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

CONSOLE := services/gateway/console
CONSOLE_FILES = $(shell find $(CONSOLE) \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null)
SERVICE_CMDS = $(addprefix ./,$(wildcard services/*/cmd/*))

.PHONY: help up down-data build test lint verify generate e2e bench check fuzz tools console-deps

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | \
	  while IFS=$$'\t' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

up: build ## Run the whole platform here until Ctrl-C (ARGS="--port-offset 1000": on other ports)
	@exec bin/pacesetter up $(ARGS)

down-data: ## Remove this checkout's data folder
	@mkdir -p bin && go build -o bin/ ./tools/cmd/pacesetter
	@bin/pacesetter down-data

# Without -trimpath, as tests and linters build: with it everything would be compiled a second time.
build: build/console.stamp ## Build the console and every program into bin/
	@mkdir -p bin
	go build -o bin/ $(SERVICE_CMDS) $(addprefix ./tools/cmd/,pacesetter broker devissuer)

test: build/console.stamp ## Run all tests but e2e and bench; needs no root and sets up what it needs
	@tools/test.sh

lint: tools console-deps ## Run the linters over Go, protobuf and the console
	@tools/lint.sh

verify: console-deps ## Regenerate and fail on a difference; build and go.mod without the workspace
	@tools/verify.sh

generate: console-deps ## Regenerate what is committed: protobuf code, OpenAPI, docs/config.md
	@tools/generate.sh

e2e: ## Drive the running platform on three Apache Kafka nodes, with a browser, under kill -9
	@tools/need.sh java mvn chromium
	@$(MAKE) build
	go test -tags e2e -count=1 -timeout 120m -v ./tools/e2e/...

bench: build ## Measure against bare loops; writes build/bench.json and docs/PERFORMANCE.md
	@bin/pacesetter bench

check: test lint verify ## test, lint and verify: what a change must pass

fuzz: ## Fuzz every target for FUZZTIME (1m) each
	@tools/fuzz.sh

# The linter as a program of its own: `go tool` would link it again at every change of the cache.
tools: bin/golangci-lint
bin/golangci-lint: tools/go.mod
	cd tools && GOWORK=off go build -o ../bin/ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

console-deps: $(if $(wildcard $(CONSOLE)/package.json),$(CONSOLE)/node_modules/.package-lock.json)

$(CONSOLE)/node_modules/.package-lock.json: $(wildcard $(CONSOLE)/package-lock.json)
	cd $(CONSOLE) && npm ci --no-audit --no-fund --loglevel=error

# Without a console in the tree there is nothing to build, and the stamp says so once.
build/console.stamp: $(if $(wildcard $(CONSOLE)/package.json),$(CONSOLE)/node_modules/.package-lock.json $(CONSOLE_FILES))
	@if [ -e $(CONSOLE)/package.json ]; then cd $(CONSOLE) && npm run build --silent; fi
	@mkdir -p build && touch $@
