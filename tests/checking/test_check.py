"""check on anything: an answer in a sentence, never a traceback of ours."""

import re
import threading
from dataclasses import replace

import numpy as np
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell

from rnn_helpers import CheckFailed, check
from rnn_helpers.exercises import by_name, key_of
from tests.rehearsal.right import RIGHT_ANSWERS

right = RIGHT_ANSWERS["stacked_forward"][0]


def failing(answer, name="stacked_forward", **options):
    with pytest.raises(CheckFailed) as failure:
        check(answer, name, **options)
    message = str(failure.value)
    assert message.count(". ") <= 4, "more than a few sentences"
    assert "\n" not in message
    return failure.value


def stage(answer):
    return failing(answer).result.stage


# --- Not an answer at all -----------------------------------------------------------------------


class NotAFunction:
    pass


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        (None, "None"),
        (3, "an int"),
        (np.zeros(3), "an array of float64 values"),
        ("text", "a str"),
        (NotAFunction, "the class NotAFunction"),
        (NotAFunction(), "a NotAFunction"),
    ],
)
def test_things_that_are_no_function(answer, came):
    assert f"it was given {came}." in str(failing(answer))


def test_without_a_name_too():
    assert "it was given None" in str(failing(None, name=None))
    assert "no exercise" in str(failing(NotAFunction, name=None))


def test_unknown_names_suggest_the_nearest():
    def stacked_foward(x, h_0, layers):
        return x, h_0

    assert "Did you mean “stacked_forward”?" in str(failing(stacked_foward, name=None))
    assert "Did you mean “jordan_forward”?" in str(failing(right, name="jordan"))
    assert str(failing(right, name="qqq")) == "There is no exercise “qqq”."
    assert "a string" in str(failing(right, name=3))


def test_a_helper_that_is_not_attempted_is_named():
    def helper(x):
        raise NotImplementedError()

    def stacked_forward(x, h_0, layers):
        return helper(x)

    failure = failing(stacked_forward)
    assert failure.result.stage == "raised"
    assert "calls helper, which is not attempted yet" in str(failure)


def test_a_lambda_is_fine_with_a_name():
    assert check(lambda x, h_0, layers: right(x, h_0, layers), "stacked_forward").passed


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True])
def test_a_seed_is_a_whole_number(seed):
    assert "whole number" in str(failing(right, seed=seed))


# --- The stages, in their order -----------------------------------------------------------------


def test_wrong_signature():
    failure = failing(lambda x, h_0: x)
    assert failure.result.stage == "signature"
    assert "should take (x, h_0, layers), but it takes (x, h_0)" in str(failure)


def test_further_arguments_with_defaults_are_fine():
    assert check(lambda x, h_0, layers, note="": right(x, h_0, layers), "stacked_forward").passed


def test_an_exception_is_told_with_its_line():
    def stacked_forward(x, h_0, layers):
        return x @ h_0  # oops

    failure = failing(stacked_forward)
    assert failure.result.stage == "raised"
    assert "ValueError" in str(failure)
    assert "“return x @ h_0  # oops”" in str(failure)


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, RecursionError, MemoryError])
def test_strange_exceptions_too(error):
    def stacked_forward(x, h_0, layers):
        raise error

    assert error.__name__ in str(failing(stacked_forward))


def test_an_exception_that_cannot_be_printed():
    class Broken(Exception):
        def __str__(self):
            raise RuntimeError

    def stacked_forward(x, h_0, layers):
        raise Broken

    assert "raised Broken" in str(failing(stacked_forward))


def test_endless_recursion():
    def stacked_forward(x, h_0, layers):
        return stacked_forward(x, h_0, layers)

    assert "RecursionError" in str(failing(stacked_forward))


def endless(x, h_0, layers):
    while True:
        pass


is_checked = threading.Event()  # for threads that nothing else ends


def endless_and_stubborn(x, h_0, layers):
    while not is_checked.is_set():
        try:
            while not is_checked.is_set():
                pass
        except BaseException:
            pass


def asleep(x, h_0, layers):
    is_checked.wait()


@pytest.mark.parametrize("answer", [endless, endless_and_stubborn, asleep])
def test_one_that_never_returns(answer, monkeypatch):
    impatient = replace(by_name()["stacked_forward"], time_limit=0.3)
    monkeypatch.setitem(by_name(), "stacked_forward", impatient)
    is_checked.clear()
    failure = failing(answer)  # comes back, although the answer does not
    is_checked.set()
    assert failure.result.stage == "time limit"
    assert "did not finish within 0.3 seconds" in str(failure)
    # Nothing of the stopped check is left to disturb the next one.
    monkeypatch.undo()
    assert check(right, "stacked_forward").passed


def test_returned_none():
    assert "Did you forget a return?" in str(failing(lambda x, h_0, layers: None))


@pytest.mark.parametrize(
    ("returned", "came"),
    [
        ("text", "a str"),
        ({}, "a dict"),
        ((1, 2, 3), "3 values"),
        (np.zeros(3), "one array"),
    ],
    ids=["text", "dict", "three", "array"],
)
def test_wrong_number_of_results(returned, came):
    failure = failing(lambda x, h_0, layers: returned)
    assert failure.result.stage == "type"
    assert f"returned {came}, expected 2 values, output and h_n" in str(failure)


@pytest.mark.parametrize(
    ("output", "came"),
    [
        (np.array([None, 1]), "an array of object values"),
        (["a", 1], "a list of int, str"),
        ([[1.0, 2.0], [3.0]], "a list whose parts do not fit together to one array"),
        ({}, "a dict"),
        (None, "None"),
        (np.array(["a"]), "an array of <U1 values"),
        (len, "a function"),
        (object(), "an object"),
    ],
)
def test_results_that_are_no_numbers(output, came):
    failure = failing(lambda x, h_0, layers: (output, h_0))
    assert failure.result.stage == "type"
    assert str(failure).endswith(f"output is {came}, expected an array of numbers.")


def test_swapped_results_are_named():
    failure = failing(lambda x, h_0, layers: right(x, h_0, layers)[::-1])
    assert str(failure).endswith("Your two results are swapped: output comes first.")


def test_the_first_case_that_goes_wrong_is_told():
    """Not an exception in a later case, which is harder to understand."""

    def stacked_forward(x, h_0, layers):
        output, h_n = right(x, h_0, layers)
        return np.stack(output[:-1]), h_n  # raises where there is one time step only

    failure = failing(stacked_forward)
    assert failure.result.stage == "shape"
    assert "input and state of the same size" in str(failure)


def test_small_whole_numbers_are_shown_themselves():
    def padded_forward(x, lengths, h_0, params):
        raise ValueError

    assert re.search(r"lengths \[\d+(, \d+)*\]", str(failing(padded_forward, "padded_forward")))


def test_wrong_shape():
    failure = failing(lambda x, h_0, layers: (right(x, h_0, layers)[0][0], h_0))
    assert failure.result.stage == "shape"
    assert "that is (T, B, H)" in str(failure)


def test_a_scalar_is_a_wrong_shape():
    assert stage(lambda x, h_0, layers: (1.0, h_0)) == "shape"


def test_an_array_far_too_large():
    failure = failing(lambda x, h_0, layers: (np.broadcast_to(1.0, (10**5, 10**4)), h_0))
    assert "far too large" in str(failure)


@pytest.mark.parametrize("dtype", ["f4", "f2", "c16", "i8", "?"])
def test_wrong_dtype(dtype):
    def stacked_forward(x, h_0, layers):
        output, h_n = right(x, h_0, layers)
        return output.astype(dtype), h_n

    failure = failing(stacked_forward)
    assert failure.result.stage == "dtype"
    assert "expected float64" in str(failure)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_not_finite(value):
    def stacked_forward(x, h_0, layers):
        output, h_n = right(x, h_0, layers)
        output[-1, -1, -1] = value
        return output, h_n

    failure = failing(stacked_forward)
    assert failure.result.stage == "not finite"
    assert f"is {value}" in str(failure)


def test_input_changed_in_place():
    def changes_x(x, h_0, layers):
        result = right(x, h_0, layers)
        x[:] = 0
        return result

    def changes_a_weight(x, h_0, layers):
        result = right(x, h_0, layers)
        layers[0]["b_ih"] += 1
        return result

    def removes_a_layer(x, h_0, layers):
        result = right(x, h_0, layers)
        layers.pop()
        return result

    def replaces_a_layer(x, h_0, layers):
        result = right(x, h_0, layers)
        layers[0] = None
        return result

    def replaces_a_weight(x, h_0, layers):
        result = right(x, h_0, layers)
        layers[0]["b_ih"] = layers[0]["b_ih"].tolist()
        return result

    assert "changed layers[0]," in str(failing(replaces_a_layer))
    assert 'changed layers[0]["b_ih"],' in str(failing(replaces_a_weight))

    def changes_the_layer(x, layer):
        result = RIGHT_ANSWERS["forward_by_hand"][0](x, layer)
        layer.bias_ih_l0.data.zero_()
        return result

    assert "changed x, which it was given" in str(failing(changes_x))
    assert 'changed layers[0]["b_ih"],' in str(failing(changes_a_weight))
    assert "changed layers" in str(failing(removes_a_layer))
    assert "changed layer," in str(failing(changes_the_layer, "forward_by_hand"))


def test_a_wrong_value_is_told_with_its_place(no_closer_look):
    def stacked_forward(x, h_0, layers):
        output, h_n = right(x, h_0, layers)
        if len(output) > 2:
            output[2, 1:, 1:] += 1.5
        return output, h_n

    failure = failing(stacked_forward)
    assert failure.result.stage == "value"
    assert "output[2, 1, 1] is the first number that differs" in str(failure)
    assert "in the order (time step, sequence, unit)" in str(failure)
    assert "Every earlier time step is right." in str(failure)
    assert failure.result.comparison.index == (2, 1, 1)


def test_values_that_print_alike_are_printed_further(no_closer_look):
    def stacked_forward(x, h_0, layers):
        output, h_n = right(x, h_0, layers)
        output[0, 0, 0] *= 1 + 1e-4
        return output, h_n

    message = str(failing(stacked_forward))
    got, expected = message.split("got ")[1].split(", in the case")[0].split(", expected ")
    assert got != expected


# --- What is no mistake --------------------------------------------------------------------------


def test_prints_and_warnings_are_kept_back(capfd):
    def stacked_forward(x, h_0, layers):
        print("x" * 100_000)
        import sys
        import warnings

        print("error", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        np.log(np.zeros(1))
        return right(x, h_0, layers)

    assert check(stacked_forward, "stacked_forward").passed
    assert capfd.readouterr() == ("", "")


def test_a_failing_function_that_prints_is_told_so():
    def stacked_forward(x, h_0, layers):
        print(x)

    assert "What your code printed is not shown" in str(failing(stacked_forward))


def test_a_tensor_that_requires_grad_is_fine():
    def stacked_forward(x, h_0, layers):
        output, h_n = right(x, h_0, layers)
        return torch.tensor(output, requires_grad=True), [
            torch.tensor(row, requires_grad=True) for row in h_n
        ]

    assert check(stacked_forward, "stacked_forward").passed


def test_an_input_that_is_returned_is_fine_to_change_later():
    """The check keeps a copy: what the function does afterwards cannot turn a right answer."""
    kept = []

    def stacked_forward(x, h_0, layers):
        for array in kept:
            array[:] = 0
        output, h_n = right(x, h_0, layers)
        kept.append(output)
        return output, h_n

    assert check(stacked_forward, "stacked_forward").passed


# --- How it shows -------------------------------------------------------------------------------


def test_success_shows_as_text_and_html():
    result = check(right, "stacked_forward")
    assert repr(result).startswith("✔ stacked_forward: right in all")
    assert "stacked_forward" in result._repr_html_()


def test_messages_are_escaped_in_html():
    def stacked_forward(x, h_0, layers):
        raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in failing(stacked_forward).result._repr_html_()


def test_failure_shows_without_traceback():
    """As IPython shows it: the message alone."""
    assert shown(lambda x, h_0, layers: None) == [
        "✘ stacked_forward: Your function returned None. Did you forget a return?"
    ]


def test_long_messages_are_broken_between_words_and_not_inside_shapes():
    def stacked_forward(x, h_0, layers):
        raise ValueError("a long story " * 20)

    lines = shown(stacked_forward)
    assert len(lines) > 3
    assert max(map(len, lines)) <= 84
    assert " ".join(lines) == str(failing(stacked_forward))
    assert re.search(r"x \(\d+, \d+, \d+\)", str(failing(stacked_forward)))
    assert not any(re.search(r"\(\d+,$|\d,$", line) for line in lines)


def test_a_picture_that_cannot_be_drawn_does_not_hide_the_message(monkeypatch, no_closer_look):
    drawn = []

    def broken(comparison):
        drawn.append(comparison)
        raise IndexError

    monkeypatch.setattr("rnn_helpers.figures.answer_comparison", broken)
    monkeypatch.setattr(InteractiveShell, "kernel", object(), raising=False)

    def stacked_forward(x, h_0, layers):
        output, h_n = right(x, h_0, layers)
        return output + 0.1, h_n

    lines = shown(stacked_forward)
    assert drawn
    assert "is the first number that differs" in lines[0]


def shown(answer):
    """The lines that IPython shows for a failing check."""
    shell = InteractiveShell.instance()
    shell.user_ns.update(check=check, answer=answer)
    lines = []
    shell._showtraceback = lambda kind, error, traceback: lines.extend(traceback)
    shell.run_cell("check(answer, 'stacked_forward')")
    InteractiveShell.clear_instance()
    return lines


def test_explain_tells_the_way_from_the_cases_to_the_message(capsys, monkeypatch):
    monkeypatch.setattr("rnn_helpers.checking.shortcuts._ours", list)
    wrong = key_of("rnn_step").wrong_answer("without_b_hh")
    assert "without b_hh" in str(failing(wrong, "rnn_step", explain=True))
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("case 'square': value: h_t[0, 0] is the first number that differs")
    assert "case 'no b_hh': right" in told
    assert "mistake 'b_hh_twice' comes out the same in: large" in told
    assert told[-2] == "'without_b_hh' is named: it comes out the same in every case"
    assert told[-1].startswith("stage 'value': These are the numbers you get without b_hh.")
    failing(wrong, "rnn_step")
    assert not capsys.readouterr().out
