"""The key of numerical_gradient: central differences, one number at a time."""

from ....reference import numerical_gradient
from ...key import Key, Mistake, edit

_UP, _DOWN, _BACK = "moved[i] = x[i] + eps", "moved[i] = x[i] - eps", "moved[i] = x[i]\n"

KEY = Key(
    solution=numerical_gradient,
    mistakes={
        "one_sided": Mistake("These are one-sided differences, from x to x + eps. Their error "
            "shrinks like eps; that of central differences, from x - eps to x + eps, shrinks like "
            "eps squared.", edit(_DOWN, "moved[i] = x[i]"), edit("(2 * eps)", "eps")),
        "one_sided_below": Mistake("These are one-sided differences, from x - eps to x. Central "
            "differences go from x - eps to x + eps.", edit(_UP, "moved[i] = x[i]"),
            edit("(2 * eps)", "eps")),
        "one_sided_over_two_eps": Mistake("Your gradient is about half of the right one. You "
            "divide by 2 eps: how far apart are the two points that you compare? Is x still moved "
            "when f is called the second time?", edit(_DOWN, "moved[i] = x[i]")),
        "divided_by_eps": Mistake("Your gradient is twice the right one. How far apart are x - eps "
            "and x + eps?", edit("(2 * eps)", "eps")),
        "half_steps_over_two_eps": Mistake("Your points are moved by eps / 2 to each side, but you "
            "divide by 2 eps. Here eps is the way to each side, and the points are 2 eps apart.",
            edit(_UP, "moved[i] = x[i] + eps / 2"), edit(_DOWN, "moved[i] = x[i] - eps / 2")),
        "half_steps": Mistake("Your points are moved by eps / 2 to each side. Here eps is the way "
            "to each side, and the points are 2 eps apart.", edit(_UP, "moved[i] = x[i] + eps / 2"),
            edit(_DOWN, "moved[i] = x[i] - eps / 2"), edit("(2 * eps)", "eps")),
        "divided_by_two_times_eps": Mistake("Your gradient is far too small. Python reads a / 2 * "
            "eps as (a / 2) * eps: put brackets around 2 * eps.", edit("(2 * eps)", "2 * eps")),
        "returned_after_one": Mistake("Your first number is right and all others are zero. Does a "
            "return stand inside the loop?", edit("np.empty_like(x)", "np.zeros_like(x)"),
            edit("    return gradient", "        return gradient")),
        "copies_made_outside_the_loop": Mistake("Your two points drift apart: numbers that have "
            "been moved once stay moved while the next one's turn comes. Start each number from x "
            "again.", edit("moved = x.copy()", "upper, lower = x.copy(), x.copy()"),
            edit(_UP, "upper[i] += eps"), edit("above = f(moved)", "above = f(upper)"),
            edit(_DOWN, "lower[i] -= eps"), edit("below = f(moved)", "below = f(lower)"),
            edit(f"        {_BACK}", "")),
        "wrong_sign": Mistake("Your gradient has the wrong sign. Which point comes first?",
            edit("(above - below)", "(below - above)")),
        "eps_ignored": Mistake("Your numbers are nearer to the exact gradient than central "
            "differences with this eps can be. Is another step used than the eps that is given?",
            edit("moved = x.copy()", "moved, eps = x.copy(), 1e-5")),
        "left_below": Mistake("Your function moves the numbers of x and leaves them moved, so x is "
            "changed and each difference is taken at another place. Put each number back, or work "
            "on a copy.", edit("moved = x.copy()", "moved = x"),
            edit(_DOWN, "moved[i] -= 2 * eps")),
        "copy_left_below": Mistake("Your function moves the numbers of one array and does not put "
            "them back, so each difference is taken at another place. Put each number back before "
            "the next one is moved.", edit(f"        {_BACK}", "")),
        "one_array_under_two_names": Mistake("All your differences are zero: f is called twice "
            "with the same numbers. After b = a both names stand for one array; a copy is made by "
            "a.copy().", edit(f"        {_DOWN}\n", "")),
        "all_moved_at_once": Mistake("Your function moves all numbers of x at once, so every place "
            "holds the same difference. The gradient moves one number at a time.",
            edit(_UP, "moved = x + eps"), edit(_DOWN, "moved = x - eps")),
        "all_moved_at_once_one_number": Mistake("Your function moves all numbers of x at once and "
            "returns one number. The gradient moves one number at a time and has the shape of x.",
            edit(_UP, "moved = x + eps"), edit(_DOWN, "moved = x - eps"),
            edit("return gradient", "return (above - below) / (2 * eps)")),
        "rows_moved_at_once": Mistake("Your function moves a whole row of x at once. The gradient "
            "moves one number at a time, also where x has several axes.",
            edit("np.ndindex(x.shape)", "range(len(x))")),
        "flattened": Mistake("The numbers are right, but in one row. Give them the shape of x.",
            edit("return gradient", "return gradient.reshape(-1)")),
    },
    # Two right answers differ by the rounding of f, divided by eps.
    rtol=1e-6,
    atol=1e-6,
)  # fmt: skip
