"""Figures on sequences: order, the shapes of tasks, and how far context carries."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from .curves import curves_with_spread
from .drawing import arrow, frame, node
from .picture import COLOURS, Panels, Picture, new_axes

_TASKS = (
    # title, steps with an input, steps with an output
    ("many to one\n(sentiment)", (1, 2, 3, 4), (4,)),
    ("one to many\n(caption)", (1,), (1, 2, 3, 4)),
    ("many to many, in step\n(video labels)", (1, 2, 3, 4), (1, 2, 3, 4)),
    ("many to many, one after\nthe other (translation)", (1, 2), (3, 4)),
)


def task_shapes(ax: Panels = None) -> Picture:
    """Four ways to use a recurrent network, by where inputs go in and outputs come out."""
    axes = new_axes(11.0, 2.9, columns=4, ax=ax)
    for panel, (title, inputs, outputs) in zip(axes, _TASKS, strict=True):
        for t in (1, 2, 3, 4):
            node(panel, "h", t, 1.1, "")
            if t > 1:
                arrow(panel, (t - 1, 1.1), (t, 1.1), recurrent=True)
            if t in inputs:
                node(panel, "x", t, 0.0, "$x$")
                arrow(panel, (t, 0.0), (t, 1.1))
            if t in outputs:
                node(panel, "y", t, 2.2, "$y$")
                arrow(panel, (t, 1.1), (t, 2.2))
        frame(panel, 0.5, 4.5, -0.45, 2.65, title)
    return Picture(
        axes[0].figure,
        "Four networks over four time steps, each a chain of hidden states. Many to one: an input "
        "at every step, an output at the last. One to many: an input at the first step, an output "
        "at every step. Many to many in step: an input and an output at every step. Many to many "
        "one after the other: inputs at the first two steps, outputs at the last two.",
    )


def two_orders(
    sentences: tuple[str, str] = ("the dog bit the man", "the man bit the dog"),
    ax: Axes | None = None,
) -> Picture:
    """Two sentences of the same words, and the one bag that both give.

    Args:
        sentences: two texts with the same words in another order.

    Raises:
        ValueError: the words are not the same.
    """
    words = [sentence.split() for sentence in sentences]
    bags = [{word: row.count(word) for word in sorted(row)} for row in words]
    if bags[0] != bags[1]:
        raise ValueError("the two sentences must hold the same words")
    (ax,) = new_axes(8.5, 2.4, ax=ax)
    fills = ["#CFE6F5", "#FBE3B4", "#D5EFE3", "#F3DCE9", COLOURS["pale"]] * 9
    colours = dict(zip(bags[0], fills, strict=False))
    for row, y in zip(words, (1.6, 0.6), strict=True):
        for t, word in enumerate(row):
            ax.add_patch(
                FancyBboxPatch(
                    (t - 0.38, y - 0.22), 0.76, 0.44, boxstyle="round,pad=0.04",
                    facecolor=colours[word], edgecolor=COLOURS["grey"],
                )
            )  # fmt: skip
            ax.text(t, y, word, ha="center", va="center")
    n = len(words[0])
    for t in range(n):
        ax.text(t, 2.2, f"$x_{t + 1}$", ha="center", va="center")
    bag = ", ".join(f"{word} {count}\u00d7" for word, count in bags[0].items())
    ax.text(n - 0.1, 1.1, f"the same bag of words:\n{bag}", va="center")
    ax.set(xlim=(-0.6, n + 3.4), ylim=(0.2, 2.5))
    ax.set_axis_off()
    return Picture(
        ax.figure,
        f"The sentences \u201c{sentences[0]}\u201d and \u201c{sentences[1]}\u201d, word by word. "
        f"Counted without their order both give the same bag: {bag}.",
    )


def accuracy_by_context(
    accuracies: Mapping[int, Sequence[float]], ax: Axes | None = None
) -> Picture:
    """Accuracy against the length of the context, with its spread over several splits.

    Args:
        accuracies: dict from context length to a list of accuracies, one for each split.
    """
    (ax,) = new_axes(6.5, 3.8, ax=ax)
    lengths = list(accuracies)
    values = np.array([accuracies[length] for length in lengths]).T  # (splits, lengths)
    name = f"mean and range of {len(values)} splits"
    ends = curves_with_spread(ax, lengths, {name: values}, np.mean, runs="splits")
    ax.set(xlabel="characters of context", ylabel="accuracy", ylim=(0, None), xticks=lengths)
    ax.legend(frameon=False, loc="lower center")
    best = values.mean(axis=0).argmax()
    return Picture(
        ax.figure,
        f"Accuracy against the characters of context, with its spread over the splits. {ends} The "
        f"mean is highest, {values.mean(axis=0)[best]:.2f}, at {lengths[best]} characters.",
    )


def gate_over_text(
    text: str, gate: np.ndarray, marked: np.ndarray, name: str, what: str, ax: Axes | None = None
) -> Picture:
    """What a gate does while a text is read, a bar for each character; some are hatched.

    Args:
        text: the characters, T of them.
        gate: its values, ``(T,)``, 0 to 1.
        marked: which characters are hatched, booleans, ``(T,)``.
        name: what the values are, for the axis.
        what: what the hatched characters are, e.g. ``"spaces"``.
    """
    (ax,) = new_axes(9.0, 2.1, ax=ax)
    places = np.arange(len(text))
    ax.bar(places[~marked], gate[~marked], color=COLOURS["sky"], width=0.85, label="all others")
    ax.bar(
        places[marked], gate[marked], color=COLOURS["vermillion"], width=0.85, label=what,
        hatch="////", edgecolor="white", linewidth=0,
    )  # fmt: skip
    ax.set(ylabel=name, ylim=(0, 1.05 * max(gate)), xlim=(-0.8, len(text) - 0.2))
    ax.set_xticks(places, list(text.replace(" ", "\u2423")))
    ax.tick_params(axis="x", length=0)
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False, fontsize=9)
    return Picture(
        ax.figure,
        f"{name} at each character of \u201c{text}\u201d, as bars. The {what} are hatched: there "
        f"it is {gate[marked].mean():.2f} on average, elsewhere {gate[~marked].mean():.2f}.",
    )
