"""What a server is asked to do before it makes kernels."""

import threading


def forget():
    """Takes something out of memory, and leaves a mark."""
    import rnn_helpers.experiments

    rnn_helpers.experiments.attempt = "forgotten"


def fail():
    """Cannot do it."""
    raise LookupError("the answers are not where they were")


def start_a_thread():
    """Does what a server must not do."""
    threading.Thread(target=threading.Event().wait, daemon=True).start()


def work_badly(connection, request):
    """Fails when it is confined."""
    raise LookupError("it cannot be done")
