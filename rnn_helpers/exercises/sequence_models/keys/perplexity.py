"""The key of perplexity: e to the power of the loss."""

from ....models import perplexity
from ...key import Key, Mistake, edit


def _instead(hint: str, result: str) -> Mistake:
    """The mistake of a student who returns this."""
    return Mistake(hint, edit("math.exp(mean_loss)", result))


KEY = Key(
    solution=perplexity,
    rtol=1e-5,  # PyTorch's float32 will do
    atol=1e-6,
    mistakes={
        "base_two": _instead("This is 2 to the power of the loss. The loss is in nats, so the "
            "logarithm in it is the natural one.", "2**mean_loss"),
        "base_ten": _instead("This is 10 to the power of the loss. The logarithm in the loss is "
            "the natural one.", "10**mean_loss"),
        "loss_itself": _instead("This is the loss itself, as it came.", "mean_loss"),
        "probability": _instead("This is the probability that the model gives to the right symbol, "
            "on a geometric mean. The perplexity is its reciprocal.", "math.exp(-mean_loss)"),
        "in_bits": _instead("This is the loss in bits. The perplexity is a number of symbols.",
            "mean_loss / math.log(2)"),
        "base_two_of_bits": _instead("You have made bits of the nats the wrong way round: bits are "
            "nats divided by log(2). There is a way without bits.",
            "2 ** (mean_loss * math.log(2))"),
        "minus_one": _instead("Your result is one too small. A model that is certain has "
            "perplexity 1.", "math.exp(mean_loss) - 1"),
        "rounded": _instead("Your result is rounded to a whole number. The exact one is asked for.",
            "float(round(math.exp(mean_loss)))"),
    },
)  # fmt: skip
