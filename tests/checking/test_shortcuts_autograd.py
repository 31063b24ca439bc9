"""Autograd is refused where a gradient is to be written by hand, however it is reached."""

import pytest
import torch

from rnn_helpers import ShortcutUsed, check


def step(W_ih, W_hh, b_ih, b_hh, x_t, h_prev):
    return torch.tanh(x_t @ W_ih.T + b_ih + h_prev @ W_hh.T + b_hh)


def tensors(cache):
    params = [torch.tensor(value, requires_grad=True) for value in cache["params"].values()]
    rest = [torch.tensor(cache[name], requires_grad=True) for name in ("x_t", "h_prev")]
    return [*params, *rest]


NAMES = ("dW_ih", "dW_hh", "db_ih", "db_hh", "dx", "dh_prev")


def by_backward(dh, cache):
    arrays = tensors(cache)
    step(*arrays).backward(torch.from_numpy(dh))
    return {name: array.grad for name, array in zip(NAMES, arrays, strict=True)}


def by_grad(dh, cache):
    arrays = tensors(cache)
    grads = torch.autograd.grad(step(*arrays), arrays, torch.from_numpy(dh))
    return dict(zip(NAMES, grads, strict=True))


def by_vjp(dh, cache):
    _, pull = torch.func.vjp(step, *tensors(cache))
    return dict(zip(NAMES, pull(torch.from_numpy(dh)), strict=True))


def by_jacfwd(dh, cache):
    """Forward mode."""
    arrays = tensors(cache)

    def loss(*arrays):
        return (step(*arrays) * torch.from_numpy(dh)).sum()

    grads = torch.func.jacfwd(loss, argnums=tuple(range(6)))(*arrays)
    return dict(zip(NAMES, grads, strict=True))


def by_stealth(dh, cache):
    """Catches the refusal and goes on with zeros."""
    try:
        return by_grad(dh, cache)
    except Exception:
        return {name: 0.0 for name in NAMES}


from_before = torch.autograd.grad  # a student may have it under another name


def by_another_name(dh, cache):
    arrays = tensors(cache)
    grads = from_before(step(*arrays), arrays, torch.from_numpy(dh))
    return dict(zip(NAMES, grads, strict=True))


@pytest.mark.parametrize(
    "answer",
    [by_backward, by_grad, by_vjp, by_jacfwd, by_stealth, by_another_name],
    ids=lambda f: f.__name__,
)
def test_autograd_is_refused(answer):
    with pytest.raises(ShortcutUsed, match="automatic differentiation may not be used"):
        check(answer, "rnn_step_backward")


def test_autograd_works_again_afterwards():
    test_autograd_is_refused(by_grad)
    x = torch.tensor(2.0, requires_grad=True)
    (x**2).backward()
    assert x.grad == 4.0
