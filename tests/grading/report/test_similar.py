"""Copies are found, whatever was renamed; what everybody has, or must have, is not."""

import pytest

from rnn_grading.report.similar import alike

ANSWER = """\
def rnn_step(x_t, h_prev, params, activation="tanh"):
    a = x_t @ params["W_ih"].T + params["b_ih"] + h_prev @ params["W_hh"].T + params["b_hh"]
    return np.tanh(a) if activation == "tanh" else np.maximum(a, 0)
"""
UNUSUAL = """\
def rnn_step(x_t, h_prev, params, activation="tanh"):
    # walk over the hidden units one by one
    rows = []
    for sample, memory in zip(x_t, h_prev):
        total = [sum(w * v for w, v in zip(line, sample)) for line in params["W_ih"]]
        for unit, line in enumerate(params["W_hh"]):
            total[unit] += sum(w * v for w, v in zip(line, memory)) + params["b_ih"][unit]
            total[unit] = total[unit] + params["b_hh"][unit] * 1.0
        rows.append([np.tanh(t) if activation == "tanh" else max(t, 0.0) for t in total])
    return np.array(rows)
"""


def renamed(source):
    for name, other in {"sample": "xs", "memory": "old", "total": "acc", "unit": "j"}.items():
        source = source.replace(name, other)
    return source.replace("    # walk over the hidden units one by one\n", "    # my idea\n")


@pytest.fixture
def honest():
    return {f"s{i:02}": [("code", ANSWER)] for i in range(20)}


def test_nobody_is_alike_in_an_honest_class(honest):
    assert alike(honest) == []


def test_a_copy_with_other_names_and_comments_is_found(honest):
    honest |= {"ann": [("code", UNUSUAL)], "bob": [("code", renamed(UNUSUAL))]}
    (group,) = alike(honest)
    assert group.students == ("ann", "bob")
    assert group.share == 1.0
    assert group.example.removesuffix(" \u2026") in UNUSUAL and "memory" in group.example


def test_a_copy_between_other_work_is_found(honest):
    own = "for epoch in range(3):\n    print(epoch, [epoch ** 2, epoch // 2], 'mine')\n"
    honest |= {"ann": [("code", UNUSUAL)], "bob": [("code", own), ("code", UNUSUAL)]}
    (group,) = alike(honest)
    assert group.students == ("ann", "bob")


def test_three_copies_are_one_group(honest):
    honest |= {name: [("code", UNUSUAL)] for name in ("ann", "bob", "cem")}
    (group,) = alike(honest)
    assert group.students == ("ann", "bob", "cem")


def test_what_a_tenth_of_the_class_has_is_common(honest):
    honest |= {f"t{i}": [("code", UNUSUAL)] for i in range(5)}
    assert alike(honest) == []


def test_copied_words_are_found(honest):
    words = " ".join(f"word{i}" for i in range(60))
    honest |= {"ann": [("markdown", words)], "bob": [("markdown", words.upper() + " And more.")]}
    (group,) = alike(honest)
    assert group.students == ("ann", "bob")
    assert group.example == f"{words[:240].rstrip()} \u2026"


def test_a_short_likeness_is_chance(honest):
    line = "print(sorted(range(10), key=lambda i: -i)[3:7])"
    honest |= {"ann": [("code", line)], "bob": [("code", line)]}
    assert alike(honest) == []


@pytest.mark.parametrize("texts", [{}, {"ann": []}, {"ann": [("code", "")], "bob": []}])
def test_next_to_nothing(texts):
    assert alike(texts) == []


def test_code_that_is_none(honest):
    strange = "'''" + " ".join(f'\\ \u00e9 {i} " $' for i in range(40))
    honest |= {name: [("code", strange)] for name in ("ann", "bob")}
    assert [group.students for group in alike(honest)] == [("ann", "bob")]
