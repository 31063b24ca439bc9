"""A torch layer and its weights as the course's dicts."""

import torch

TOLERANCE = {"rtol": 1e-10, "atol": 1e-10}
_NAMES = ("W_ih", "W_hh", "b_ih", "b_hh", "W_hr")


def tensor(array):
    return torch.tensor(array, dtype=torch.float64)


def rnn_and_params(rng, F, H, kind=torch.nn.RNN, **options):
    """A float64 layer with weights from ``rng``, and one dict for each layer and direction,
    in the order in which torch lists them.
    """
    rnn = kind(F, H, dtype=torch.float64, **options)
    with torch.no_grad():
        for weight in rnn.parameters():
            weight.copy_(tensor(rng.normal(size=tuple(weight.shape)) / H**0.5))
    return rnn, [
        dict(zip(_NAMES, (w.detach().numpy() for w in weights), strict=False))
        for weights in rnn.all_weights
    ]


def weight_gradients(rnn):
    """Autograd's gradients for the weights of a layer, under the course's names."""
    (weights,) = rnn.all_weights
    return {f"d{name}": w.grad for name, w in zip(_NAMES, weights, strict=False)}
