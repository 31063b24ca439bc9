"""The counting model against a slow and plain count."""

from hypothesis import given
from hypothesis import strategies as st

from rnn_helpers import data, reference

TEXT = st.text(alphabet="ab ", min_size=8, max_size=60)


@given(TEXT, TEXT, st.integers(0, 4))
def test_accuracy_is_the_share_of_favourites(train, test, context):
    right = 0
    for i in range(context, len(test)):
        before = test[i - context : i]
        followers = [
            train[j] for j in range(context, len(train)) if train[j - context : j] == before
        ] or list(train)
        favourite = max(dict.fromkeys(followers), key=followers.count)
        right += favourite == test[i]
    expected = right / (len(test) - context)
    assert reference.next_character_accuracy(train, test, context) == expected


@given(TEXT, st.integers(0, 4))
def test_counts_add_up(text, context):
    model = reference.CountingModel(text, context)
    total = sum(
        model.counts(before).total()
        for before in {text[i - context : i] for i in range(context, len(text))}
    )
    assert total == len(text) - context


def test_unknown_contexts_fall_back_on_all_characters():
    model = reference.CountingModel("aab", 2)
    assert not model.knows("zz")
    assert model.counts("zz") == {"a": 2, "b": 1}
    assert model.predict("zz") == "a"


def test_the_hump_of_notebook_01():
    """On every split of The Time Machine four characters beat two and eight."""
    text = data.time_machine()
    size = len(text) // 5
    for k in range(5):
        test = text[k * size : (k + 1) * size]
        train = text[: k * size] + text[(k + 1) * size :]
        two, four, eight = (
            reference.next_character_accuracy(train, test, context) for context in (2, 4, 8)
        )
        assert max(two, eight) < four
