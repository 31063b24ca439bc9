"""What leaves a student's kernel: true to what was collected, and harmless whatever it is."""

import copy
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_grading.evidence import NotEvidence, decode, encode
from rnn_helpers.checking import collect, verify
from rnn_helpers.checking.results import CheckResult
from rnn_helpers.exercises import Choices, by_name, key_of
from tests.rehearsal.right import RIGHT_ANSWERS

SEED = 5
NAMES = list(by_name())


def answer_to(name):
    key = key_of(name)
    if isinstance(by_name()[name], Choices):
        return {line: choice.right for line, choice in key.items()}
    # Where a model would have to be trained: what knows the answers.
    return key.solution if key.judge else RIGHT_ANSWERS[name][0]


@pytest.fixture(scope="module")
def collected():
    return {name: collect(by_name()[name], answer_to(name), SEED) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_right_answer_is_right_when_it_arrives(name, collected):
    arrived = decode(encode(collected[name]), by_name()[name], SEED)
    verdict = verify(by_name()[name], key_of(name), arrived)
    # A forecaster that knows the answers is told so.
    assert verdict.passed or verdict.mistake == "years_known"
    assert encode(arrived) == encode(collected[name])


@pytest.mark.parametrize("name", NAMES[::5])
def test_a_wrong_answer_gets_the_same_words(name):
    exercise, key = by_name()[name], key_of(name)

    def wrong(*arguments):
        raise ValueError("not today")

    answer = {} if isinstance(exercise, Choices) else wrong
    here = collect(exercise, answer, SEED)
    there = decode(encode(here), exercise, SEED)
    assert str(verify(exercise, key, there)) == str(verify(exercise, key, here))


@pytest.mark.parametrize(
    "array",
    [
        np.float64(3.5),
        np.zeros((0, 3)),
        np.arange(6).reshape(2, 3).T,
        np.array([True, False]),
        np.array([np.nan, np.inf, -0.0]),
        np.array(1 + 2j),
        np.arange(4, dtype=">i4"),
        np.float32([1.5]),
    ],
)
def test_arrays_arrive_as_they_were(array):
    exercise = by_name()["perplexity"]
    evidence = collect(exercise, answer_to("perplexity"), SEED)
    evidence["calls"][0]["values"]["perplexity"] = np.asarray(array)
    arrived = decode(encode(evidence), exercise, SEED)["calls"][0]["values"]["perplexity"]
    assert arrived.dtype == array.dtype
    assert arrived.shape == array.shape
    np.testing.assert_array_equal(arrived, array)


# --- Not to be trusted ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"no", b"[]", b"{}", b"\x80\x04", b"null", b"[" * 100_000, b'{"exercise": "perplexity"}'],
)
def test_what_is_no_evidence(content):
    with pytest.raises(NotEvidence):
        decode(content, by_name()["perplexity"], SEED)


def test_evidence_of_another_run_is_refused(collected):
    content = encode(collected["perplexity"])
    with pytest.raises(NotEvidence, match="another seed"):
        decode(content, by_name()["perplexity"], SEED + 1)
    with pytest.raises(NotEvidence, match="another exercise"):
        decode(content, by_name()["last_states"], SEED)


def test_fewer_calls_than_cases_are_refused(collected):
    fewer = copy.deepcopy(collected["perplexity"])
    del fewer["calls"][2:]
    with pytest.raises(NotEvidence, match="2 calls, expected"):
        decode(encode(fewer), by_name()["perplexity"], SEED)


@pytest.mark.parametrize(
    "value",
    [
        {"dtype": "|O", "shape": [1], "data": "AAAAAAAAAAA="},
        {"dtype": "<f8", "shape": [2], "data": "AAAAAAAAAAA="},
        {"dtype": "<f8", "shape": [-1], "data": "AAAAAAAAAAA="},
        {"dtype": "<f8", "shape": [True], "data": "AAAAAAAAAAA="},
        {"dtype": "<f8", "shape": [2**40, 2**40], "data": ""},
        {"dtype": "<f8", "shape": 1, "data": "AAAAAAAAAAA="},
        {"dtype": "<f8", "shape": [1], "data": "%%%"},
        {"dtype": "<f8", "shape": [1], "data": None},
        {"dtype": "<U9", "shape": [1], "data": ""},
        {"not_numbers": 3},
        [1.0],
        None,
        3.0,
    ],
)
def test_what_is_no_array(value, collected):
    forged = json.loads(encode(collected["perplexity"]))
    forged["calls"][0]["values"]["perplexity"] = value
    with pytest.raises(NotEvidence):
        decode(json.dumps(forged).encode(), by_name()["perplexity"], SEED)


def places(data, path=()):
    """Every place in nested dicts and lists."""
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in entries:
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*path, key))


def array(dtype, shape):
    return json.loads(encode({"a": np.ones(shape).astype(dtype)}))["a"]


FORGERIES = [
    None, True, 0, -1, 10**30, 1e308, "", "x" * 5000, [], {}, ["a"], {"a": 1}, "one", "dict",
    "returned", "raised", "stopped", {"outcome": "stopped"}, {"not_numbers": "None"},
    *(array(dtype, shape) for dtype in "?iIfdFD" for shape in ((), (0,), (3,), (2, 3), (1, 2, 3))),
]  # fmt: skip


@settings(max_examples=400)
@given(
    name=st.sampled_from(NAMES),
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(FORGERIES)), max_size=5),
)
def test_forged_evidence_is_refused_or_judged(collected, name, changes):
    """Whatever stands in it, nothing but NotEvidence is raised, and the verdict is a verdict."""
    forged = json.loads(encode(collected[name]))
    for where, what in changes:
        every = list(places(forged))
        *path, key = every[where % len(every)]
        parent = forged
        for step in path:
            parent = parent[step]
        parent[key] = copy.deepcopy(what)
    try:
        arrived = decode(json.dumps(forged).encode(), by_name()[name], SEED)
    except NotEvidence:
        return
    verdict = verify(by_name()[name], key_of(name), arrived)
    assert isinstance(verdict, CheckResult)
    assert isinstance(str(verdict), str)
