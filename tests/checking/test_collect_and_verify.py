"""The two steps: plain data between them, and a verdict that never calls the student's code."""

import json

import numpy as np
import pytest

from rnn_helpers.checking import collect, verify
from rnn_helpers.exercises import by_name, key_of
from tests.rehearsal.right import RIGHT_ANSWERS


def to_json(value):
    if isinstance(value, np.ndarray):
        return {"dtype": value.dtype.str, "shape": value.shape, "numbers": value.ravel().tolist()}
    raise TypeError(f"{type(value)} is not plain data")


def from_json(item):
    if "numbers" in item:
        return np.array(item["numbers"], dtype=item["dtype"]).reshape(item["shape"])
    return item


@pytest.mark.parametrize("name", RIGHT_ANSWERS)
def test_the_verdict_survives_a_journey_as_json(name):
    exercise = by_name()[name]
    answer = RIGHT_ANSWERS[name][0]
    sent = json.dumps(collect(exercise, answer, seed=12), default=to_json)
    assert verify(exercise, key_of(name), json.loads(sent, object_hook=from_json)).passed


def test_another_seed_than_the_collected_one_is_refused():
    exercise = by_name()["stacked_forward"]
    collected = collect(exercise, RIGHT_ANSWERS["stacked_forward"][0], seed=1)
    assert not verify(exercise, key_of("stacked_forward"), {**collected, "seed": 2}).passed


def test_collect_returns_what_cannot_be_sent_as_words():
    exercise = by_name()["stacked_forward"]
    collected = collect(exercise, lambda x, h_0, layers: (object(), {1: 2}), seed=0)
    assert collected["calls"][0]["values"] == {
        "output": {"not_numbers": "an object"},
        "h_n": {"not_numbers": "a dict"},
    }
    json.dumps(collected, default=to_json)


class Sly(np.ndarray):
    """An array that claims to be equal to everything."""

    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    __hash__ = None


def test_a_sly_array_is_reduced_to_its_numbers():
    exercise = by_name()["jordan_forward"]

    def jordan_forward(x, y_0, params):
        return np.zeros((len(x), *y_0.shape)).view(Sly)

    collected = collect(exercise, jordan_forward, seed=0)
    assert type(collected["calls"][0]["values"]["y"]) is np.ndarray
    assert not verify(exercise, key_of("jordan_forward"), collected).passed
