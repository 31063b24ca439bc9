"""Answers that are classes, and functions that return something to be asked further."""

import numpy as np
import pytest
import torch
from torch import nn

from rnn_helpers import CheckFailed, check, models
from rnn_helpers.checking import collect, verify
from rnn_helpers.exercises import by_name, key_of


def failing(answer, name=None, **options):
    with pytest.raises(CheckFailed) as failure:
        check(answer, name, **options)
    return str(failure.value)


# --- Classes ---------------------------------------------------------------------------------


def model_class(init=None, forward=None, base=nn.Module):
    """A class as a student writes it, with other parts."""

    class SequenceModel(base):
        def __init__(self, layer, output_size):
            super().__init__()
            self.layer = layer
            self.linear = nn.Linear(layer.hidden_size, output_size)

        def forward(self, x, state=None):
            output, state = self.layer(x, state)
            return self.linear(output), state

    if init:
        SequenceModel.__init__ = init
    if forward:
        SequenceModel.forward = forward
    return SequenceModel


def test_a_class_is_accepted():
    assert check(model_class()).passed


def test_an_object_or_a_function_is_no_class():
    made = model_class()(nn.RNN(2, 3), 4)
    said = failing(made, "SequenceModel")
    assert "needs the class SequenceModel itself, but it was given a SequenceModel" in said
    assert "the class's name without brackets" in said
    assert "needs the class" in failing(lambda layer, output_size: None, "SequenceModel")
    assert "needs the function perplexity itself" in failing(model_class(), "perplexity")


def test_a_class_of_another_kind():
    said = failing(model_class(base=object))
    assert "SequenceModel made a SequenceModel, which cannot be called" in said
    assert "nn.Module" in said


def without_super(self, layer, output_size):
    self.layer = layer


def other_arguments(self, layer):
    nn.Module.__init__(self)


def no_return(self, x, state=None):
    self.layer(x, state)


def three(self, x, state=None):
    output, state = self.layer(x, state)
    return self.linear(output), state, output


def no_state(self, x):
    return self.linear(self.layer(x)[0]), None


def empty(self, x, state=None):
    raise NotImplementedError()


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"init": without_super}, "Your model raised AttributeError: cannot assign module"),
        ({"init": other_arguments}, "The class should take (layer, output_size)"),
        ({"forward": no_return}, "Your model returned None. Did you forget a return?"),
        ({"forward": three}, "Your model returned 3 values, expected 2 values, scores and state."),
        ({"forward": no_state}, "Your model raised TypeError"),
        ({"forward": empty}, "not attempted yet"),
    ],
)
def test_what_is_said_of_a_class(parts, message):
    assert message in failing(model_class(**parts))


# --- Functions that return a function ----------------------------------------------------------


def shown(later):
    """What a trained classifier would answer, if it knew."""
    return key_of("train_speakers").solution(None, None, 0)(later)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda utterances, speakers, seed: None, "Your function returned None. Did you forget"),
        (
            lambda utterances, speakers, seed: np.zeros(370),
            "returned one array, expected a function that names the speakers",
        ),
        (
            lambda utterances, speakers, seed: lambda test: None,
            "speakers is None, expected an array of whole numbers",
        ),
        (
            lambda utterances, speakers, seed: lambda test: np.zeros((len(test), 9)),
            "speakers has shape (370, 9), expected (370,)",
        ),
        (
            lambda utterances, speakers, seed: lambda test: shown(test).astype(float),
            "speakers is float64, expected int64",
        ),
        (
            lambda utterances, speakers, seed: lambda test: test[0].no_such_thing,
            "Your function raised AttributeError",
        ),
        (lambda utterances, speakers: None, "should take (utterances, speakers, seed)"),
    ],
)
def test_what_is_said_of_a_trainer(answer, message):
    assert message in failing(answer, "train_speakers")


def test_a_weak_classifier_is_told_its_share():
    def train(utterances, speakers, seed):
        def name_speakers(test):
            odd = np.array([len(utterance) % 2 for utterance in test])
            return shown(test) * odd

        return name_speakers

    said = failing(train, "train_speakers")
    assert "% of the test utterances; 90 % are asked for" in said


def test_a_weak_forecaster_is_told_its_errors():
    said = failing(lambda numbers, seed: lambda window: 0.8 * window[-1] + 9.0, "train_forecaster")
    assert "in 1921-1955" in said
    assert "0.25 and 0.80 is asked for" in said


@pytest.mark.parametrize("wrap", [torch.tensor, np.float32, round])
def test_a_forecaster_of_tensors_and_single_numbers(wrap, monkeypatch):
    monkeypatch.setattr("rnn_helpers.checking.shortcuts._ours", list)

    def train_forecaster(numbers, seed):
        forecast = models.linear_forecaster(numbers)
        return lambda window: wrap(forecast(window))

    assert check(train_forecaster).passed


def test_what_leaves_the_students_code_is_data_alone():
    exercise = by_name()["train_speakers"]
    key = key_of("train_speakers")
    collected = collect(exercise, key.solution, 1)
    for call in collected["calls"]:
        assert {type(value) for value in call["values"].values()} == {np.ndarray}
    assert verify(exercise, key, collected).passed


# --- Tensors, optimizers and torch's generators ------------------------------------------------


def test_a_tensor_that_is_changed_is_named():
    def last_states(output, lengths):
        lengths -= 1
        return output[lengths, torch.arange(len(lengths))]

    assert "changed lengths, which it was given" in failing(last_states)


def test_a_generator_of_torchs_that_is_not_used_is_named():
    def sample(model, prefix, length, temperature, generator):
        return torch.randint(3, (length,))

    assert "draws no number from generator" in failing(sample)


def test_the_sizes_of_tensors_and_lists_are_told():
    def train_epoch(model, windows, optimizer, max_norm):
        return windows["x"]

    said = failing(train_epoch)
    assert "4 windows" in said
    assert "max_norm = 0.3" in said
    assert "SGD" not in said
    said = failing(lambda utterances, speakers, seed: utterances.x, "train_speakers")
    assert "270 utterances" in said
