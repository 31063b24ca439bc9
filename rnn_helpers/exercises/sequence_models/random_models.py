"""Small models with random weights, for the cases of the exercises."""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch

    from ...models import SequenceModel

# torch is imported where it is used: the exercises of other notebooks need not wait for it.


def random_layer(
    rng: np.random.Generator, kind: str, F: int, H: int, scale: float = 1.0, **options: Any
) -> "torch.nn.Module":
    """A layer of torch.nn, ``"RNN"``, ``"GRU"`` or ``"LSTM"``, in float32.

    ``scale`` multiplies the weights that PyTorch would start with.
    """
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**31)))
        layer = getattr(torch.nn, kind)(F, H, **options)
    with torch.no_grad():
        for weight in layer.parameters():
            weight *= scale
    return layer


def random_model(
    rng: np.random.Generator, kind: str, F: int, H: int, V: int, scale: float = 1.0
) -> "SequenceModel":
    """A recurrent layer with a linear one on top, in float32."""
    import torch

    from ...models import SequenceModel

    layer = random_layer(rng, kind, F, H, scale)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**31)))
        model = SequenceModel(layer, V)
    with torch.no_grad():
        model.linear.weight *= 2 * scale
    return model


def tensor(array: np.ndarray) -> "torch.Tensor":
    """The numbers of a NumPy array as a tensor of its own."""
    import torch

    return torch.tensor(array)
