"""Exercises of notebook 08: models on real data."""

from ..exercise import Written
from .bugs import bugs
from .forecaster import train_forecaster
from .model import SequenceModel
from .reading import last_states, perplexity
from .sampling import sample
from .speakers import train_speakers
from .training import train_epoch

EXERCISES = (
    SequenceModel,
    perplexity,
    train_epoch,
    sample,
    last_states,
    train_speakers,
    train_forecaster,
    bugs,
)
WRITTEN = (Written("honest_forecast", 2),)
