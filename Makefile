# make demo   a virtual environment with the run-time alone; tags an example article
# make test   a virtual environment with everything; runs the tests
# make model  rebuilds the model inside the package from the articles and the encoder
# make check  format, lint and types
PYTHON ?= python3
DEMO := .venv-demo
DEV := .venv-dev

.PHONY: demo test model check clean

demo: $(DEMO)/installed
	$(DEMO)/bin/mokmin predict examples/article.txt --published 2025-06-08

test: $(DEV)/installed
	$(DEV)/bin/python -m pytest

MODEL := src/mokmin/models/mokmin-small

model: $(DEV)/installed
	rm -rf runs/pretrain-adapt
	mkdir -p runs
	$(DEV)/bin/mokmin convert data/articles/train runs/articles.jsonl --force
	$(DEV)/bin/python training/pretrain.py configs/pretrain-adapt.yaml --corpus runs/articles.jsonl
	$(DEV)/bin/python training/train.py configs/mokmin-small.yaml --model.encoder runs/pretrain-adapt/encoder
	$(DEV)/bin/python training/export.py runs/mokmin-small --articles data/articles/validation --output $(MODEL)
	$(DEV)/bin/python training/evaluate.py data/articles/test --bodies data/bodies/test.jsonl --train data/articles/train --output $(MODEL)
	rm -f $(MODEL)/report.html $(MODEL)/evaluation.md
	$(DEV)/bin/python training/model_card.py

check: $(DEV)/installed
	$(DEV)/bin/ruff format --check .
	$(DEV)/bin/ruff check .
	$(DEV)/bin/mypy

$(DEMO)/installed: pyproject.toml
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python -m pip install --quiet .
	touch $@

$(DEV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/python -m pip install --quiet -c constraints.txt torch
	$(DEV)/bin/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(DEMO) $(DEV)
