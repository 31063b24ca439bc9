"""The key of loss_and_gradient: half the mean squared error."""

from ....reference import loss_and_gradient
from ...key import Key, Mistake, edit


def _loss(new):
    return edit("np.mean(error**2)", new)


def _gradient(new):
    return edit("error / error.size", new)


def _averaged_over(numbers):
    return _loss(f"np.sum(error**2) / {numbers}"), _gradient(f"error / {numbers}")


KEY = Key(
    solution=loss_and_gradient,
    mistakes={
        "summed": Mistake("Your loss and your dy are sums over all numbers. The loss is a mean: "
            "how many numbers is it taken over?", _loss("np.sum(error**2)"), _gradient("error")),
        "gradient_not_averaged": Mistake("Your loss is a mean, but your dy belongs to the sum. "
            "Which factor in front of the sum makes it a mean?", _gradient("error")),
        "loss_not_averaged": Mistake("Your dy is right, but your loss is the sum of the squares, "
            "not their mean.", _loss("np.sum(error**2)")),
        "wrong_sign": Mistake("Your dy has the wrong sign. Where y is larger than the target, a "
            "larger y makes the loss larger, so the gradient is positive there.",
            _gradient("-error / error.size")),
        "without_half": Mistake("Your loss and your dy are twice too large. The loss has a 1/2 in "
            "front.", edit("0.5 * ", ""), _gradient("2 * error / error.size")),
        "loss_without_half": Mistake("Your dy is right, but your loss lacks the 1/2 in front.",
            edit("0.5 * ", "")),
        "gradient_doubled": Mistake("Your loss is right, but your dy is twice too large. What "
            "becomes of the 1/2 when the square is differentiated?",
            _gradient("2 * error / error.size")),
        "gradient_halved": Mistake("Your loss is right, but your dy is half as large as it should "
            "be. What becomes of the 1/2 when the square is differentiated?",
            _gradient("0.5 * error / error.size")),
        "averaged_over_the_batch": Mistake("Your mean is taken over the sequences of the batch "
            "alone. It is over all numbers of y: time steps, sequences and output units.",
            *_averaged_over("y.shape[1]")),
        "averaged_over_time": Mistake("Your mean is taken over the first axis, the time steps, "
            "alone. It is over all numbers of y.", *_averaged_over("len(y)")),
        "averaged_over_time_and_batch": Mistake("Your mean is taken over time steps and sequences, "
            "but not over the output units. It is over all numbers of y.",
            *_averaged_over("(y.shape[0] * y.shape[1])")),
        "gradient_averaged_over_time": Mistake("Your dy is divided by the number of time steps "
            "alone, while the loss is a mean over all numbers of y.", _gradient("error / len(y)")),
        "gradient_averaged_over_the_batch": Mistake("Your dy is divided by the number of sequences "
            "alone, while the loss is a mean over all numbers of y.",
            _gradient("error / y.shape[1]")),
        "absolute": Mistake("Your loss is a mean of the absolute differences. They should be "
            "squared.", _loss("np.mean(np.abs(error))"),
            _gradient("0.5 * np.sign(error) / error.size")),
    },
)  # fmt: skip
