.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
SITE ?= _build/html
CLASS := .venv-class/bin
COURSE ?= _build/class/nbgrader

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

book: .venv/ready ## run what changed and build the site into _build/html
	$(BIN)/python -m whyleave.publish book

test: book ## run every test: data, claims, text, notebooks, pages
	$(BIN)/python -m pytest -n 2 --dist loadfile

serve: book ## show the book at http://localhost:8000
	$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

pdf: .venv/ready ## write the whole book as one PDF into _build (needs Chromium)
	$(BIN)/python -m whyleave.publish pdf

epub: .venv/ready ## write the whole book as one EPUB into _build
	$(BIN)/python -m whyleave.publish epub

verify: ## check a copy of the site by its digests: make verify SITE=folder
	$(PYTHON) src/whyleave/publish/manifest.py $(SITE)

lab: .venv/ready ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

class: .venv/ready ## make the class pack in _build/class
	$(BIN)/python -m whyleave.publish class

chapter: .venv/ready ## its figures for another country: make chapter COUNTRY=DEU CHAPTER=talent
	@$(if $(and $(COUNTRY),$(CHAPTER)),,$(error Say which: make chapter COUNTRY=DEU CHAPTER=talent))
	$(BIN)/python -m whyleave.publish chapter "$(CHAPTER)" "$(COUNTRY)"

.venv-class/ready: requirements-class.lock pyproject.toml
	$(PYTHON) -m venv --clear .venv-class
	$(CLASS)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-class.lock
	$(CLASS)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

class-env: .venv-class/ready ## make the environment that marks work, .venv-class

hub-env: .venv-class/ready ## the same with JupyterHub, newest version
	$(CLASS)/python -m pip install --quiet --disable-pip-version-check jupyterhub

release: .venv-class/ready ## the students' version of a chapter: make release CHAPTER=regulation
	@$(CLASS)/python -m whyleave.publish.teach.grading release $(COURSE) "$(CHAPTER)"

grade: .venv-class/ready ## mark what was handed in: make grade CHAPTER=regulation
	@$(CLASS)/python -m whyleave.publish.teach.grading grade $(COURSE) "$(CHAPTER)"

formgrader: .venv-class/ready ## mark by hand in the browser, feedback and marks too
	cd $(COURSE) && JUPYTER_PATH=$$PWD PATH=$(CURDIR)/$(CLASS):$$PATH jupyter lab --ServerApp.default_url=/formgrader

notebooks: .venv/ready ## run what changed and store the outputs in notebooks/
	$(BIN)/python -m whyleave.publish notebooks

replace: .venv/ready ## bring in a newer edition: make replace DATA=<table> FILE=<new.csv>
	@$(if $(and $(DATA),$(FILE)),,$(error Say which: make replace DATA=<table> FILE=<new.csv>))
	$(BIN)/python -m whyleave.publish replace "$(DATA)" "$(FILE)" $(if $(YES),--yes)

stale: .venv/ready ## list the tables that are due for a newer edition today
	@$(BIN)/python -m whyleave.publish stale

firmness: .venv/ready ## attack the verdicts again: lost sources, figures a tenth off
	$(BIN)/python -m whyleave.publish firmness

describe: .venv/ready ## describe data files again that you changed on purpose
	$(BIN)/python -m whyleave.publish describe

lint: .venv/ready ## check and format the code
	$(BIN)/ruff check . && $(BIN)/ruff format --check src tests book scripts

bench: .venv/ready ## measure times and sizes, write them to book/bench.md
	$(BIN)/python scripts/bench.py

lock: ## resolve the dependencies of pyproject.toml again (needs uv)
	uv lock && uv export --locked --all-extras --no-extra class --format requirements-txt --no-emit-project --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra class --constraint requirements.lock --universal --generate-hashes --no-emit-index-url --quiet --output-file requirements-class.lock

clean: ## take away everything that was built
	rm -rf _build .venv .venv-class

.PHONY: help book test serve pdf epub verify lab class chapter class-env hub-env release grade formgrader notebooks replace stale firmness describe lint bench lock clean
