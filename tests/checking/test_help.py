"""What a student who asks for help gets: hints, a case that failed, the course's own version."""

import ast
import inspect
import re

import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from rnn_helpers import CheckFailed, check, failing_case, hint, show_solution
from rnn_helpers.checking import CheckResult
from rnn_helpers.checking import help as helping
from rnn_helpers.exercises import Choices, by_name, hints_on_request, key_of
from tests.course.test_notebooks import BANNED, SOURCES
from tests.rehearsal.right import RIGHT_ANSWERS

QUESTIONS = [name for name, question in by_name().items() if not isinstance(question, Choices)]
CHOICES = [name for name in by_name() if name not in QUESTIONS]
TRAINED = [name for name in QUESTIONS if key_of(name).judge]


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(helping, "_given", {})
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


@pytest.fixture(scope="module")
def solved():
    """The solved cell of each exercise in the notebooks, by its name."""
    cells = (cell for path in SOURCES for cell in nbformat.read(path, as_version=4).cells)
    infos = ((cell.metadata.get("nbgrader", {}), cell.source) for cell in cells)
    return {info["grade_id"]: source for info, source in infos if info.get("solution")}


def right(x_t, h_prev, params, activation="tanh"):
    a = x_t @ params["W_ih"].T + params["b_ih"] + h_prev @ params["W_hh"].T + params["b_hh"]
    return np.tanh(a) if activation == "tanh" else np.maximum(a, 0)


def without_relu(x_t, h_prev, params, activation="tanh"):
    return right(x_t, h_prev, params)


# --- The texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", by_name())
def test_every_exercise_has_its_three_hints_in_plain_words(name):
    hints = hints_on_request(name)
    assert len(hints) == len(set(hints)) == 3
    texts = hints if name in CHOICES else hints[:2]
    for text in texts:
        assert not BANNED.search(text)
        assert text == " ".join(text.split())
        assert text[-1] in ".?"
        assert text.count("`") % 2 == 0
        assert not any(len(sentence) > 200 for sentence in re.split(r"(?<=[.?]) ", text))


@pytest.mark.parametrize("name", CHOICES)
def test_hints_to_choices_do_not_choose(name):
    told = " ".join(hints_on_request(name)).lower()
    assert not [option for option in by_name()[name].options if option in told]
    assert not [line for line in by_name()[name].lines if line in told]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_skeleton_has_the_form_of_the_exercise_and_blanks(name, solved):
    *_, skeleton = hints_on_request(name)
    (mine,) = ast.parse(skeleton).body
    (theirs,) = [node for node in ast.parse(solved[name]).body if hasattr(node, "name")]
    assert type(mine) is type(theirs)
    assert mine.name == name
    assert signatures(mine) == signatures(theirs)
    # What has one line in all has one blank.
    least = 1 if len(solution_lines(solved[name])) <= 1 else 2
    assert skeleton.count("___") >= least
    assert max(map(len, skeleton.split("\n"))) <= 92


def signatures(node):
    """The names and arguments of a function, or of the methods of a class."""
    if isinstance(node, ast.ClassDef):
        return [node.name, *map(ast.unparse, node.bases), *map(signatures, methods(node))]
    return node.name, ast.unparse(node.args)


def methods(node):
    return [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]


def solution_lines(source):
    inside = source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
    return [line for line in inside.split("\n") if line.strip()]


def calculations(tree):
    """The right-hand sides that calculate something, as text."""
    sides = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Return)) and node.value
    ]
    parts = [
        part
        for side in sides
        for part in (
            side.values
            if isinstance(side, ast.Dict)
            else side.elts
            if isinstance(side, ast.Tuple)
            else [side]
        )
        if part
    ]
    return {
        ast.unparse(part)
        for part in parts
        if any(isinstance(node, (ast.BinOp, ast.Compare)) for node in ast.walk(part))
    }


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_line_that_decides_stands_in_the_skeleton(name, solved):
    *_, skeleton = hints_on_request(name)
    key = key_of(name)
    given = {
        ast.unparse(node) for node in ast.walk(ast.parse(skeleton)) if isinstance(node, ast.expr)
    }
    for source in (solved[name], inspect.getsource(key.solution)):
        assert not calculations(ast.parse(source)) & given


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name not in TRAINED])
@pytest.mark.parametrize("blank", [None, 1, lambda *given: given[0] if given else 0.0])
def test_no_skeleton_passes_its_check(name, blank):
    import torch

    helpers = {other: RIGHT_ANSWERS[other][0] for other in QUESTIONS if other != name}
    namespace = {**vars(torch.nn.functional), "nn": torch.nn, "torch": torch, "np": np, **helpers}
    exec(hints_on_request(name)[2], namespace)
    if blank is not None:
        namespace["___"] = blank
    with pytest.raises(CheckFailed):
        check(namespace[name])


# --- hint ----------------------------------------------------------------------------------------


def test_each_call_gives_the_next_hint_and_after_the_last_the_first():
    notes = [hint(right, "rnn_step") for _ in range(4)]
    assert [note.title for note in notes] == [
        *(f"rnn_step, hint {step} of 3" for step in (1, 2, 3)),
        "rnn_step, hint 1 of 3",
    ]
    assert notes[0] == notes[3]
    assert "(B, F) @ (F, H)" in notes[1].text
    assert "the next call shows the first one again" in notes[2].text
    assert notes[2].code.startswith("def rnn_step(x_t, h_prev, params, activation=")


def test_each_exercise_has_a_place_of_its_own():
    assert [hint(name).title[-6:-5] for name in ("rnn_step", "one_hot", "rnn_step")] == [*"112"]


@pytest.mark.parametrize("name", by_name())
def test_hints_show_in_text_and_in_html(name):
    for _ in range(3):
        note = hint(name)
        assert str(note).startswith(note.title)
        html = note._repr_html_()
        assert html.count("<pre") == bool(note.code)
        assert "`" not in html.replace(note.code, "")
    assert ("<pre" in html) == (name in QUESTIONS)
    if name in CHOICES:
        assert "shows the first one again" in note.text


def test_no_line_breaks_inside_a_shape():
    hint("rnn_step")
    note = hint("rnn_step")
    assert "(B,\N{NO-BREAK SPACE}F)" in str(note)
    assert "(B,\N{NO-BREAK SPACE}F)" in note._repr_html_()
    assert max(map(len, str(note).split("\n"))) <= 96


@pytest.mark.parametrize("asked", [hint, failing_case, show_solution])
@pytest.mark.parametrize(
    ("given", "message"),
    [
        (({"a caption for a photo": None},), '{}(task_shapes, "task_shapes").'),
        ((3,), "{}() needs the function that you wrote, but it was given an int."),
        ((right, "rnn_stp"), "There is no exercise “rnn_stp”. Did you mean “rnn_step”?"),
        ((right, 3), "The name of an exercise is a string"),
        ((right,), "There is no exercise “right”."),
    ],
)
def test_what_cannot_be_an_exercise_is_told_as_in_check(asked, given, message):
    with pytest.raises(CheckFailed) as failure:
        asked(*given)
    assert message.format(asked.__name__) in str(failure.value)
    assert failure.value._render_traceback_()


# --- failing_case --------------------------------------------------------------------------------


def test_the_failing_case_can_be_called():
    case = failing_case(without_relu, "rnn_step")
    assert case.exercise == "rnn_step"
    assert case.about == "relu"
    assert np.array_equal(case.got["h_t"], without_relu(**case.arguments))
    assert np.allclose(case.expected["h_t"], right(**case.arguments))
    assert case.inputs == {}


def test_the_failing_case_is_a_copy():
    for change in (True, False):
        case = failing_case(without_relu, "rnn_step")
        assert not (case.expected["h_t"] == 7).any()
        assert not (case.arguments["params"]["W_ih"] == 7).any()
        if change:
            case.expected["h_t"][:] = 7
            case.arguments["params"]["W_ih"][:] = 7
    with pytest.raises(CheckFailed, match="always tanh"):
        check(without_relu, "rnn_step")


def test_the_failing_case_shows_shapes_a_line_a_thing():
    case = failing_case(without_relu, "rnn_step")
    first, *lines, last = repr(case).split("\n")
    assert first == "rnn_step, in the case “relu”"
    assert [line.split()[0] for line in lines] == [
        *("x_t", "h_prev", "params", "activation", "expected", "got")
    ]
    assert "x_t         array (" in lines[0]
    assert "{W_ih (" in lines[2]
    assert lines[3].endswith("'relu'")
    assert last == "With this as case, call rnn_step(**case.arguments)"
    html = case._repr_html_()
    assert html.count('<th scope="row"') == 6
    assert "&#x27;relu&#x27;" in html


@pytest.mark.parametrize("asked", [failing_case, show_solution])
def test_what_is_not_attempted_is_told(asked):
    def rnn_step(x_t, h_prev, params, activation="tanh"):
        raise NotImplementedError()

    note = asked(rnn_step)
    assert note.title == "rnn_step"
    assert "not attempted yet" in note.text or "once your answer is right" in note.text


def test_where_no_case_was_looked_at_the_reason_is_told():
    import rnn_helpers

    assert failing_case(lambda x: x, "rnn_step").text.startswith("The function should take (x_t,")
    used = failing_case(rnn_helpers.reference.rnn_step)
    assert "may not be used" in used.text
    assert failing_case(right, "rnn_step").text.endswith("cases. There is no case that fails.")
    assert "no cases" in failing_case({}, "task_shapes").text


def test_an_answer_that_raises_or_returns_something_else():
    def broken(x_t, h_prev, params, activation="tanh"):
        raise ValueError("shapes do not fit")

    assert failing_case(broken, "rnn_step").got == "ValueError: shapes do not fit"
    nothing = failing_case(lambda x_t, h_prev, params, activation="tanh": None, "rnn_step")
    assert nothing.got == {"h_t": "None"}
    assert "h_t: None" in repr(nothing)


def test_an_answer_that_never_ends(monkeypatch):
    def endless(x_t, h_prev, params, activation="tanh"):
        while activation == "relu":
            pass
        return right(x_t, h_prev, params)

    monkeypatch.setattr("rnn_helpers.checking.collecting.call_with_limit", short_limit)
    case = failing_case(endless, "rnn_step")
    assert case.about == "relu"
    assert case.got == "nothing within 5 seconds, all cases together"


def short_limit(function, seconds):
    from rnn_helpers.checking.time_limit import call_with_limit

    return call_with_limit(function, 0.2)


def test_one_part_is_looked_at_alone():
    def wrong(doutput, cache):
        grads = RIGHT_ANSWERS["rnn_backward"][0](doutput, cache)
        return {**grads, "dW_ih": grads["dW_ih"] + 1}

    case = failing_case(wrong, "rnn_backward", part="dW_ih")
    assert case.got["dW_ih"] == pytest.approx(case.expected["dW_ih"] + 1)
    assert "no case that fails" in failing_case(wrong, "rnn_backward", part="dx").text
    with pytest.raises(CheckFailed, match="has no part 'dy'"):
        failing_case(wrong, "rnn_backward", part="dy")


def test_a_seed_draws_other_cases():
    def wrong(T, F, H):
        return 0

    cases = [failing_case(wrong, "multiplications", seed=seed) for seed in (1, 1, 2, 3, 4)]
    assert cases[0] == cases[1]
    assert len({tuple(case.arguments.values()) for case in cases}) > 1
    with pytest.raises(CheckFailed, match="seed must be a whole number"):
        failing_case(wrong, "multiplications", seed=-1)


def test_a_model_is_called_with_inputs():
    import torch

    class SequenceModel(torch.nn.Module):
        def __init__(self, layer, output_size):
            super().__init__()
            self.layer, self.linear = layer, torch.nn.Linear(layer.hidden_size, output_size)

        def forward(self, x, state=None):
            output, last = self.layer(x, state)
            return self.linear(output) * 0, last

    case = failing_case(SequenceModel)
    scores, _ = SequenceModel(**case.arguments)(**case.inputs)
    assert scores.shape == case.expected["scores"].shape
    assert "then x" in repr(case)
    assert "call SequenceModel(**case.arguments)(**case.inputs)" in repr(case)


def test_where_many_answers_are_right_properties_are_compared():
    case = failing_case(lambda n, rng: rng.normal(size=(n, n)), "orthogonal")
    assert case.expected["all columns have length 1"]
    assert not case.got["all columns have length 1"]


def test_a_trained_model_is_not_told_what_it_is_judged_by():
    def train_forecaster(numbers, seed):
        return lambda window: 0.0

    case = failing_case(train_forecaster)
    assert case.expected.startswith("many answers are right")
    assert case.inputs == {}
    assert case.arguments.keys() == {"numbers", "seed"}
    assert case.arguments["numbers"].shape == (221,)


# --- show_solution -------------------------------------------------------------------------------


def test_the_solution_is_shown_to_a_right_answer_alone():
    refused = show_solution(without_relu, "rnn_step")
    assert not refused.code
    assert refused.text == "the course's own version is shown once your answer is right."
    shown = show_solution(right, "rnn_step")
    assert shown.code.startswith("def rnn_step(")
    assert "rnn_helpers.reference.rnn" in shown.text


@pytest.mark.parametrize("name", QUESTIONS)
def test_there_is_a_solution_to_show(name, monkeypatch):
    if name in TRAINED:
        passed = CheckResult(name, True, "passed", "right.")
        monkeypatch.setattr(helping, "verdicts", lambda answer, name: {None: passed})
    shown = show_solution(RIGHT_ANSWERS[name][0], name)
    defined = [node.name for node in ast.parse(shown.code).body]
    assert defined[-1] == name
    assert "<pre" in shown._repr_html_()


def test_choices_are_the_solution_themselves():
    name = "task_shapes"
    answers = {line: choice.right for line, choice in key_of(name).items()}
    assert "every line is right" in show_solution(answers, name).text
    line = next(iter(answers))
    assert "once your answer is right" in show_solution({**answers, line: None}, name).text


# --- In a notebook, and while it is graded -------------------------------------------------------


def shown_by(shell, code):
    """What a cell returns, as text."""
    return repr(shell.run_cell(code).result)


@pytest.fixture
def shell(monkeypatch):
    monkeypatch.setattr(InteractiveShell, "kernel", object(), raising=False)
    shell = InteractiveShell.instance()
    shell.run_cell("from rnn_helpers import check, failing_case, hint, show_solution\n")
    shell.run_cell("import numpy as np\n" + inspect.getsource(right).replace("right", "rnn_step"))
    yield shell
    InteractiveShell.clear_instance()


def test_a_green_check_says_how_to_see_the_courses_own_version(shell):
    shown = shown_by(shell, "check(rnn_step)")
    assert shown.startswith("✔ rnn_step: right in all ")
    assert shown.endswith(" cases. To see the course's own version: show_solution(rnn_step)")
    assert "def rnn_step(" in shown_by(shell, "show_solution(rnn_step)")
    assert "hint 1 of 3" in shown_by(shell, "hint(rnn_step)")
    assert "no case that fails" in shown_by(shell, "failing_case(rnn_step)")


def test_no_offer_elsewhere():
    assert check(right, "rnn_step").message.endswith(" cases.")


def test_no_help_while_a_notebook_is_graded(shell, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert shown_by(shell, "check(rnn_step)").endswith(" cases.")
    for call in ("hint(rnn_step)", "failing_case(rnn_step)", "show_solution(rnn_step)", "hint(3)"):
        assert shown_by(shell, call) == "Help: none is given while answers are graded."


def test_bad_input_shows_no_traceback(shell):
    lines = []
    shell._showtraceback = lambda kind, error, traceback: lines.extend(traceback)
    shell.run_cell("hint(np)")
    assert lines
    assert not [line for line in lines if "Traceback" in line or ".py" in line]


def test_every_notebook_says_that_there_is_help():
    for path in SOURCES:
        cells = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
        assert "from rnn_helpers import failing_case, hint, show_solution" in cells["setup"]
        assert "`hint(" in cells["how-it-works"]
        assert "`failing_case(" in cells["how-it-works"]
