"""The key of task_shapes: whether a sequence goes in, and whether a sequence comes out."""

from ...key import Choice

WHY = {
    "many-to-one": "The whole sequence is read, but a single answer comes out: {}.",
    "one-to-many": "A single thing goes in, not a sequence: {}. The sequence comes out.",
    "many-to-many": "A sequence goes in, and a sequence comes out too: {}.",
}


def _shape(right, what):
    return Choice(right, {shape: WHY[right].format(what) for shape in WHY if shape != right})


KEY = {
    "the sentiment of a film review": _shape("many-to-one", "one verdict for the whole review"),
    "a caption for a photo": _shape("one-to-many", "one photo"),
    "the translation of a sentence": _shape("many-to-many", "one word after another"),
    "a label for every frame of a video": _shape(
        "many-to-many", "\u201cevery\u201d asks for one label a frame"
    ),
    "the speaker of a recorded word": _shape("many-to-one", "one name for the whole recording"),
    "a melody in a given style": _shape("one-to-many", "the name of one style"),
    "the part of speech of each word": _shape(
        "many-to-many", "\u201ceach\u201d asks for one answer a word"
    ),
    "tomorrow's temperature from the last 30 days": _shape(
        "many-to-one", "one number, for tomorrow"
    ),
}
