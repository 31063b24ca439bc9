"""Which shape a task has, and which kind a data set is."""

from ..exercise import Choices, Question

_NOTEBOOK = "01_sequential_data"


# --- task_shapes: which of three shapes a task has ---

_ONE_OUT = "The whole sequence is read, but a single answer comes out: {}."
_ONE_IN = "A single thing goes in, not a sequence: {}. The sequence comes out."
_MANY_OUT = "A sequence goes in, and a sequence comes out too: {}."


def _many_to_one(answer):
    hint = _ONE_OUT.format(answer)
    return Question("many-to-one", {"one-to-many": hint, "many-to-many": hint})


def _one_to_many(thing):
    hint = _ONE_IN.format(thing)
    return Question("one-to-many", {"many-to-one": hint, "many-to-many": hint})


def _many_to_many(answers):
    hint = _MANY_OUT.format(answers)
    return Question("many-to-many", {"many-to-one": hint, "one-to-many": hint})


task_shapes = Choices(
    name="task_shapes",
    notebook=_NOTEBOOK,
    points=2,
    options=("many-to-one", "one-to-many", "many-to-many"),
    questions={
        "the sentiment of a film review": _many_to_one("one verdict for the whole review"),
        "a caption for a photo": _one_to_many("one photo"),
        "the translation of a sentence": _many_to_many("one word after another"),
        "a label for every frame of a video": _many_to_many(
            "\u201cevery\u201d asks for one label a frame"
        ),
        "the speaker of a recorded word": _many_to_one("one name for the whole recording"),
        "a melody in a given style": _one_to_many("the name of one style"),
        "the part of speech of each word": _many_to_many(
            "\u201ceach\u201d asks for one answer a word"
        ),
        "tomorrow's temperature from the last 30 days": _many_to_one("one number, for tomorrow"),
    },
)


# --- data_kinds: independent, a sequence, or a sequence with time stamps ---

_ORDER = "Put the elements in another order, and the meaning is lost: they are not independent."
_NO_STAMP = "{} has an order, but no time stamps: there is no clock between its elements."
_STAMPED = "There is a more exact word: each element belongs to {}."
_NO_ORDER = "Shuffle {} and nothing is lost: none says anything about the next one."

data_kinds = Choices(
    name="data_kinds",
    notebook=_NOTEBOOK,
    points=1,
    options=("iid", "sequence", "time series"),
    questions={
        "the text of a novel": Question(
            "sequence", {"iid": _ORDER, "time series": _NO_STAMP.format("A text")}
        ),
        "a strand of DNA": Question(
            "sequence", {"iid": _ORDER, "time series": _NO_STAMP.format("A strand of DNA")}
        ),
        "the log of a temperature sensor, one value a minute": Question(
            "time series",
            {
                "iid": "A warm minute is followed by another warm one: neighbours are dependent.",
                "sequence": _STAMPED.format("a known minute"),
            },
        ),
        "1,000 throws of a die": Question(
            "iid",
            {
                "sequence": _NO_ORDER.format("the throws"),
                "time series": _NO_ORDER.format("the throws"),
            },
        ),
        "the closing price of a share on each trading day": Question(
            "time series",
            {
                "iid": "Tomorrow's price starts from today's: neighbours are dependent.",
                "sequence": _STAMPED.format("a known day"),
            },
        ),
        "photos of handwritten digits, each by another person": Question(
            "iid",
            {
                "sequence": _NO_ORDER.format("the photos"),
                "time series": _NO_ORDER.format("the photos"),
            },
        ),
    },
)
