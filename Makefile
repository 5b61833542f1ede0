# Everything a person does with this checkout. `make help` lists it.
#
# All of it works on a bare Debian 12 with Swift 6.2 or newer; Scripts/setup.sh says or installs
# what is missing and takes well under a second when nothing is.

SHELL := /bin/bash
SWIFT ?= swift
DURE := .build/debug/dure
ARGS ?=
PEERS ?= yes

.DEFAULT_GOAL := help
.PHONY: help setup demo test results bench lint format clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) \
	    | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'
	@echo
	@echo '  Options of the demo go in ARGS:  make demo ARGS="--epsilon 3"'

setup: ## check for Swift and system packages; install the packages when root
	@Scripts/setup.sh

# The build speaks on the error stream, so that what the demo says can be piped.
demo: setup ## four hospitals learn together on this machine, and nothing but sums leaves any
	@$(SWIFT) build --product dure 1>&2
	@$(DURE) demo $(ARGS)

test: setup ## build and run all tests
	@$(SWIFT) build --build-tests
	@$(SWIFT) test --skip-build

results: setup ## print the table of results from the bundled data (ARGS="--json" for JSON)
	@$(SWIFT) build --product dure-results 1>&2
	@.build/debug/dure-results $(ARGS)

bench: setup ## measure speed, and Flower's beside it (PEERS=no leaves that out)
	@$(SWIFT) build -c release --product dure 1>&2
	@$(SWIFT) build -c release --product dure-speed 1>&2
	@PEERS=$(PEERS) Scripts/bench.sh $(ARGS)

lint: ## hold the code's form to the house style
	@$(SWIFT) format lint --strict -r Sources Tests Benchmarks Package.swift

format: ## bring the code into the house's form
	@$(SWIFT) format -i -r Sources Tests Benchmarks Package.swift

clean: ## remove what was built; data and keys are not touched
	@rm -rf .build .build-*
