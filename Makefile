# `make` alone tells what there is. Debug builds, but for `build` and `bench`: a first one takes a third of the time.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
SWIFT ?= swift
ARGS ?=

# How long each step took is told when it ends.
step = @TIMEFORMAT='$(1): %0R s'; time
sources := Sources Tests Package.swift

# Suites that talk to another process or thread and mind how long it takes.
alone := EndToEndTests|LocalServerTests

# What is red is easily found where the thousands that begin and pass are left out.
telling := 2>&1 | grep --line-buffered -vE '^(◇|✔ Test (case|"|[a-zA-Z]+\())'

# Our own warnings are errors; a target that imports another without saying so in the manifest is one, too.
strict := --explicit-target-dependency-import-check error

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 14

.PHONY: deps
deps: ## install the Debian packages that building needs
	@packaging/install-build-deps

.PHONY: demo
demo: deps ## see it work: a simulated application's logs become events (ten seconds, after one build)
	@echo 'Building; the first time takes some minutes, most of them for libraries.' >&2
	$(call step,build) $(SWIFT) build --product stacktail
	@"$$($(SWIFT) build --show-bin-path)/stacktail" demo $(ARGS)

.PHONY: test
test: deps lint build-tests run-tests run-program ## all that CI runs

.PHONY: lint
lint: ## the form of the code, as .swift-format says
	$(call step,lint) $(SWIFT) format lint --strict --recursive --parallel $(sources)

# The manifest reads STACKTAIL_STRICT, so both steps need it, or the second builds all anew.
.PHONY: build-tests
build-tests: export STACKTAIL_STRICT = 1
build-tests: deps
	$(call step,build) $(SWIFT) build --build-tests $(strict)

.PHONY: run-tests
run-tests: export STACKTAIL_STRICT = 1
run-tests: build-tests
	$(call step,tests) $(SWIFT) test --skip-build --skip '$(alone)' $(ARGS) $(telling)

# After the others: what is waited for, and has time-outs of its own, must not stand in line behind their work.
.PHONY: run-program
run-program: export STACKTAIL_STRICT = 1
run-program: run-tests
	$(call step,program) $(SWIFT) test --skip-build --filter '$(alone)' $(ARGS) $(telling)

.PHONY: build
build: deps ## the release build
	$(call step,release build) $(SWIFT) build -c release --product stacktail --static-swift-stdlib -Xswiftc -cross-module-optimization
	@ls -l "$$($(SWIFT) build -c release --show-bin-path)/stacktail"

.PHONY: bench
bench: deps ## measure each stage beside the machine's limits
	$(SWIFT) run -c release -Xswiftc -cross-module-optimization StacktailBench $(ARGS)

.PHONY: format
format: ## bring the code into its form
	$(SWIFT) format --in-place --recursive --parallel $(sources)
