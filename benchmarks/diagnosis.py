"""How often a check tells a slip: single changes of right answers, made by the thousand.

    python benchmarks/diagnosis.py                    # a sample of each exercise
    python benchmarks/diagnosis.py --sample 0         # all of them: an hour or more
    python benchmarks/diagnosis.py --exercise rnn_step --show
    python benchmarks/diagnosis.py --markdown docs/diagnosis.md

The answers are the model solutions and those in other styles of tests/rehearsal/right. The changes
are made here and not by ``checking.edits``, which the checks try. One that comes out right under
three more seeds is no slip, and is not counted.
"""

import argparse
import ast
import copy
import difflib
import inspect
import linecache
import os
import random
import re
import statistics
import sys
import textwrap
import time
import types
import unittest.mock
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for the answers of the tests

from tqdm import tqdm  # noqa: E402

from rnn_helpers import CheckFailed, check  # noqa: E402
from rnn_helpers.checking import shortcuts  # noqa: E402
from rnn_helpers.exercises import Question, by_name, key_of  # noqa: E402
from tests.rehearsal.right import RIGHT_ANSWERS  # noqa: E402

COLUMNS = ("name", "line", "other line", "condition", "error", "form", "numbers", "accepted")
_SLOW = {"train_epoch", "sample"}  # a tenth of a second each call, and more


class Slip(NamedTuple):
    """A wrong answer: its ``source``, the ``lines`` that were changed, what it was made of."""

    source: str
    lines: tuple[int, ...]
    answer: types.FunctionType


# --- Making slips -------------------------------------------------------------------------------


class _Changes(ast.NodeVisitor):
    """Collects changes: functions that make one in a tree and undo it."""

    def __init__(self, names, keys, draw):
        self.found, self._names, self._keys, self._draw = [], names, keys, draw

    def _swap(self, node, field, *others):
        for other in others:
            self.found.append((node, field, other))

    def _sample(self, others, own):
        others = sorted(others - {own})
        return self._draw.sample(others, min(2, len(others)))

    def generic_visit(self, node):
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                for i, part in enumerate(value):
                    self._expression(part, lambda new, v=value, f=field, i=i: (
                        node, f, [*v[:i], new, *v[i + 1 :]]))  # fmt: skip
                if field == "body":
                    self._statements(node, value)
            elif isinstance(value, ast.AST):
                self._expression(value, lambda new, f=field: (node, f, new))
        super().generic_visit(node)

    def _expression(self, node, put):
        """What may stand in the place of an expression."""
        add = lambda *news: self.found.extend(map(put, news))  # noqa: E731
        if isinstance(node, ast.BinOp):
            add(node.left, node.right)
            operators = (ast.Add, ast.Sub, ast.Mult, ast.MatMult)
            others = [o for o in operators if not isinstance(node.op, o)]
            for operator in self._draw.sample(others, 2):
                add(ast.BinOp(node.left, operator(), node.right))
            if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
                add(ast.BinOp(node.right, node.op, node.left))
        elif isinstance(node, ast.Attribute) and node.attr == "T":
            add(node.value)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            add(node.operand)
        elif isinstance(node, ast.Call):
            if len(node.args) == 1 and not node.keywords:
                add(node.args[0])
            if len(node.args) > 1:
                args = [node.args[1], node.args[0], *node.args[2:]]
                add(ast.Call(node.func, args, node.keywords))
            for i in range(len(node.keywords)):
                keywords = [*node.keywords[:i], *node.keywords[i + 1 :]]
                add(ast.Call(node.func, node.args, keywords))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id in self._names:
                add(*(ast.Name(n, ast.Load()) for n in self._sample(self._names, node.id)))
        elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
            add(ast.Tuple([node.elts[1], node.elts[0], *node.elts[2:]], ast.Load()))
        elif isinstance(node, ast.AugAssign):
            target = copy.deepcopy(node.target)
            add(ast.Assign([target], node.value))

    def _statements(self, node, body):
        for i, line in enumerate(body):
            if len(body) > 1 and not isinstance(line, (ast.Return, ast.FunctionDef, ast.Raise)):
                self.found.append((node, "body", [*body[:i], *body[i + 1 :]]))

    def visit_Constant(self, node):
        if type(node.value) is int:
            self._swap(node, "value", node.value + 1, node.value - 1)
        elif type(node.value) is str and node.value in self._keys:
            self._swap(node, "value", *self._sample(self._keys, node.value))

    def visit_Compare(self, node):
        others = {"Lt": ast.LtE, "LtE": ast.Lt, "Gt": ast.GtE, "GtE": ast.Gt, "Eq": ast.NotEq}
        if other := others.get(type(node.ops[0]).__name__):
            self._swap(node, "ops", [other()])
        self.generic_visit(node)

    def visit_Subscript(self, node):
        if isinstance(node.slice, (ast.Name, ast.BinOp)):
            for operator in (ast.Add(), ast.Sub()):
                self._swap(node, "slice", ast.BinOp(node.slice, operator, ast.Constant(1)))
        self.generic_visit(node)


def slips_of(answer: types.FunctionType, draw: random.Random, pairs: int = 0) -> list[Slip]:
    """All single changes of an answer, as sources; or so many pairs of them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(answer)))
    if getattr(tree.body[0], "name", None) != answer.__name__:
        raise TypeError("no plain function")
    tree.body[0].body = [
        line for line in tree.body[0].body
        if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
    ]  # fmt: skip
    tree.body[0].decorator_list, tree.body[0].returns = [], None
    for argument in tree.body[0].args.args:
        argument.annotation = None
    right = ast.unparse(tree).splitlines()
    nodes = list(ast.walk(tree))
    names = {a.arg for a in tree.body[0].args.args} | {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    keys = {
        node.slice.value for node in nodes
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    }  # fmt: skip
    changes = _Changes(names, keys, draw)
    changes.visit(tree)
    found = {}
    made = [[change] for change in changes.found]
    if pairs:
        made = [draw.sample(changes.found, 2) for _ in range(pairs)]
    for change in made:
        before = [(node, field, getattr(node, field)) for node, field, _ in change]
        for node, field, new in change:
            setattr(node, field, new)
        try:
            source = ast.unparse(ast.fix_missing_locations(tree))
            compile(source, "<slip>", "exec")
        except (SyntaxError, ValueError, AttributeError, TypeError):
            continue
        finally:
            for node, field, old in reversed(before):
                setattr(node, field, old)
        # NumPy never comes back from a list that holds itself.
        endless = re.search(r"(\w+)\.append\(\1\)", source)
        if not endless and (lines := source.splitlines()) != right:
            found[source] = Slip(source, _changed(right, lines), answer)
    return list(found.values())


def _changed(right, lines):
    """The numbers of the lines that are not as they were; of a lost line those around it."""
    changed: set[int] = set()
    matcher = difflib.SequenceMatcher(None, right, lines, autojunk=False)
    for what, _, _, first, end in matcher.get_opcodes():
        if what != "equal":
            changed |= {*range(first + 1, end + 1)} or {first, first + 1}
    return tuple(sorted(changed))


# --- Checking them ------------------------------------------------------------------------------


def told(slip: Slip, name: str) -> tuple[str, float]:
    """Which of COLUMNS a check's answer to a slip belongs to, or "none" if it is no slip; and the
    seconds that it took.
    """
    warnings.simplefilter("ignore")
    file = f"<slip {hash(slip.source)}>"
    linecache.cache[file] = len(slip.source), None, slip.source.splitlines(True), file
    namespace = dict(slip.answer.__globals__)
    exec(compile(slip.source, file, "exec"), namespace)
    answer = namespace[slip.answer.__name__]
    started = time.perf_counter()
    try:
        check(answer, name)
    except CheckFailed as failure:
        seconds = time.perf_counter() - started
        return _kind(failure.result, slip), seconds
    seconds = time.perf_counter() - started
    try:
        for seed in (1, 2, 3):
            check(answer, name, seed=seed)
    except CheckFailed:
        return "accepted", seconds
    return "none", seconds


def _kind(result, slip):
    if result is None:
        return "form"
    if found := re.match(r"(?:.*? )?One change in (.*?) makes all", result.message, re.DOTALL):
        lines = {int(number) for number in re.findall(r"line (\d+)", found[1])}
        return "line" if lines & {*slip.lines} else "other line"
    if result.mistake:
        return "name"
    if result.stage == "raised":
        return "error"
    if result.stage != "value" or "rounded" in result.message or "zeros alone" in result.message:
        return "form"
    is_condition = re.search(r"numbers are right: look at|Right for one|never leaves|carried from"
        r"|one and the same|Your two results", result.message)  # fmt: skip
    return "condition" if is_condition else "numbers"


def measure(
    name: str, sample: int, seed: int, pairs: bool = False, show: bool = False
) -> tuple[Counter, list[float]]:
    """How the slips in an exercise's answers are told, or pairs of them, and how long each check
    took.
    """
    draw = random.Random(f"{name} {seed}")
    answers = [key_of(name).solution, *RIGHT_ANSWERS.get(name, [])]
    slips = []
    for answer in answers:
        try:
            slips += slips_of(answer, draw, (sample or 100) if pairs else 0)
        except (OSError, TypeError):  # it has no source
            continue
    if sample and len(slips) > sample:
        slips = draw.sample(slips, sample)
    counts, times = Counter(), []
    for slip in slips:
        with unittest.mock.patch.object(shortcuts, "_ours", list):  # made of the reference
            kind, seconds = told(slip, name)
        counts[kind] += 1
        if kind != "none":
            times.append(seconds)
        if show and kind in ("numbers", "other line", "accepted"):
            print(f"--- {kind}, changed {slip.lines}\n{slip.source}\n")
    return counts, times


def exercises() -> list[str]:
    """Those whose answers are plain functions that run fast."""
    return [
        name
        for name, question in by_name().items()
        if isinstance(question, Question)
        and name not in _SLOW
        and not question.is_class
        and not key_of(name).judge
    ]


# --- Printing -----------------------------------------------------------------------------------


def table(found: dict[str, tuple[Counter, list[float]]]) -> list[str]:
    """The lines of a Markdown table: a row for each exercise, and one for all."""
    rows = [f"| exercise | slips | {' | '.join(COLUMNS)} | told | median s | longest s |"]
    rows.append("|---" * (len(COLUMNS) + 5) + "|")
    everything: Counter = Counter()
    all_times: list[float] = []
    for name in sorted(found, key=list(by_name()).index):
        counts, times = found[name]
        if times:
            rows.append(_row(name, counts, times))
        everything += counts
        all_times += times
    rows.append(_row("**all**", everything, all_times))
    return rows


def _row(name, counts, times):
    slips = sum(counts[column] for column in COLUMNS)
    numbers = " | ".join(str(counts[column] or "") for column in COLUMNS)
    share = 1 - (counts["numbers"] + counts["accepted"]) / slips
    seconds = f"{statistics.median(times):.2f} | {max(times):.2f}"
    return f"| {name} | {slips} | {numbers} | {share:.0%} | {seconds} |"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--exercise", choices=exercises(), help="this one alone")
    parser.add_argument("--sample", type=int, default=60, help="slips of each; 0 for all of them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pairs", action="store_true", help="two changes at once, at random")
    parser.add_argument("--show", action="store_true", help="print those that were not told")
    parser.add_argument("--markdown", type=Path, help="write the table there, too")
    parser.add_argument("--quick", action="store_true", help="a few, to see that it runs")
    options = parser.parse_args(arguments)
    sample = 5 if options.quick else options.sample
    names = [options.exercise] if options.exercise else exercises()
    names = names[:3] if options.quick else names
    found = {}
    if options.show:
        found = {
            name: measure(name, sample, options.seed, options.pairs, show=True) for name in names
        }
    else:
        with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
            asked = sample, options.seed, options.pairs
            running = {pool.submit(measure, name, *asked): name for name in names}
            for done in tqdm(as_completed(running), total=len(running), unit="exercise"):
                found[running[done]] = done.result()
    lines = table(found)
    print("\n".join(lines))
    if options.markdown:
        options.markdown.write_text(_PAGE.format(table="\n".join(lines)), encoding="utf-8")


_PAGE = """\
# What a check tells of a slip

Single changes of right answers, in every style that the tests have, and what the check says: made
by `python benchmarks/diagnosis.py`, which says how.

- **name**: a known mistake.
- **line**: the line that was changed. **other line**: another one, of which one change makes all
  right as well.
- **condition**: when the answer is right.
- **error**: Python's own, with its line.
- **form**: the shape, the type, or what was changed and should not be.
- **numbers**: the first number that differs, and no more.
- **accepted**: although it is wrong under another seed.

Told is all but the last two.

{table}
"""


if __name__ == "__main__":
    main()
