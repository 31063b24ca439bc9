# Needs Python 3.11+ and make, nothing else: .venv is set up when it is missing or stale.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: lab test test-fast check demo release lock

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

# While somebody edits: no nbgrader, JupyterLab, kernels or training, and a quarter of the known
# mistakes and figures, always the same; tests/conftest.py says which tests are slow.
test-fast: $(READY)
	$(PYTEST) -m 'not slow' $(TEST_ARGS)

# The formatter, the linter and the type checker.
check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# A class that is made up, graded for real in rehearsal/. Every known mistake, attack and style;
# DEMO_ARGS=--small, which the tests run, has a few of each.
demo: $(READY)
	$(BIN)/rnn-grade rehearse $(DEMO_ARGS)

# Makes notebooks/ from solutions/, and of them the archive that students get.
release: $(READY)
	$(BIN)/nbgrader generate_assignment --no-db --force --assignment='*'
	$(BIN)/python -m rnn_grading.release

$(READY): requirements-dev.lock pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This course needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo 'Setting up $(VENV): a few minutes, once.'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@# JupyterLab asks at its first start whether it may fetch news; a course needs none.
	$(BIN)/jupyter labextension disable "@jupyterlab/apputils-extension:announcements" 2>/dev/null
	touch $(READY)

# Two locks: requirements-dev.lock is for this folder and holds all extras, requirements.lock is what
# students get. A version stays while it fits pyproject.toml; `make lock LOCK_ARGS=--upgrade` renews all.
lock: $(READY)
	$(call compile,requirements-dev.lock,--all-extras)
	$(call compile,requirements.lock,--constraints requirements-dev.lock)

# The CUDA libraries stay out of a lock: the CPU build of torch does not want them, and the CUDA
# build names its own exact versions.
define compile
$(BIN)/uv pip compile pyproject.toml $(2) --universal --python-version 3.11 --quiet --no-annotate \
  --no-header --output-file $(1) $(LOCK_ARGS)
{ echo '# The versions that the course is tested with'; grep -vE '^(nvidia-|cuda-|triton==)' $(1); } > $(1).new
mv $(1).new $(1)
endef
