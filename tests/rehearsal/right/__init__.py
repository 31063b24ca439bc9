"""Right answers in styles that students write: every one has to be accepted.

One module a notebook; each holds ANSWERS, a dict from the exercise's name to a list.
"""

import pkgutil
from importlib import import_module

_MODULES = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]

RIGHT_ANSWERS = {name: answers for module in _MODULES for name, answers in module.ANSWERS.items()}
