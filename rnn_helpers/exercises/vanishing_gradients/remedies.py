"""clip_gradients, rescale, orthogonal"""

import numpy as np

from ... import reference
from ..exercise import DICT, Case, Exercise

# --- clip_gradients ---------------------------------------------------------------------------


def _gradients(rng, norm, H=3, F=2):
    """Gradients of a layer whose norm over all numbers is ``norm``, each of another size."""
    shapes = {"dW_ih": (H, F), "dW_hh": (H, H), "db_ih": (H,), "db_hh": (H,)}
    grads = {
        name: rng.normal(size=shape) * size
        for (name, shape), size in zip(shapes.items(), (1.0, 3.0, 0.3, 0.5), strict=True)
    }
    whole = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    return {name: grad * (norm / whole) for name, grad in grads.items()}


def _clip_cases(rng):
    H = int(rng.integers(3, 5))
    large = float(rng.uniform(20, 40))
    return [
        Case("norm above the limit", {"grads": _gradients(rng, large, H), "max_norm": 1.0}),
        Case("another limit", {"grads": _gradients(rng, large, H), "max_norm": 5.0}),
        Case("norm below the limit", {"grads": _gradients(rng, 0.3, H), "max_norm": 1.0}),
        Case("a little above the limit", {"grads": _gradients(rng, 1.3, H), "max_norm": 1.0}),
        Case("one array", {"grads": {"dW": 9 * rng.normal(size=(4, 3))}, "max_norm": 2.0}),
    ]


def _clip_edge_cases(rng):
    zeros = {name: 0 * grad for name, grad in _gradients(rng, 1.0).items()}
    return [
        Case("all gradients are zero", {"grads": zeros, "max_norm": 1.0}),
        Case("a very large norm", {"grads": _gradients(rng, 1e9), "max_norm": 1.0}),
    ]


clip_gradients = Exercise(
    name="clip_gradients",
    notebook="05_vanishing_gradients",
    points=2,
    returns={"grads": DICT, "norm": ""},
    answer=reference.clip_gradients,
    cases=_clip_cases,
    edge_cases=_clip_edge_cases,
    refuses_torch_layers=False,
    # torch adds 1e-6 to the norm that it divides by; an answer need not.
    rtol=1e-5,
)


def _norm(grads):
    return reference.clip_gradients(grads, np.inf)[1]


@clip_gradients.mistake(
    "Every array has been clipped by its own norm. The norm is taken over all numbers of all "
    "arrays together, so that they keep their proportions."
)
def per_tensor(grads, max_norm):
    clipped = {
        name: reference.clip_gradients({"one": grad}, max_norm)[0]["one"]
        for name, grad in grads.items()
    }
    return clipped, _norm(grads)


@clip_gradients.mistake(
    "Every number has been clipped by itself, to between -max_norm and max_norm. Clipping by the "
    "norm scales all numbers by one factor, so that the direction stays."
)
def per_value(grads, max_norm):
    return {name: np.clip(grad, -max_norm, max_norm) for name, grad in grads.items()}, _norm(grads)


@clip_gradients.mistake(
    "Small gradients are scaled up to max_norm. Clipping only ever makes gradients smaller."
)
def scaled_up(grads, max_norm):
    norm = _norm(grads)
    return {name: grad * max_norm / (norm + 1e-6) for name, grad in grads.items()}, norm


@clip_gradients.mistake(
    "Your gradients are right, but your norm is the one after clipping. The norm before clipping "
    "is wanted: it tells whether something exploded."
)
def norm_after_clipping(grads, max_norm):
    clipped, _ = reference.clip_gradients(grads, max_norm)
    return clipped, _norm(clipped)


@clip_gradients.mistake(
    "Your norm is the sum of the arrays' norms. Take one root, over the squares of all numbers."
)
def norms_added(grads, max_norm):
    norm = sum(np.linalg.norm(grad) for grad in grads.values())
    factor = min(1.0, max_norm / (norm + 1e-6))
    return {name: factor * grad for name, grad in grads.items()}, norm


@clip_gradients.mistake("Your norm is squared: the root is missing.")
def norm_squared(grads, max_norm):
    norm = _norm(grads) ** 2
    factor = min(1.0, max_norm / (norm + 1e-6))
    return {name: factor * grad for name, grad in grads.items()}, norm


@clip_gradients.mistake("Your norm is right, but nothing has been clipped.")
def nothing_clipped(grads, max_norm):
    return dict(grads), _norm(grads)


@clip_gradients.mistake(
    "Gradients above the limit are divided by their norm and so get length 1. They should get "
    "length max_norm."
)
def unit_length(grads, max_norm):
    norm = _norm(grads)
    return {name: grad / (norm if norm > max_norm else 1.0) for name, grad in grads.items()}, norm


@clip_gradients.mistake("Your gradients are multiplied by norm / max_norm, the factor upside down.")
def factor_upside_down(grads, max_norm):
    norm = _norm(grads)
    factor = norm / max_norm if norm > max_norm else 1.0
    return {name: grad * factor for name, grad in grads.items()}, norm


@clip_gradients.mistake(
    "Your function changes the dict or the arrays it was given. Make new ones; someone may still "
    "need the old numbers."
)
def in_place(grads, max_norm):
    norm = _norm(grads)
    for grad in grads.values():
        grad *= min(1.0, max_norm / (norm + 1e-6))
    return grads, norm


# --- rescale ----------------------------------------------------------------------------------


def _rescale_arguments(rng, n, radius, scale=1.0):
    return {"W": scale * rng.normal(size=(n, n)), "spectral_radius": radius}


def _rescale_cases(rng):
    radius = round(float(rng.uniform(0.5, 0.95)), 2)
    turn = np.array([[0.3, -1.1], [0.9, 0.2]])
    return [
        Case("a random matrix", _rescale_arguments(rng, 6, radius)),
        Case("a larger one", _rescale_arguments(rng, 9, 1.2)),
        Case("a turning matrix", {"W": turn * rng.uniform(0.8, 1.2), "spectral_radius": radius}),
        Case("small numbers", _rescale_arguments(rng, 5, 1.0, scale=1e-3)),
        Case("negative eigenvalues", {"W": -np.diag([1.0, 3.0, 2.0]), "spectral_radius": radius}),
    ]


def _rescale_edge_cases(rng):
    return [
        Case("one number", {"W": np.array([[-2.5]]), "spectral_radius": 0.9}),
        Case("a large matrix", _rescale_arguments(rng, 60, 1.5)),
    ]


rescale = Exercise(
    name="rescale",
    notebook="05_vanishing_gradients",
    points=1,
    returns={"rescaled": "H H"},
    answer=reference.rescale,
    cases=_rescale_cases,
    edge_cases=_rescale_edge_cases,
    refuses_torch_layers=False,
)


def _scaled_by(size):
    return lambda W, spectral_radius: W * (spectral_radius / size(W))


@rescale.mistake(
    "Your matrix is divided by an eigenvalue itself, which can be complex or negative. The "
    "spectral radius is an absolute value."
)
def without_absolute_value(W, spectral_radius):
    return W * (spectral_radius / np.linalg.eigvals(W).max())


@rescale.mistake(
    "Your matrix is only ever made smaller. One whose spectral radius is too small has to grow."
)
def only_shrunk(W, spectral_radius):
    old = np.abs(np.linalg.eigvals(W)).max()
    return W * min(1.0, spectral_radius / old)


def _add_rescale_mistakes():
    for name, hint, size in (
        (
            "singular_value",
            "Your matrix is scaled by its largest singular value. The spectral radius is made of "
            "eigenvalues.",
            lambda W: np.linalg.norm(W, 2),
        ),
        (
            "real_part",
            "Your matrix is scaled by the real parts of its eigenvalues. An eigenvalue can be "
            "complex: its absolute value has both parts in it.",
            lambda W: np.abs(np.linalg.eigvals(W).real).max(),
        ),
        (
            "largest_real_part",
            "Your matrix is scaled by its largest eigenvalue, without the absolute value. An "
            "eigenvalue can be negative or complex.",
            lambda W: np.linalg.eigvals(W).real.max(),
        ),
        (
            "absolute_value_of_the_maximum",
            "Your absolute value is taken of the maximum. Take the absolute values first: the "
            "largest of them may belong to another eigenvalue.",
            lambda W: np.abs(np.linalg.eigvals(W).max()),
        ),
        (
            "largest_entry",
            "Your matrix is scaled by the largest absolute value of its entries, not of its "
            "eigenvalues.",
            lambda W: np.abs(W).max(),
        ),
        (
            "frobenius",
            "Your matrix is scaled by the root of the sum of its squares. The spectral radius is "
            "made of eigenvalues.",
            np.linalg.norm,
        ),
        (
            "determinant",
            "Your matrix is scaled by its determinant. The spectral radius is made of eigenvalues.",
            lambda W: np.abs(np.linalg.det(W)),
        ),
        (
            "symmetric_eigenvalues",
            "These are the numbers you get with eigvalsh or eigh, which take a matrix to be "
            "symmetric. This one is not.",
            lambda W: np.abs(np.linalg.eigvalsh(W)).max(),
        ),
        (
            "first_eigenvalue",
            "Your matrix is scaled by its first eigenvalue. NumPy does not sort them.",
            lambda W: np.abs(np.linalg.eigvals(W)[0]),
        ),
    ):
        rescale.mistake(hint, name)(_scaled_by(size))


_add_rescale_mistakes()


@rescale.mistake("Your matrix has spectral radius 1. It should have the one that is asked for.")
def radius_one(W, spectral_radius):
    return reference.rescale(W, 1.0)


@rescale.mistake(
    "Your matrix is multiplied by the spectral radius that is asked for, but it has one already."
)
def multiplied_only(W, spectral_radius):
    return W * spectral_radius


@rescale.mistake("Your factor is upside down: the old spectral radius over the new one.")
def upside_down(W, spectral_radius):
    return W * (np.abs(np.linalg.eigvals(W)).max() / spectral_radius)


# --- orthogonal -------------------------------------------------------------------------------


def _orthogonal_case(rng, about, n):
    return Case(about, {"n": n, "rng": np.random.default_rng(int(rng.integers(2**32)))})


def _orthogonal_cases(rng):
    return [
        _orthogonal_case(rng, "a few rows", int(rng.integers(4, 8))),
        _orthogonal_case(rng, "two rows", 2),
        _orthogonal_case(rng, "many rows", 40),
    ]


def _orthogonal_edge_cases(rng):
    return [_orthogonal_case(rng, "one row", 1), _orthogonal_case(rng, "three rows", 3)]


def _properties(values):
    """What all right answers share, however they draw their numbers."""
    Q = values["Q"]
    products = Q.T @ Q
    between = products - np.diag(np.diag(products))
    return {
        "all columns have length 1": np.array(np.allclose(np.diag(products), 1.0)),
        "all columns are at right angles to each other": np.array(np.allclose(between, 0.0)),
        "every row has several entries": np.array(((np.abs(Q) > 1e-9).sum(1) > 1).all()),
    }


orthogonal = Exercise(
    name="orthogonal",
    notebook="05_vanishing_gradients",
    points=1,
    returns={"Q": "n n"},
    answer=reference.orthogonal,
    cases=_orthogonal_cases,
    edge_cases=_orthogonal_edge_cases,
    compared=_properties,
    refuses_torch_layers=False,
)


@orthogonal.mistake(
    "The columns of your matrix have length 1, but they are not at right angles to each other."
)
def columns_normalised(n, rng):
    A = rng.normal(size=(n, n))
    return A / np.linalg.norm(A, axis=0)


@orthogonal.mistake("The columns of your matrix are at right angles, but not of length 1.")
def columns_not_normalised(n, rng):
    return 2 * reference.orthogonal(n, rng)


@orthogonal.mistake(
    "Your matrix is orthogonal, but every row has one entry only, as in the identity. One is "
    "wanted that mixes all units, at random."
)
def identity(n, rng):
    return np.eye(n)


@orthogonal.mistake(
    "The columns of your matrix are neither of length 1 nor at right angles to each other. Which "
    "decomposition of a matrix gives columns that are both?"
)
def neither(n, rng):
    return rng.normal(size=(n, n))
