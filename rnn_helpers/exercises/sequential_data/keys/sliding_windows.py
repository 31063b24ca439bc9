"""The key of sliding_windows: a window at each step, and the value ``horizon`` steps after it."""

import numpy as np

from ...key import Key, Mistake, edit


def sliding_windows(series, length, horizon=1):
    x, y = [], []
    for start in range(len(series) - length - horizon + 1):
        x.append(series[start : start + length])
        y.append(series[start + length + horizon - 1])
    return np.stack(x)[:, :, np.newaxis], np.array(y)[:, np.newaxis]  # (N, length, 1), (N, 1)


WINDOWS = "range(len(series) - length - horizon + 1)"
TARGET = "start + length + horizon - 1"
NEXT_VALUE = edit(TARGET, "start + length")
X_FLAT = edit("np.stack(x)[:, :, np.newaxis]", "np.stack(x)")
Y_FLAT = edit("np.array(y)[:, np.newaxis]", "np.array(y)")

KEY = Key(
    solution=sliding_windows,
    mistakes={
        "target_inside": Mistake("The target is the last value of its own window: the model could "
            "copy the answer. It should come after the window.",
            edit(TARGET, "start + length - 1")),
        "target_one_late": Mistake("The target comes one step too late. With horizon 1 it is the "
            "value right after the window.", edit(WINDOWS, "range(len(series) - length - horizon)"),
            edit(TARGET, "start + length + horizon")),
        "target_one_early": Mistake("With a horizon above 1 the target comes one step too early. "
            "Horizon 2 means the second value after the window.",
            edit(TARGET, "start + length + max(horizon - 2, 0)")),
        "horizon_ignored_in_target": Mistake("The number of windows is right, but the target is "
            "always the next value: the horizon is not used for it.", NEXT_VALUE),
        "target_from_the_start": Mistake("The target is counted from the first value of the "
            "window. It should be counted from the last.", edit(TARGET, "start + horizon")),
        "windows_reversed": Mistake("Your windows run from the end of the series to its start. The "
            "first window comes first.", edit(WINDOWS, f"reversed({WINDOWS})")),
        "horizon_ignored": Mistake("The horizon is not used: the target is always the next value.",
            edit(WINDOWS, "range(len(series) - length)"), NEXT_VALUE),
        "last_window_lost": Mistake("The last window is missing: its target is the last value of "
            "the series, which exists.", edit(WINDOWS, "range(len(series) - length - horizon)")),
        "no_feature_axis": Mistake("x and y lack the feature axis at the end. A network wants (N, "
            "length, features), also when there is one feature.", X_FLAT, Y_FLAT),
        "no_feature_axis_in_x": Mistake("x lacks the feature axis at the end. A network wants (N, "
            "length, features), also when there is one feature.", X_FLAT),
        "no_feature_axis_in_y": Mistake("y lacks its last axis: it should be (N, 1), one target "
            "for each window.", Y_FLAT),
        "no_overlap": Mistake("Your windows follow each other without overlap. The next window "
            "starts one step later, not one window later.",
            edit(WINDOWS, "range(0, len(series) - length - horizon + 1, length)")),
    },
)  # fmt: skip
