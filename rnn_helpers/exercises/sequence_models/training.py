"""train_epoch(model, windows, optimizer, max_norm)"""

from ..exercise import Case, Exercise
from .random_models import random_model, tensor

_SHORT = 1e6  # a max_norm that no gradient reaches


def _arguments(rng, kind, n, T, B, max_norm, F=3, V=4, rate=0.5):
    """``n`` windows of one long batch, and a model with its optimizer."""
    import torch

    model = random_model(rng, kind, F, 4, V, scale=1.5).double()
    windows = [
        (tensor(rng.normal(size=(T, B, F))), tensor(rng.integers(0, V, size=(T, B))))
        for _ in range(n)
    ]
    return {
        "model": model,
        "windows": windows,
        "optimizer": torch.optim.SGD(model.parameters(), lr=rate),
        "max_norm": max_norm,
    }


def _cases(rng):
    T, B = int(rng.integers(4, 7)), int(rng.integers(2, 4))
    return [
        Case("gradients longer than max_norm", _arguments(rng, "GRU", 4, T, B, 0.3)),
        Case("gradients shorter than it", _arguments(rng, "GRU", 4, T, B, _SHORT), isolates=True),
        Case("a tanh layer", _arguments(rng, "RNN", 3, T, B, 0.5)),
        Case("an LSTM, whose state is a tuple", _arguments(rng, "LSTM", 3, T, B, 0.2)),
        Case("one window", _arguments(rng, "GRU", 1, T, B, 0.3)),
        Case("one sequence", _arguments(rng, "GRU", 3, T, 1, 0.3)),
        Case("windows of one step", _arguments(rng, "GRU", 5, 1, B, 0.3)),
    ]


def _after(returned, model, windows, optimizer, max_norm):
    import torch

    with torch.no_grad():
        weights = torch.cat([weight.flatten() for weight in model.parameters()])
    return {"mean loss": returned, "weights after the epoch": weights}


def _mean_cross_entropy(scores, y):
    from torch.nn.functional import cross_entropy

    return cross_entropy(scores.flatten(0, 1), y.flatten())


def _clip_all(weights, max_norm):
    from torch.nn.utils import clip_grad_norm_

    clip_grad_norm_(weights, max_norm)


def _mean(losses):
    return sum(losses) / len(losses)


def _detached(state):
    from ...models import detached

    return detached(state)


def _train_epoch(
    model,
    windows,
    optimizer,
    max_norm,
    *,
    handed_on=_detached,
    loss_of=_mean_cross_entropy,
    zero=True,
    clip=_clip_all,
    step=True,
    result=_mean,
    only=None,
):
    """The right answer, and with options the wrong ones."""
    state, losses = None, []
    for x, y in windows[:only]:
        scores, state = model(x, handed_on(state))
        loss = loss_of(scores, y)
        if zero:
            optimizer.zero_grad()
        loss.backward()
        clip(list(model.parameters()), max_norm)
        if step:
            optimizer.step()
        losses.append(loss.item())
    return result(losses)


train_epoch = Exercise(
    name="train_epoch",
    notebook="08_sequence_models",
    points=3,
    returns={"mean loss": "", "weights after the epoch": "weight"},
    after_call=_after,
    refuses_torch_layers=False,
    rtol=1e-5,  # PyTorch's clipping divides by the length and a millionth more
    atol=1e-6,
    answer=_train_epoch,
    cases=_cases,
    edge_cases=lambda rng: [
        Case("two classes, one feature", _arguments(rng, "GRU", 3, 3, 2, 0.3, F=1, V=2)),
        Case("as many classes as sequences", _arguments(rng, "GRU", 3, 4, 3, 0.3, V=3)),
        Case("as many steps as classes", _arguments(rng, "GRU", 3, 4, 2, 0.3, V=4)),
    ],
)


def _softmax_before(scores, y):
    return _mean_cross_entropy(scores.softmax(dim=-1), y)


def _sum_cross_entropy(scores, y):
    return _mean_cross_entropy(scores, y) * y.numel()


def _sum_over_steps(scores, y):
    return _mean_cross_entropy(scores, y) * len(y)


def _last_step(scores, y):
    return _mean_cross_entropy(scores[-1:], y[-1:])


def _clip_values(weights, max_norm):
    from torch.nn.utils import clip_grad_value_

    clip_grad_value_(weights, max_norm)


def _clip_each(weights, max_norm):
    for weight in weights:
        _clip_all([weight], max_norm)


def _rescale_always(weights, max_norm):
    """Makes the whole gradient as long as ``max_norm``, be it longer or shorter."""
    import torch

    gradients = [weight.grad for weight in weights if weight.grad is not None]
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm()
    for gradient in gradients:
        gradient *= max_norm / norm


def _perplexity(losses):
    import math

    return math.exp(_mean(losses))


train_epoch.add_mistakes(
    {
        "no_detach": (
            "The second window fails, because backward wants to go on into the first, whose graph "
            "is gone. (Or, if it was kept, its weights have changed.) Hand on the state without "
            "its history.",
            {"handed_on": lambda state: state},
        ),
        "state_reset": (
            "These are the numbers you get when every window starts from zeros. The windows follow "
            "each other in the text: hand on the state.",
            {"handed_on": lambda state: None},
        ),
        "not_clipped": (
            "These are the numbers you get when the gradient that the optimizer uses is not "
            "clipped. Is the call missing, or does it stand before backward or after the step?",
            {"clip": lambda weights, max_norm: None},
        ),
        "clipped_by_value": (
            "You clip each number of the gradient by itself. The length of the whole gradient is "
            "to be limited, its direction kept.",
            {"clip": _clip_values},
        ),
        "clipped_one_by_one": (
            "You clip the gradient of each weight array by itself. All of them make one gradient "
            "with one length.",
            {"clip": _clip_each},
        ),
        "always_rescaled": (
            "Short gradients are stretched to max_norm. They should stay as they are.",
            {"clip": _rescale_always},
        ),
        "not_zeroed": (
            "These are the numbers you get when the gradients of earlier windows stay and add up. "
            "PyTorch adds to what is there until it is told to start anew.",
            {"zero": False},
        ),
        "nothing_learned": (
            "The weights are as they were before the epoch. Is the optimizer's step missing, or "
            "are the gradients emptied between backward and the step?",
            {"step": False},
        ),
        "summed_loss": (
            "Your losses are sums over all symbols. The mean is asked for: then the gradient does "
            "not grow with the window.",
            {"loss_of": _sum_cross_entropy},
        ),
        "summed_over_steps": (
            "Your loss adds up the steps of a window. The mean over steps and sequences is asked "
            "for.",
            {"loss_of": _sum_over_steps},
        ),
        "softmax_before": (
            "These are the numbers you get with a softmax before the loss. cross_entropy takes the "
            "scores as they are: it does that itself.",
            {"loss_of": _softmax_before},
        ),
        "last_step_only": (
            "Your loss looks at the last step of each window alone. Every step has a symbol to "
            "predict.",
            {"loss_of": _last_step},
        ),
        "sum_returned": (
            "The weights are right, but your result is the sum of the losses, not their mean.",
            {"result": sum},
        ),
        "last_returned": (
            "The weights are right, but your result is the loss of the last window alone.",
            {"result": lambda losses: losses[-1]},
        ),
        "first_returned": (
            "The weights are right, but your result is the loss of the first window alone.",
            {"result": lambda losses: losses[0]},
        ),
        "returned_too_early": (
            "Your function stops after the first window. Does the return stand inside the loop?",
            {"only": 1},
        ),
        "tuple_not_detached": (
            "An LSTM's state is a tuple of two tensors. Each of the two has to be detached; the "
            "tuple itself cannot be.",
            {"handed_on": lambda state: state if isinstance(state, tuple) else _detached(state)},
        ),
        "order_mixed": (
            "The scores and the right classes stand in different orders when they come to the "
            "loss: swap the axes of both, or of none.",
            {"loss_of": lambda scores, y: _mean_cross_entropy(scores.transpose(0, 1), y)},
        ),
        "own_max_norm": (
            "These are the numbers you get when the gradient is clipped at 1 every time. Clip at "
            "max_norm.",
            {"clip": lambda weights, max_norm: _clip_all(weights, 1.0)},
        ),
        "perplexity_returned": (
            "The weights are right, but your result is a perplexity. The mean loss in nats is "
            "asked for.",
            {"result": _perplexity},
        ),
    },
    lambda options: lambda *arguments: _train_epoch(*arguments, **options),
)


@train_epoch.mistake(
    "There is one update in the whole epoch, by the gradient of the last window. Is the step "
    "outside the loop?"
)
def one_update_by_the_last(model, windows, optimizer, max_norm):
    state, losses = None, []
    for x, y in windows:
        scores, state = model(x, _detached(state))
        loss = _mean_cross_entropy(scores, y)
        optimizer.zero_grad()
        loss.backward()
        _clip_all(list(model.parameters()), max_norm)
        losses.append(loss.item())
    optimizer.step()
    return _mean(losses)


@train_epoch.mistake(
    "There is one update in the whole epoch, after the last window. Each window has its own."
)
def one_update(model, windows, optimizer, max_norm):
    optimizer.zero_grad()
    state, losses = None, []
    for x, y in windows:
        scores, state = model(x, _detached(state))
        loss = _mean_cross_entropy(scores, y)
        (loss / len(windows)).backward()
        losses.append(loss.item())
    _clip_all(list(model.parameters()), max_norm)
    optimizer.step()
    return _mean(losses)


@train_epoch.mistake(
    "There is one update in the whole epoch, for the sum of all windows' losses. Each window has "
    "its own."
)
def one_update_of_the_sum(model, windows, optimizer, max_norm):
    optimizer.zero_grad()
    state, losses = None, []
    for x, y in windows:
        scores, state = model(x, state)
        losses.append(_mean_cross_entropy(scores, y))
    sum(losses).backward()
    _clip_all(list(model.parameters()), max_norm)
    optimizer.step()
    return _mean([loss.item() for loss in losses])
