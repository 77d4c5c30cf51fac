# The two commands: `make demo` and `make test`. They need Python 3.11 or newer (PYTHON=... to choose one), git and
# make, build everything else in .venv, and remember what is done there: a second run installs nothing.
#
# One lock for all: pinned.txt holds the version and the hashes of every package that any target installs. A target
# installs its part of it by `uv pip install --require-hashes -c pinned.txt -r pyproject.toml --group ...`: names come
# from pyproject.toml, versions and hashes from the lock. uv refuses a package whose hash differs and a package that
# the lock does not hold, also when only another package asks for it. uv itself comes by pip, checked by the same lock.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DONE   := $(VENV)/done

# Another virtual environment or module path of the caller must not leak in.
unexport VIRTUAL_ENV CONDA_PREFIX PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX

# uv does not read pip's settings. The set-up notes the mirror and the certificates that pip is told to use, on this
# machine or in the environment, and the system's certificates otherwise; what uv is told itself comes first.
SETTINGS := $(VENV)/settings.sh
UV      := . ./$(SETTINGS) && $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode
INSTALL := $(UV) --require-hashes --constraint pinned.txt --requirement pyproject.toml
SYSTEM_CERTIFICATES := /etc/ssl/certs/ca-certificates.crt
PIP_TO_UV := \
  s/^(:env:|global|install)[.]index-url=/[ -n "$$UV_DEFAULT_INDEX" ] || export UV_DEFAULT_INDEX=/p; \
  s/^(:env:|global|install)[.]cert=/[ -n "$$SSL_CERT_FILE" ] || export SSL_CERT_FILE=/p

PYODIDE := 314.0.7
PYODIDE_SHA256 := 66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0

# Modules are compiled on purpose: PYTHONDONTWRITEBYTECODE, set in many images, would make each start four times slower.
SOURCES := $(shell find dirsim -name '*.py' 2>/dev/null)

# An environment made by another checkout (a copied or moved folder) would run the other checkout's code: rebuild it.
ifneq ($(shell cat $(DONE)/place 2>/dev/null),$(CURDIR))
STALE := stale
endif

.NOTPARALLEL:
.PHONY: help demo test packages check docs changelog facts house pictures schema notebooks pyodide bench mutation bounds fuzz bom reality kerberos lock clean stale

help:                       ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

demo: $(DONE)/compiled      ## set up, then decide the main example: which directory design for Contoso, and why
	@$(BIN)/dirsim recommend contoso
	@printf '\nnext: . $(BIN)/activate, then dirsim: it says what to do first\n' >&2

test: $(DONE)/compiled $(DONE)/parts      ## set up, then run every test (ARGS="..." is handed to pytest)
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

packages:                   ## install the Debian packages that tests with real parts need (root or sudo)
	@bash tests/packages.sh

check: $(DONE)/test $(DONE)/check         ## lint, format, types, import layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

docs: $(DONE)/notebooks $(DONE)/docs      ## build the documentation; a warning is an error
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "open docs/_build/html/index.html"

changelog: $(DONE)/check    ## show the changelog with the fragments of docs/changes
	@$(BIN)/towncrier build --draft --version unreleased

house: $(DONE)/run         ## draw the package's rooms and their imports: docs/contributing/house.svg
	@$(BIN)/python docs/_house.py

pictures: $(DONE)/test     ## draw the pictures of the documentation, docs/pictures, and the outputs of the notebooks
	@$(BIN)/python docs/_pictures.py
	@$(BIN)/python docs/_notebooks.py

facts: $(DONE)/run         ## sort the data files of facts, one fact a line
	@$(BIN)/python tests/real/tidy_facts.py

schema: $(DONE)/compiled    ## write the JSON Schemas of the files anew, from the classes and the words
	@$(BIN)/python -m dirsim.files.schema

notebooks: $(DONE)/test $(DONE)/notebooks ## execute each notebook from top to bottom
	$(BIN)/python -m pytest -p no:randomly --nbmake --nbmake-timeout=120 notebooks

pyodide: $(DONE)/test $(DONE)/pyodide     ## run every lab in Pyodide, the Python of JupyterLite (needs node and npm)
	DIRSIM_PYODIDE=$(CURDIR)/$(VENV)/pyodide $(BIN)/python -m pytest tests/labs/test_pyodide.py

bench: $(DONE)/test                       ## measure (ARGS=--short for a quick look)
	$(BIN)/python tests/bench/run.py $(ARGS)
	$(BIN)/python tests/bench/peers.py $(ARGS)
	$(BIN)/python tests/bench/drawings.py
	@case "$(ARGS)" in *--short*) ;; *) $(BIN)/python tests/bench/libraries.py ;; esac
	@if command -v chromium >/dev/null; then $(BIN)/python tests/bench/board.py; fi

mutation: $(DONE)/test      ## change the rules at random in a copy; see that the tests notice (ARGS="--seed 7 --count 60")
	$(BIN)/python tests/mutation/mutate.py $(ARGS)

bounds: $(DONE)/uv         ## decide the examples with the oldest and the newest versions that pyproject.toml allows
	. ./$(SETTINGS) && UV=$(CURDIR)/$(BIN)/uv bash tests/bounds.sh

fuzz: $(DONE)/test          ## mutate the inputs of every reader (ARGS="--inputs 2000000 --seed 7"; 60 seconds without)
	$(BIN)/python tests/fuzz/run.py $(if $(ARGS),$(ARGS),--seconds 60)

bom: $(DONE)/test           ## write the bill of materials, sbom.cdx.json, from pinned.txt
	@$(BIN)/python tests/real/bill_of_materials.py

reality: $(DONE)/test       ## build a real two-forest lab (root, Debian), measure, compare with the predictions
	$(BIN)/python tests/reality/live.py $(ARGS)

kerberos: $(DONE)/test      ## install what signs in by Kerberos ticket (needs a C compiler and Kerberos headers)
	@$(INSTALL) --group kerberos $(ARGS)

lock: $(DONE)/uv            ## write pinned.txt anew from pyproject.toml
	. ./$(SETTINGS) && $(BIN)/uv pip compile pyproject.toml --all-extras --group setup --group test --group check --group docs \
	  --group notebooks --group kerberos --universal --upgrade --generate-hashes --no-header --no-annotate --quiet --output-file pinned.txt

clean:                      ## remove what the other targets made
	rm -rf $(VENV) docs/_build docs/reference/facts docs/reference/generated docs/tutorial/*.ipynb \
	  .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .jupyter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(DONE)/uv: $(STALE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "dirsim needs Python 3.11 or newer; choose one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "setting up $(VENV) (once, some ten seconds)" >&2
	@$(PYTHON) -m venv --clear $(VENV) || { echo "on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@sed -n '/^uv==/,/[^\\]$$/p' pinned.txt > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(VENV)/uv.txt
	@$(BIN)/python -m pip config list | sed -nE '$(PIP_TO_UV)' > $(SETTINGS)
	@[ ! -s $(SYSTEM_CERTIFICATES) ] || \
	  echo '[ -n "$$SSL_CERT_FILE" ] || export SSL_CERT_FILE=$(SYSTEM_CERTIFICATES)' >> $(SETTINGS)
	@mkdir -p $(DONE) && echo "$(CURDIR)" > $(DONE)/place && touch $@

# The package itself is installed editable: what runs is what is in the tree.
$(DONE)/run: $(DONE)/uv pinned.txt pyproject.toml
	@$(INSTALL)
	@$(UV) --no-deps --build-constraints pinned.txt --editable .
	@touch $@

$(DONE)/compiled: $(DONE)/run $(SOURCES)
	@$(BIN)/python -m compileall -q dirsim
	@touch $@

$(DONE)/test: $(DONE)/run
	@$(INSTALL) --all-extras --group test
	@touch $@

# Real parts for the tests: root on Debian gets them (PACKAGES=no to leave the system alone). Elsewhere, and where they
# cannot be had, tests that need them are skipped and say so.
$(DONE)/parts: $(DONE)/test tests/packages.sh
	@[ "$$(id -u)" -ne 0 ] || [ "$(PACKAGES)" = no ] || bash tests/packages.sh || \
	  echo "not all Debian packages could be installed: tests that need them are skipped" >&2
	@touch $@

$(DONE)/check: $(DONE)/run
	@$(INSTALL) --group check
	@touch $@

$(DONE)/docs: $(DONE)/run
	@$(INSTALL) --group docs
	@touch $@

$(DONE)/notebooks: $(DONE)/test
	@$(INSTALL) --group notebooks
	@touch $@

# Pyodide itself, told by its digest, and the one package that is not pure Python, as the lock has it.
$(DONE)/pyodide: $(DONE)/uv pinned.txt
	@rm -rf $(VENV)/pyodide && mkdir -p $(VENV)/pyodide
	@cd $(VENV)/pyodide && npm pack --silent pyodide@$(PYODIDE) >/dev/null && \
	  echo "$(PYODIDE_SHA256)  pyodide-$(PYODIDE).tgz" | sha256sum --check --quiet && tar xzf pyodide-$(PYODIDE).tgz
	@sed -n '/^msgspec==/,/[^\\]$$/p' pinned.txt > $(VENV)/pyodide/msgspec.txt
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
	  --implementation cp --python-version 3.14 --abi cp314 --platform pyemscripten_2026_0_wasm32 \
	  --dest $(VENV)/pyodide --requirement $(VENV)/pyodide/msgspec.txt
	@$(BIN)/python -m zipfile -e $(VENV)/pyodide/msgspec-*.whl $(VENV)/pyodide/wheels
	@touch $@
