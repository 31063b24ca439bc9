"""The key of data_kinds: whether elements depend on each other, and whether a clock orders them."""

from ...key import Choice

ORDER = "Put the elements in another order, and the meaning is lost: they are not independent."
NO_STAMP = "{} has an order, but no time stamps: there is no clock between its elements."
STAMPED = "There is a more exact word: each element belongs to {}."
NO_ORDER = "Shuffle {} and nothing is lost: none says anything about the next one."


def _sequence(subject):
    return Choice("sequence", {"iid": ORDER, "time series": NO_STAMP.format(subject)})


def _time_series(moment, dependent):
    return Choice("time series", {"iid": dependent, "sequence": STAMPED.format(moment)})


def _independent(elements):
    return Choice("iid", dict.fromkeys(("sequence", "time series"), NO_ORDER.format(elements)))


KEY = {
    "the text of a novel": _sequence("A text"),
    "a strand of DNA": _sequence("A strand of DNA"),
    "the log of a temperature sensor, one value a minute": _time_series(
        "a known minute", "A warm minute is followed by another warm one: neighbours are dependent."
    ),
    "1,000 throws of a die": _independent("the throws"),
    "the closing price of a share on each trading day": _time_series(
        "a known day", "Tomorrow's price starts from today's: neighbours are dependent."
    ),
    "photos of handwritten digits, each by another person": _independent("the photos"),
}
