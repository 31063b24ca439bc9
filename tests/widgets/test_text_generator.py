"""The widget of notebook 08 that lets a model generate text."""

import re
from html import unescape

import pytest
import torch
from torch import nn

from rnn_helpers.models import Alphabet, SequenceModel, sample
from rnn_helpers.widgets import generate_text


@pytest.fixture
def parts():
    torch.manual_seed(0)
    alphabet = Alphabet("ab <c")
    return SequenceModel(nn.GRU(5, 8), 5), alphabet


def written(text):
    """The start and the text in the widget's last part."""
    start, new = re.search(r"<strong>(.*)</strong>(.*)</p>", text.value).groups()
    return unescape(start), unescape(new)


def test_it_generates_what_sample_draws(parts):
    model, alphabet = parts
    temperature, field, again, bars, text = generate_text(model, alphabet, "ab", 40).children
    generator = torch.Generator().manual_seed(0)
    new = alphabet.text(sample(model, alphabet.one_hot("ab"), 40, 1.0, generator))
    assert written(text) == ("ab", new)
    temperature.value = 0.1
    colder = written(text)
    assert colder != ("ab", new)
    again.click()
    temperature.value = 2.0
    assert len(written(text)[1]) == 40
    field.value = "b< a?"  # what the model has never seen is left out
    assert written(text)[0] == "b< a"
    field.value = ""
    assert written(text)[0] == "ab"


def test_the_bars_are_the_probabilities_of_the_next_character(parts):
    model, alphabet = parts
    temperature, _, _, bars, _ = generate_text(model, alphabet, "c", 3).children
    for value in (0.5, 2.0):
        temperature.value = value
        with torch.no_grad():
            probabilities = (model(alphabet.one_hot("c"))[0][-1, 0] / value).softmax(dim=0)
        likeliest = alphabet.characters[probabilities.argmax()].replace(" ", "a space")
        alt = unescape(re.search(r'alt="([^"]*)"', bars.value).group(1))
        assert f"from the likeliest on: {likeliest} {probabilities.max():.2f}" in alt
