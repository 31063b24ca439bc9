# Needs Python 3.11+ and make, nothing else: .venv is set up when it is missing or stale.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: lab test test-fast demo release lock

# What `make` alone does.
.DEFAULT_GOAL := lab

# As root Jupyter wants to be told, and without a display it prints the address alone.
LAB_FLAGS := --LabApp.default_url=/lab/tree/notebooks $(if $(filter 0,$(shell id -u)),--allow-root)
ifeq ($(shell uname -s),Linux)
LAB_FLAGS += $(if $(DISPLAY)$(WAYLAND_DISPLAY),,--no-browser)
endif

lab: $(READY)
	$(BIN)/jupyter lab $(LAB_FLAGS) $(LAB_ARGS)

# All tests, each processor with its own; tests/conftest.py says who runs what, the longest first.
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder

test: $(READY)
	$(PYTEST) $(TEST_ARGS)

# While somebody edits: no nbgrader, JupyterLab, sandbox or training. tests/conftest.py says which
# are slow; of the known mistakes one seed is tried.
test-fast: $(READY)
	$(PYTEST) -m 'not slow' $(TEST_ARGS)

# A class that is made up, graded for real in rehearsal/. Every known mistake, attack and style;
# DEMO_ARGS=--small, which the tests run, has a few of each.
demo: $(READY)
	$(BIN)/rnn-grade rehearse $(DEMO_ARGS)

# Makes notebooks/ from solutions/, and of them the archive that students get.
release: $(READY)
	$(BIN)/nbgrader generate_assignment --no-db --force --assignment='*'
	$(BIN)/python -m rnn_grading.student_archive

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This course needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo 'Setting up $(VENV): a few minutes, once.'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@# JupyterLab asks at its first start whether it may fetch news; a course needs none.
	$(BIN)/jupyter labextension disable "@jupyterlab/apputils-extension:announcements" 2>/dev/null
	touch $(READY)

# The CUDA libraries stay out of the lock: the CPU build of torch does not want them, and
# the CUDA build names its own exact versions.
lock: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	$(BIN)/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --upgrade \
	  --quiet --no-annotate --custom-compile-command 'make lock' \
	  | grep -vE '^(nvidia-|cuda-|triton==)' > requirements.lock.new
	mv requirements.lock.new requirements.lock
