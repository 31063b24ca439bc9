"""A torch.nn.RNN and its weights as the course's dicts."""

import torch

TOLERANCE = {"rtol": 1e-10, "atol": 1e-10}


def tensor(array):
    return torch.tensor(array, dtype=torch.float64)


def rnn_and_params(rng, F, H, **options):
    """A float64 layer with weights from ``rng``, and one dict for each layer and direction,
    in the order in which torch lists them.
    """
    rnn = torch.nn.RNN(F, H, dtype=torch.float64, **options)
    with torch.no_grad():
        for weight in rnn.parameters():
            weight.copy_(tensor(rng.normal(size=tuple(weight.shape)) / H**0.5))
    names = ("W_ih", "W_hh", "b_ih", "b_hh")
    return rnn, [
        dict(zip(names, (w.detach().numpy() for w in weights), strict=True))
        for weights in rnn.all_weights
    ]
