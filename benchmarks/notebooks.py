"""How long each solution notebook runs, kernel start included.

    python benchmarks/notebooks.py
    python benchmarks/notebooks.py --quick    # the first one alone, to see that it runs

A student's time is not in it; every experiment is, in full.
"""

import argparse
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SOLUTIONS = Path(__file__).resolve().parents[1] / "solutions"


def seconds(path):
    """How long a notebook runs from top to bottom; it stops at the first error."""
    notebook = nbformat.read(path, as_version=4)
    started = time.perf_counter()
    NotebookClient(notebook, timeout=300).execute()
    return time.perf_counter() - started


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the first notebook alone")
    options = parser.parse_args(arguments)
    paths = sorted(SOLUTIONS.glob("*/*.ipynb"))[: 1 if options.quick else None]
    total = 0.0
    for path in paths:
        took = seconds(path)
        total += took
        print(f"{path.stem:24} {took:6.1f} s", flush=True)
    print(f"{'together':24} {total:6.1f} s")


if __name__ == "__main__":
    main()
