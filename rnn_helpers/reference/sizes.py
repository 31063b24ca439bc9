"""Shapes and counts of a recurrent layer, by formula."""

Shape = tuple[int, int, int]


def rnn_shapes(
    T: int, B: int, F: int, H: int, layers: int, directions: int, batch_first: bool
) -> tuple[Shape, Shape]:
    """The shapes of what ``torch.nn.RNN(F, H, layers)`` returns.

    Args:
        T, B, F, H: time steps, sequences, features, hidden units.
        layers: number of stacked layers.
        directions: 1, or 2 for a bidirectional network.
        batch_first: whether ``x`` and ``output`` have the batch as first axis.

    Returns:
        The shape of ``output`` and the shape of ``h_n``, two tuples.
    """
    output = (B, T, directions * H) if batch_first else (T, B, directions * H)
    return output, (layers * directions, B, H)


def lstm_shapes(
    T: int, B: int, F: int, H: int, layers: int, directions: int, proj_size: int
) -> tuple[Shape, Shape, Shape]:
    """The shapes of what ``torch.nn.LSTM(F, H, layers, proj_size=proj_size)`` returns.

    Args:
        T, B, F, H, layers, directions: as ``rnn_shapes``; time is the first axis.
        proj_size: how many numbers a hidden state is projected to; 0 for no projection.

    Returns:
        The shapes of ``output``, of ``h_n`` and of ``c_n``, three tuples.
    """
    P = proj_size or H
    return (T, B, directions * P), (layers * directions, B, P), (layers * directions, B, H)


def count_parameters(F: int, H: int, layers: int, directions: int) -> int:
    """The number of weights of ``torch.nn.RNN(F, H, layers)``, biases included."""
    widths = [F] + [directions * H] * (layers - 1)  # what each layer reads
    return sum(directions * (H * width + H * H + 2 * H) for width in widths)


def multiplications(T: int, F: int, H: int) -> int:
    """The multiplications of one layer over T time steps, for one sequence."""
    return T * (H * F + H * H)
