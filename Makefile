# Everything a person does with this checkout. `make help` lists it.
#
# All of it works on a bare Debian 12 with Swift 6.2 or newer; Scripts/setup.sh says or installs
# what is missing and takes well under a second when nothing is.

SHELL := /bin/bash
SWIFT ?= swift
DURE := .build/debug/dure
ARGS ?=
WAITING := CommandTests DureNodeTests
PEERS ?= yes

.DEFAULT_GOAL := help
.PHONY: help setup demo story test threads results bench oracles charter-oracles learning-oracles blas onnx croissant api client verify-ledger wire dist lint format clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
	    | awk -F ':.*## ' '{ printf "  make %-17s %s\n", $$1, $$2 }'
	@echo
	@echo '  Options of the demo go in ARGS:  make demo ARGS="--epsilon 3"'

setup: ## check for Swift and system packages; install the packages when root
	@Scripts/setup.sh

# The build speaks on the error stream, so that what the demo says can be piped.
demo: setup ## four hospitals learn together on this machine, and nothing but sums leaves any
	@$(SWIFT) build --product dure 1>&2
	@$(DURE) demo $(ARGS)

story: setup ## a hospital's export with resident numbers, from the scan to the erasure of a patient
	@$(SWIFT) build --product dure 1>&2
	@PATH="$(CURDIR)/.build/debug:$$PATH" Examples/hospital-export/story.sh $(ARGS)

# Those of real processes and real connections have the machine to themselves, one after another:
# they wait for moments, and what is too slow there is taken for dead.
test: setup ## build and run all tests
	@Scripts/setup.sh openssl postgres || echo "The tests with a PostgreSQL server are left out." >&2
	@$(SWIFT) build --build-tests
	@$(SWIFT) test --skip-build $(addprefix --skip ,$(WAITING))
	@$(SWIFT) test --skip-build --no-parallel $(addprefix --filter ,$(WAITING))

# The thread sanitizer needs a build of its own, so it is not part of `test`.
threads: setup ## run the tests of what runs at once under the thread sanitizer
	@$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build-threads
	@DURE_SEEDS=4 $(SWIFT) test --skip-build --sanitize=thread --scratch-path .build-threads \
	    --filter 'DureNodeTests|DureCoreTests|under any faults'

# Data that the project may not carry is looked for in ../shared/data; what is missing is left out.
results: setup ## print what joining brings and noise costs (ARGS="NAME... --seeds N --pictures FOLDER")
	@$(SWIFT) build -c release --product dure-results 1>&2
	@.build/release/dure-results $(ARGS)

bench: ## measure speed, and that of others beside it (PEERS=no leaves them out)
	@Scripts/setup.sh $(if $(filter no,$(PEERS)),,python3)
	@$(SWIFT) build -c release --product dure 1>&2
	@$(SWIFT) build -c release --product dure-speed 1>&2
	@PEERS=$(PEERS) Scripts/bench.sh $(ARGS)

oracles: charter-oracles learning-oracles ## hold charters and learning against others' answers

# Other policy engines answer the same requests; they live in an environment of their own.
charter-oracles: ## hold 100,000 decisions of random charters against Cedar and Rego
	@Scripts/setup.sh python3
	@$(SWIFT) build --product dure-oracles 1>&2
	@Scripts/oracles.sh

# The answers of other libraries are kept as test vectors; here they are made anew and must be the
# same, and trees are trained beside XGBoost and LightGBM.
learning-oracles: ## hold learning against statsmodels, scikit-learn, lifelines, XGBoost, LightGBM, OpenBLAS
	@Scripts/setup.sh python3
	@$(SWIFT) build -c release --product dure-models 1>&2
	@Scripts/learning-oracles.sh $(ARGS)

# By the package's trait, which is off in all other builds; so this one has a folder of its own.
blas: ## run the tests of matrices and learning with OpenBLAS in the place of our matrix kernels
	@Scripts/setup.sh openblas
	@$(SWIFT) build --build-tests --traits OpenBLAS --scratch-path .build-blas
	@$(SWIFT) test --skip-build --traits OpenBLAS --scratch-path .build-blas \
	    --filter 'DureTensorTests|DureLearningTests'

onnx: setup ## hold exported models of each kind against ONNX Runtime
	@Scripts/setup.sh python3
	@$(SWIFT) build --product dure-models 1>&2
	@Scripts/onnx.sh .build/debug/dure-models

croissant: setup ## hold the descriptions of datasets against MLCommons' own reader
	@Scripts/setup.sh python3
	@$(SWIFT) build --product dure 1>&2
	@Scripts/croissant.sh

# schemathesis makes up requests from the document and looks at what comes back, role by role.
api: setup ## check the management API's document, and the API against it with made-up requests
	@Scripts/setup.sh python3
	@$(SWIFT) build --product dure 1>&2
	@Scripts/api.sh

client: setup ## run the Python client's tests against a real federation on this machine
	@Scripts/setup.sh python3
	@$(SWIFT) build --product dure 1>&2
	@Scripts/client.sh

# The check is written in Go with Go's own packages, which know nothing of Dure.
verify-ledger: ## have Go's packages check a ledger of 10,000 entries, and refuse forgeries of it
	@Scripts/setup.sh go sumdb
	@$(SWIFT) build --product dure-ledgers 1>&2
	@$(SWIFT) build --product dure 1>&2
	@Scripts/verify-ledger.sh $(ARGS)

# A package of its own, so that HTTP/2 is no dependency of the product.
wire: ## compare HTTP/1.1 with HTTP/2 for uploads (about 2 minutes, and a build)
	@Scripts/setup.sh openssl
	@$(SWIFT) build -c release --package-path Benchmarks/Wire --scratch-path .build-wire 1>&2
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
	        -subj /CN=localhost -keyout "$$scratch/key" -out "$$scratch/cert" 2>/dev/null && \
	    .build-wire/release/wire "$$scratch/cert" "$$scratch/key"

dist: ## build dist/dure: one stripped file that needs no Swift, and dist/dure.xz
	@Scripts/setup.sh xz
	@Scripts/one-file.sh

lint: ## hold the code's form to the house style
	@$(SWIFT) format lint --strict -r Sources Tests Benchmarks Package.swift

format: ## bring the code into the house's form
	@$(SWIFT) format -i -r Sources Tests Benchmarks Package.swift

clean: ## remove what was built; data and keys are not touched
	@rm -rf .build .build-*
