"""The key of train_epoch: truncated backpropagation through time, one update for each window."""

from ....models import train_epoch
from ...key import Edit, Key, Mistake, edit

_CLIPPING = "clip_grad_norm_(model.parameters(), max_norm)"
_STEP = "        optimizer.step()\n"
_RETURN = "    return sum(losses) / len(losses)"
# The update behind the loop.
_UPDATE_BEHIND = (
    edit(_CLIPPING, "pass"),
    edit(_STEP, ""),
    edit(_RETURN, f"    {_CLIPPING}\n    optimizer.step()\n{_RETURN}"),
)


def _handed_on(state: str) -> Edit:
    return edit("detached(state)", state)


def _returned(what: str, result: str) -> Mistake:
    """The mistake of a student who trains rightly and returns this."""
    hint = f"The weights are right, but your result is {what}"
    return Mistake(hint, edit("sum(losses) / len(losses)", result))


KEY = Key(
    solution=train_epoch,
    rtol=1e-5,  # PyTorch's clipping divides by the norm and a millionth more
    atol=1e-6,
    mistakes={
        "no_detach": Mistake("The second window fails, because backward wants to go on into the "
            "first, whose graph is gone. (Or, if it was kept, its weights have changed.) Hand on "
            "the state without its history.", _handed_on("state")),
        "state_reset": Mistake("Every window starts from zeros in your function. The windows "
            "follow each other in the text: hand on the state.", _handed_on("None")),
        "not_clipped": Mistake("The gradient that your optimizer uses is not clipped. Is the call "
            "missing, or does it stand before backward or after the step?",
            edit(_CLIPPING, "pass")),
        "clipped_by_value": Mistake("You clip each number of the gradient by itself. The norm of "
            "the whole gradient is to be limited, its direction kept.",
            edit("clip_grad_norm_(", "nn.utils.clip_grad_value_(")),
        "clipped_one_by_one": Mistake("You clip the gradient of each weight array by itself. All "
            "of them make one gradient with one norm.",
            edit(_CLIPPING,
                "[clip_grad_norm_(weight, max_norm) for weight in model.parameters()]")),
        "always_rescaled": Mistake("Gradients with a norm below max_norm are scaled up to it. They "
            "should stay as they are.",
            edit(_CLIPPING, "norm = clip_grad_norm_(model.parameters(), math.inf)\n"
                "        for weight in model.parameters():\n"
                "            weight.grad *= max_norm / norm")),
        "not_zeroed": Mistake("These are the numbers you get when the gradients of earlier windows "
            "stay and add up. PyTorch adds to what is there until it is told to start anew.",
            edit("optimizer.zero_grad()", "pass")),
        "nothing_learned": Mistake("The weights are as they were before the epoch. Is the "
            "optimizer's step missing, or are the gradients emptied between backward and the step?",
            edit(_STEP, "")),
        "summed_loss": Mistake("Your losses are sums over all symbols. The mean is asked for: then "
            "the gradient does not grow with the window.",
            edit("y.flatten())", 'y.flatten(), reduction="sum")')),
        "summed_over_steps": Mistake("Your loss adds up the steps of a window. The mean over steps "
            "and sequences is asked for.",
            edit("loss = cross_entropy(", "loss = len(y) * cross_entropy(")),
        "softmax_before": Mistake("These are the numbers you get with a softmax before the loss. "
            "cross_entropy takes the scores as they are: it does that itself.",
            edit("scores.flatten(0, 1)", "scores.flatten(0, 1).softmax(dim=-1)")),
        "last_step_only": Mistake("Your loss looks at the last step of each window alone. Every "
            "step has a symbol to predict.",
            edit("scores.flatten(0, 1), y.flatten()", "scores[-1], y[-1]")),
        "sum_returned": _returned("the sum of the losses, not their mean.", "sum(losses)"),
        "last_returned": _returned("the loss of the last window alone.", "losses[-1]"),
        "first_returned": _returned("the loss of the first window alone.", "losses[0]"),
        "returned_too_early": Mistake("Your function stops after the first window. Does the return "
            "stand inside the loop?", edit(_RETURN, f"    {_RETURN}")),
        "tuple_not_detached": Mistake("An LSTM's state is a tuple of two tensors. Each of the two "
            "has to be detached; the tuple itself cannot be.",
            _handed_on("state if isinstance(state, tuple) else detached(state)")),
        "order_mixed": Mistake("The scores and the right classes stand in different orders when "
            "they come to the loss: swap the axes of both, or of none.",
            edit("scores.flatten(0, 1)", "scores.transpose(0, 1).flatten(0, 1)")),
        "own_max_norm": Mistake("Your gradient is clipped at 1 every time. Clip at max_norm.",
            edit("(model.parameters(), max_norm)", "(model.parameters(), 1.0)")),
        "perplexity_returned": _returned("a perplexity. The mean loss in nats is asked for.",
            "math.exp(sum(losses) / len(losses))"),
        "one_update_by_the_last": Mistake("There is one update in the whole epoch, by the gradient "
            "of the last window. Is the step outside the loop?", edit(_STEP, ""),
            edit(_RETURN, f"    optimizer.step()\n{_RETURN}")),
        "one_update": Mistake("There is one update in the whole epoch, after the last window. Each "
            "window has its own.", edit("        optimizer.zero_grad()\n", ""),
            edit("loss.backward()", "(loss / len(windows)).backward()"), *_UPDATE_BEHIND),
        "one_update_of_the_sum": Mistake("There is one update in the whole epoch, for the sum of "
            "all windows' losses. Each window has its own.", _handed_on("state"), *_UPDATE_BEHIND,
            edit("loss.backward()", "pass"),
            edit(f"    {_CLIPPING}\n", f"    sum(losses).backward()\n    {_CLIPPING}\n"),
            edit("losses.append(loss.item())", "losses.append(loss)"),
            edit("sum(losses) /", "sum(losses).item() /")),
    },
)  # fmt: skip
