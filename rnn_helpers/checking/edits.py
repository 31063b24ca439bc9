"""The slips that are looked for in a student's code: each is one small change of its syntax tree.

``KINDS`` is the whole vocabulary, the likeliest first. A kind is what to look at, in the words of a
message, and a function that makes, of a node and where it stands, what might stand there instead.
"""

import ast
import copy
import itertools
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np


class Scope(NamedTuple):
    """What a function could have used: the shapes of its names, and of the entries of its dicts."""

    names: dict[str, tuple]
    keys: dict[str, tuple]
    dicts: dict[str, str]  # from a key to the name of the dict that holds it
    functions: tuple[str, ...] = ()  # that it calls with one argument
    parts: tuple[str, ...] = ()  # of arrays that it reads


class Edit(NamedTuple):
    """One change of a tree: ``new`` in the place of what a field of ``parent`` holds."""

    rank: int  # of its kind, from 0 on
    line: int
    what: str
    parent: ast.AST
    field: str
    place: int | None  # in a list
    new: Any

    def replace(self, new: Any) -> Any:
        """Puts something in the place, and returns what stood there."""
        if self.place is None:
            old = getattr(self.parent, self.field)
            setattr(self.parent, self.field, new)
        else:
            nodes = getattr(self.parent, self.field)
            old, nodes[self.place] = nodes[self.place], new
        return old


class Spot(NamedTuple):
    """A node, and where it stands."""

    node: Any
    parent: ast.AST
    field: str
    scope: Scope

    @property
    def is_whole(self) -> bool:
        """Whether it is all of what is assigned, returned or handed to a function."""
        return self.field in ("value", "args") and isinstance(
            self.parent, (ast.Assign, ast.AugAssign, ast.Return, ast.Call)
        )

    @property
    def is_operand(self) -> bool:
        """Whether it is that, or a part of a sum or product, and read."""
        is_read = isinstance(getattr(self.node, "ctx", None), (ast.Load, type(None)))
        return is_read and (self.is_whole or isinstance(self.parent, ast.BinOp))


def scope_with(scope: Scope, tree: ast.AST) -> Scope:
    """The Scope with what stands in a function's tree."""
    nodes = list(ast.walk(tree))
    calls = (node.func for node in nodes if isinstance(node, ast.Call) and len(node.args) == 1)
    reads = (n for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load))
    functions = tuple(dict.fromkeys(map(ast.unparse, calls)))
    return scope._replace(functions=functions, parts=tuple(dict.fromkeys(map(ast.unparse, reads))))


def edits_of(tree: ast.AST, scope: Scope, rank: int) -> Iterator[Edit]:
    """The edits of a function's tree that are of one kind, made one by one as they are asked for.

    ``rank`` is its place in KINDS; after the last come whole lines. What an edit changes in the
    tree is to be undone before the next one.
    """
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if rank == len(KINDS):
                if field in ("body", "orelse") and isinstance(value, list):
                    for line, what, new in _statements(value):
                        yield Edit(rank, line, what, parent, field, None, new)
                continue
            what, kind = KINDS[rank]
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, (ast.expr, ast.stmt, ast.keyword)):
                    for new in kind(Spot(node, parent, field, scope)):
                        ast.copy_location(new, node)
                        ast.fix_missing_locations(new)
                        yield Edit(rank, node.lineno, what, parent, field, index, new)


def _parse(text: str, **nodes: ast.AST) -> Any:
    """An expression in which these names stand for nodes."""
    tree: Any = ast.parse(text, mode="eval").body
    return _Fill(nodes).visit(tree)


class _Fill(ast.NodeTransformer):
    def __init__(self, nodes):
        self._nodes = nodes

    def visit_Name(self, node):
        return copy.deepcopy(self._nodes[node.id]) if node.id in self._nodes else node


def _is_key(node):
    is_constant = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    return is_constant and isinstance(node.slice.value, str)


def _is_number(node):
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _keys(spot):
    node, keys = spot.node, spot.scope.keys
    if _is_key(node):
        for key in _alike(node.slice.value, keys):
            yield ast.Subscript(node.value, ast.Constant(key), node.ctx)


def _names(spot):
    node = spot.node
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and spot.field != "func":
        for name in _alike(node.id, spot.scope.names):
            yield ast.Name(name, ast.Load())


def _names_of_other_shapes(spot):
    node, names = spot.node, spot.scope.names
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for name, shape in names.items():
            if shape != names[node.id] and spot.field != "func":
                yield ast.Name(name, ast.Load())


def _alike(name, shapes):
    """The other names of the same shape, or of any where its own is not known."""
    own = shapes.get(name)
    return [other for other in shapes if other != name and own in (None, shapes[other])]


def _transposes(spot):
    node = spot.node
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(spot.parent, ast.BinOp) and isinstance(spot.parent.op, ast.MatMult):
        yield _parse("node.T", node=node)


def _signs(spot):
    node = spot.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield ast.BinOp(node.left, other, node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    if spot.is_whole or (isinstance(spot.parent, ast.BinOp) and not _is_number(node)):
        yield ast.UnaryOp(ast.USub(), node)


_OPERATORS = {
    ast.Mult: (ast.MatMult, ast.Add, ast.Div, ast.Pow),
    ast.MatMult: (ast.Mult,),
    ast.Add: (ast.Mult, ast.MatMult, ast.Div, ast.Pow),
    ast.Sub: (ast.Mult, ast.Div, ast.Pow),
    ast.Div: (ast.Mult, ast.FloorDiv, ast.Sub),
    ast.FloorDiv: (ast.Div,),
    ast.Pow: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
}


def _operators(spot):
    node = spot.node
    if isinstance(node, ast.BinOp):
        for operator in _OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult, ast.Pow)):
            yield ast.BinOp(node.right, node.op, node.left)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)


def _too_much(spot):
    node = spot.node
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right


def _one_minus(spot):
    node = spot.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and _is_number(node.left):
        yield node.right
    elif isinstance(node, (ast.Name, ast.Call, ast.BinOp, ast.Subscript)) and spot.is_operand:
        yield _parse("1 - node", node=node)


def _squares(spot):
    node = spot.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield node.left
    elif isinstance(node, (ast.Name, ast.Call, ast.Subscript)) and spot.is_operand:
        yield _parse("node**2", node=node)


_AROUND = (
    "np.tanh(node)",
    "1 / (1 + np.exp(-node))",
    "np.exp(node)",
    "np.log(node)",
    "np.sqrt(node)",
)
_FUNCTIONS = {"tanh": ("sin",), "exp": ("log",), "sum": ("mean", "prod"), "mean": ("sum",),
    "max": ("min", "sum", "argmax"), "min": ("max",), "prod": ("sum", "cumprod"),
    "cumprod": ("cumsum", "prod"), "stack": ("concatenate",), "concatenate": ("stack",),
    "zeros": ("ones",), "zeros_like": ("ones_like",), "floor": ("ceil",), "ceil": ("floor",),
    "argmax": ("argmin",), "eigvals": ("eigvalsh",)}  # fmt: skip


def _functions(spot):
    node = spot.node
    if isinstance(node, ast.Call):
        if len(node.args) == 1:
            yield node.args[0]
        if isinstance(node.func, ast.Attribute):
            for name in _FUNCTIONS.get(node.func.attr, ()):
                func = ast.Attribute(node.func.value, name, ast.Load())
                yield ast.Call(func, node.args, node.keywords)
    if spot.is_whole and spot.is_operand and not isinstance(node, (ast.Tuple, ast.Constant)):
        for around in _AROUND:
            yield _parse(around, node=node)


def _axes(spot):
    node = spot.node
    if isinstance(node, ast.keyword) and node.arg == "axis":
        for axis in (0, 1, 2, -1, None):
            if not (isinstance(node.value, ast.Constant) and node.value.value == axis):
                yield ast.keyword("axis", ast.Constant(axis))
    elif isinstance(node, ast.keyword) and node.arg == "keepdims":
        yield ast.keyword("keepdims", ast.Constant(not getattr(node.value, "value", True)))
    elif isinstance(node, ast.Call):
        names = {keyword.arg for keyword in node.keywords}
        if "axis" in names and "keepdims" not in names:
            keywords = [*node.keywords, ast.keyword("keepdims", ast.Constant(True))]
            yield ast.Call(node.func, node.args, keywords)
        for name in names & {"axis", "keepdims"}:
            yield ast.Call(node.func, node.args, [k for k in node.keywords if k.arg != name])


def _bounds(spot):
    node = spot.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "range":
            for i, bound in enumerate(node.args):
                for text in ("bound + 1", "bound - 1"):
                    args = [*node.args]
                    args[i] = _parse(text, bound=bound)
                    yield ast.Call(node.func, args, [])
            if len(node.args) == 1:
                yield _parse("range(1, stop)", stop=node.args[0])
        if node.func.id in ("reversed", "range", "enumerate", "zip"):
            yield _parse("reversed(list(node))", node=node)
    elif isinstance(spot.parent, ast.Slice) and isinstance(node, ast.expr):
        yield from (_parse("node + 1", node=node), _parse("node - 1", node=node))
    elif spot.field == "iter":
        yield _parse("node[::-1]", node=node)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        yield node.value


def _indices(spot):
    node = spot.node
    if spot.field == "slice" and isinstance(spot.parent, ast.Subscript):
        if _is_number(node) or (isinstance(node, ast.UnaryOp) and _is_number(node.operand)):
            yield from (ast.Constant(0), _parse("-1"), ast.Constant(1))
        elif not isinstance(node, (ast.Slice, ast.Tuple, ast.Constant)):
            yield from (_parse("node + 1", node=node), _parse("node - 1", node=node))
        if isinstance(node, ast.BinOp):
            yield from (node.left, node.right)


def _constants(spot):
    node = spot.node
    if _is_number(node):
        others = (0, 1, 2, node.value - 1, node.value + 1, -node.value, node.value / 2)
        for value in dict.fromkeys(others):
            if value != node.value:
                yield ast.Constant(value)


_COMPARED = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE), ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE), ast.GtE: (ast.Gt, ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip


def _comparisons(spot):
    node = spot.node
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for operator in _COMPARED.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [operator()], node.comparators)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)


def _orders(spot):
    node = spot.node
    parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
    for i, j in itertools.combinations(range(len(parts)), 2):
        swapped = [*parts]
        swapped[i], swapped[j] = swapped[j], swapped[i]
        if isinstance(node, ast.Call):
            yield ast.Call(node.func, swapped, node.keywords)
        else:
            yield type(node)(swapped, node.ctx)


def _assignments(spot):
    node = spot.node
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([_stored(node.target)], node.value)
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Name, ast.Subscript)):
        yield ast.AugAssign(node.targets[0], ast.Add(), node.value)


def _stored(target):
    target = copy.deepcopy(target)
    target.ctx = ast.Store()
    return target


def _parentheses(spot):
    node = spot.node
    if not isinstance(node, ast.BinOp):
        return
    left, right = node.left, node.right
    if isinstance(node.op, (ast.Mult, ast.MatMult, ast.Div)):
        if isinstance(right, ast.BinOp) and isinstance(right.op, (ast.Add, ast.Sub, ast.Mult)):
            yield ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)
        if isinstance(left, ast.BinOp) and isinstance(left.op, (ast.Add, ast.Sub)):
            yield ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))
    elif isinstance(node.op, (ast.Add, ast.Sub)):
        if isinstance(left, ast.BinOp) and isinstance(left.op, (ast.Mult, ast.MatMult, ast.Div)):
            inner = ast.BinOp(left.right, node.op, right)
            yield ast.BinOp(left.left, left.op, inner)
        if isinstance(right, ast.BinOp) and isinstance(right.op, (ast.Mult, ast.MatMult, ast.Div)):
            inner = ast.BinOp(left, node.op, right.left)
            yield ast.BinOp(inner, right.op, right.right)


def _copies(spot):
    node = spot.node
    if isinstance(node, ast.Name) and spot.is_whole and isinstance(node.ctx, ast.Load):
        yield _parse("node.copy()", node=node)


def _missing(spot):
    """A term or factor: an entry of a dict, or one of the names."""
    node, scope = spot.node, spot.scope
    if not spot.is_operand:
        return
    entries = (f"{scope.dicts[key]}[{key!r}]" for key in scope.keys)
    for term in dict.fromkeys((*entries, *scope.names, *scope.parts)):
        yield _parse(f"node * {term}", node=node)
        if not isinstance(node, ast.Constant):
            for change in ("node + {}", "node - {}", "{} - node", "node / {}", "{} / node"):
                yield _parse(change.format(term), node=node)


def _used_functions(spot):
    """One of the functions that are used elsewhere in the code, around a part that lacks it."""
    if spot.is_operand or (_is_number(spot.node) and isinstance(spot.parent, ast.BinOp)):
        for function in spot.scope.functions:
            yield _parse(f"{function}(node)", node=spot.node)


def _missing_product(spot):
    """A product of an array with a weight, which a sum lacks."""
    scope = spot.scope
    if not isinstance(spot.node, ast.BinOp) or not isinstance(spot.node.op, ast.Add):
        return
    matrices = [f"{scope.dicts[key]}[{key!r}]" for key in scope.keys
        if key in scope.dicts and len(scope.keys[key]) == 2]  # fmt: skip
    for name, shape in scope.names.items():
        for matrix in matrices if len(shape) == 2 else []:
            yield _parse(f"node + {name} @ {matrix}.T", node=spot.node)


def _statements(body: list) -> Iterator[tuple[int, str, list]]:
    """A line that should not be there, or stands inside or outside of a loop, or too early."""
    for i, line in enumerate(body):
        before, after = body[:i], body[i + 1 :]
        if isinstance(line, (ast.For, ast.While)):
            inside = line.body
            if len(inside) > 1:
                loop = _with_body(line, inside[:-1])
                yield inside[-1].lineno, _IN_LOOP, [*before, loop, inside[-1], *after]
                loop = _with_body(line, inside[1:])
                yield inside[0].lineno, _IN_LOOP, [*before, inside[0], loop, *after]
            if after and not isinstance(after[0], ast.Return):
                loop = _with_body(line, [*inside, after[0]])
                yield after[0].lineno, _IN_LOOP, [*before, loop, *after[1:]]
            if before and isinstance(before[-1], ast.Assign):
                loop = _with_body(line, [before[-1], *inside])
                yield before[-1].lineno, _IN_LOOP, [*before[:-1], loop, *after]
        if len(body) > 1 and not isinstance(line, ast.Return):
            yield line.lineno, "Look at whether this line belongs there", [*before, *after]
        if after and not isinstance(after[0], ast.Return):
            yield (
                line.lineno,
                "Look at the order of the lines",
                [*before, after[0], line, *after[1:]],
            )


_IN_LOOP = "Look at whether this line belongs into the loop"


def _with_body(loop, body):
    loop = copy.copy(loop)
    loop.body = body
    return loop


KINDS = (
    ("Look at which entry is read", _keys),
    ("Look at what is transposed", _transposes),
    ("Look at which array stands where", _names),
    ("Look at the signs", _signs),
    ("Look at the indices", _indices),
    ("Look at where it begins and ends", _bounds),
    ("Look at whether it is set or added to", _assignments),
    ("Look at the axis", _axes),
    ("Look at what is 1 minus something, and what is not", _one_minus),
    ("Look at what is squared", _squares),
    ("Something stands there that is not wanted", _too_much),
    ("Look at how the parts are combined", _operators),
    ("Look at the comparison", _comparisons),
    ("Look at the order", _orders),
    ("Look at the function", _functions),
    ("Look at the parentheses", _parentheses),
    ("Look at the numbers", _constants),
    ("Is that the array itself, or a copy", _copies),
    ("Look at which array stands where", _names_of_other_shapes),
    ("Something is missing", _missing),
    ("Something is missing", _missing_product),
    ("Look at the function", _used_functions),
)


def scope_of(arguments: Iterable[tuple[str, Any]], seen: dict[str, Any]) -> Scope:
    """The Scope of a call: its arguments, and what else its names held."""
    names: dict[str, tuple] = {}
    keys: dict[str, tuple] = {}
    dicts: dict[str, str] = {}
    for name, value in {**dict(arguments), **seen}.items():
        if isinstance(value, dict):
            for key, entry in value.items():
                if isinstance(key, str) and isinstance(entry, np.ndarray):
                    keys[key], dicts[key] = entry.shape, name
        elif isinstance(value, (np.ndarray, np.generic, int, float)):
            names[name] = np.shape(value)
    return Scope(names, keys, dicts)
