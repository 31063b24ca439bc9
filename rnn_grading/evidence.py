"""What a check collected, on its way out of the process that ran a student's code.

It travels as JSON, arrays in base64: nothing in it can run. Whoever reads it trusts none of it: a
student's code may have written it.
"""

import base64
import binascii
import json
import re
from functools import partial
from math import prod
from typing import Any

import numpy as np

from rnn_helpers.checking.diagnosis import drawn_cases
from rnn_helpers.exercises import Choices, Question

_MAX_BYTES = 200_000_000
_MAX_ENTRIES = 500  # of a list or dict
_MAX_TEXT = 2_000
_DTYPE = re.compile(r"[<>|]?(b1|[iu][1248]|f(2|4|8|16)|c(8|16|32))")
_FORMS = ("one", "several", "nested", "dict", "changed", "cannot be asked")


class NotEvidence(ValueError):
    """The data are not what ``collect`` returns; the message says where."""


def encode(collected: dict) -> bytes:
    """What ``collect`` returned, as bytes."""
    return json.dumps(collected, default=_encode_array, separators=(",", ":")).encode()


def _encode_array(value):
    if isinstance(value, np.integer):
        return int(value)
    array = np.ascontiguousarray(value)
    data = base64.b64encode(array.tobytes()).decode()
    # ascontiguousarray makes a single number an array of one; its shape is that of the value.
    return {"dtype": array.dtype.str, "shape": list(np.shape(value)), "data": data}


def decode(content: bytes, question: Question | Choices, seed: int) -> dict:
    """The evidence in ``content``, which a process that is not trusted sent, as ``collect`` returns
    it; ``verify`` accepts all that passes. NotEvidence if it is anything else, or evidence on
    another exercise or seed than those that were asked for.
    """
    if len(content) > _MAX_BYTES:
        raise NotEvidence(f"{len(content)} bytes, at most {_MAX_BYTES} are read")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise NotEvidence("not JSON") from None
    _need(isinstance(data, dict), "no dict")
    _need(data.get("exercise") == question.name, "another exercise")
    _need(type(data.get("seed")) is int and data["seed"] == seed, "another seed")
    common: dict[str, Any] = {"exercise": question.name, "seed": seed}
    if isinstance(question, Choices):
        return common | {
            "kind": _text_or_none(data.get("kind"), "kind"),
            "chosen": _dict_of(_text_or_none, data.get("chosen"), "chosen"),
            "strange": _dict_of(_text, data.get("strange"), "strange"),
        }
    found = common | {
        "signature": _text_or_none(data.get("signature"), "signature"),
        "shortcuts": _list_of(_text, data.get("shortcuts"), "shortcuts"),
        "printed": _count(data.get("printed"), "printed"),
        "globals": _dict_of(_text, data.get("globals"), "globals"),
        "calls": _list_of(_call, data.get("calls"), "calls"),
    }
    calls, wanted = found["calls"], len(drawn_cases(question.name, seed))
    is_stopped = any(call["outcome"] == "stopped" for call in calls)
    ended_early = found["signature"] or found["shortcuts"] or is_stopped
    _need(ended_early or len(calls) == wanted, f"{len(calls)} calls, expected {wanted}")
    return found


def _call(data, where):
    _need(isinstance(data, dict), f"{where}: no dict")
    outcome = data.get("outcome")
    if outcome == "stopped":
        return {"outcome": outcome}
    if outcome == "raised":
        return {
            "outcome": outcome,
            "line": _count(data.get("line"), f"{where}: line"),
            **{key: _text(data.get(key), key) for key in ("error", "text", "code", "function")},
        }
    _need(outcome == "returned", f"{where}: outcome")
    _need(data.get("form") in _FORMS, f"{where}: form")
    values = _dict_of(_value, data.get("values"), f"{where}: values")
    _need(values, f"{where}: no values")
    return {
        "outcome": outcome,
        "form": data["form"],
        "count": _count(data.get("count"), f"{where}: count"),
        "values": values,
        "changed": _list_of(_text, data.get("changed"), f"{where}: changed"),
        "used": _list_of(_text, data.get("used"), f"{where}: used"),
        "given_back": _list_of(_text, data.get("given_back"), f"{where}: given_back"),
        "same": _list_of(partial(_list_of, _text), data.get("same"), f"{where}: same"),
    }


def _value(data, where):
    """An array, or a dict that says what else it is."""
    _need(isinstance(data, dict), f"{where}: no array")
    if "not_numbers" in data:
        return {"not_numbers": _text(data["not_numbers"], where)}
    dtype, shape, text = data.get("dtype"), data.get("shape"), data.get("data")
    _need(isinstance(dtype, str) and _DTYPE.fullmatch(dtype), f"{where}: dtype")
    _need(isinstance(shape, list) and len(shape) <= 32, f"{where}: shape")
    _need(all(type(n) is int and 0 <= n < 2**31 for n in shape), f"{where}: shape")
    try:
        content = base64.b64decode(text, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise NotEvidence(f"{where}: no base64") from None
    _need(prod(shape) * np.dtype(dtype).itemsize == len(content), f"{where}: length")
    return np.frombuffer(content, dtype=dtype).reshape(shape).copy()


def _text(data, where):
    _need(isinstance(data, str), f"{where}: no text")
    return data[:_MAX_TEXT]


def _text_or_none(data, where):
    return None if data is None else _text(data, where)


def _count(data, where):
    _need(type(data) is int and 0 <= data < 2**63, f"{where}: no count")
    return data


def _list_of(make, data, where):
    _need(isinstance(data, list) and len(data) <= _MAX_ENTRIES, f"{where}: no list")
    return [make(entry, f"{where}[{i}]") for i, entry in enumerate(data)]


def _dict_of(make, data, where):
    _need(isinstance(data, dict) and len(data) <= _MAX_ENTRIES, f"{where}: no dict")
    return {key[:_MAX_TEXT]: make(value, f"{where}[{key[:40]}]") for key, value in data.items()}


def _need(condition, what):
    if not condition:
        raise NotEvidence(what)
