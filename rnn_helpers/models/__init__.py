"""Models in PyTorch: what notebook 08 asks for, and what its experiments run on.

Time comes first, as everywhere in the course: ``x`` is ``(T, B, F)``. ``reference`` holds the
layers themselves, in NumPy; here they are PyTorch's, which train faster.
"""

from .adding import learn_adding
from .forecaster import linear_forecaster, train_forecaster
from .sequence import SequenceModel, detached, last_states, perplexity, train_epoch
from .speakers import PaddedSpeakerModel, SpeakerModel, train_speakers
from .text import Alphabet, mean_loss, sample

__all__ = [
    "Alphabet", "PaddedSpeakerModel", "SequenceModel", "SpeakerModel", "detached", "last_states",
    "learn_adding", "linear_forecaster", "mean_loss", "perplexity", "sample", "train_epoch",
    "train_forecaster", "train_speakers",
]  # fmt: skip
