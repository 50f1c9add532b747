"""Whether a program takes a value for a setting: as pydantic reads variables, and Go's envconfig.

Where the type is not known here, every value is taken. Not here: which value a container gets
(`deployment/containers.py`).
"""

from __future__ import annotations

import re
from ast import literal_eval

from ctxkit.model import ConfigKey
from ctxkit.text.redact import secret_class
from ctxkit.text.similarity import edits

_PYTHON_BOOL = frozenset({"1", "0", "true", "false", "t", "f", "yes", "no", "y", "n", "on", "off"})
_GO_BOOL = frozenset(
    {"1", "0", "t", "f", "T", "F", "true", "false", "TRUE", "FALSE", "True", "False"}
)
_PYTHON_INT = re.compile(r"[+-]?[0-9]+(?:_[0-9]+)*(?:\.0*)?\Z")
_GO_INT = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|[0-9][0-9_]*)\Z")
_FLOAT = re.compile(r"[+-]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?\Z")
_NAMED_FLOAT = frozenset({"inf", "-inf", "+inf", "infinity", "-infinity", "nan"})
_DURATION_PART = re.compile(r"[0-9.]+(?:ns|us|µs|μs|ms|s|m|h)")
_URL = re.compile(r"[hH][tT][tT][pP][sS]?://[^\s/?#]")
_BOUND = re.compile(r"\b(gt|ge|lt|le)=(-?[0-9.]+)(?:,|$)")
_LONGEST = 4000  # characters of a number; what is longer is none
_SAID = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}

_NUMBERS = {
    "int": (True, ""), "PositiveInt": (True, "gt=0"), "NonNegativeInt": (True, "ge=0"), "NegativeInt": (True, "lt=0"),
    "NonPositiveInt": (True, "le=0"), "float": (False, ""), "PositiveFloat": (False, "gt=0"),
    "NonNegativeFloat": (False, "ge=0"),
}  # fmt: skip
_GO_BITS = {"int": 64, "int64": 64, "int32": 32, "int16": 16, "int8": 8}


def refusal(key: ConfigKey, value: str, members: tuple[str, ...] = ()) -> str:
    """Return what the program wants instead of `value`, or an empty string where it takes it.

    `members` are the values of the enumeration that the type is, where it is one.
    """
    if members:
        return "" if value in members else f"one of {', '.join(members)}"
    if key.origin == "pydantic":
        return _by_pydantic(key, value)
    if key.origin == "envconfig":
        return _by_envconfig(key, value)
    return ""


def fix_of_value(key: ConfigKey | None, name: str, value: str, wanted: str) -> str:
    """Return what to write instead of a value that was refused."""
    if secret_class(name):
        return f"correct {name}"
    choices = wanted.removeprefix("one of ").split(", ") if wanted.startswith("one of ") else []
    meant = [
        each
        for each in choices
        if edits(value.lower()[:80], each.lower(), 2) <= min(2, len(each) // 3)
    ]
    if len(meant) == 1:
        return f"probably {meant[0]} is meant"
    if key and key.default and key.default != "None" and not key.default_is_expression:
        return f"the default is {key.default}"
    return f"correct {name}, or remove it"


def _by_pydantic(key: ConfigKey, value: str) -> str:
    arms = _arms(key.type)
    wanted = [_arm(arm, key.constraints, value) for arm in arms if arm != "None"]
    if not wanted or not all(wanted):
        return ""
    return " or ".join(dict.fromkeys(wanted))


def _arms(text: str) -> list[str]:
    """Return the members of a union: `A | B`, `Optional[A]`."""
    if text.startswith("Optional[") and text.endswith("]"):
        return [*_arms(text[9:-1]), "None"]
    arms, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and not depth:
            arms.append(text[start:at].strip())
            start = at + 1
    return [*arms, text[start:].strip()]


def _arm(arm: str, constraints: str, value: str) -> str:
    if arm == "bool":
        return "" if value.strip().lower() in _PYTHON_BOOL else "true or false"
    if arm in _NUMBERS:
        whole, bound = _NUMBERS[arm]
        shape = _PYTHON_INT if whole else _FLOAT
        return _number(value.strip(), shape, f"{bound}, {constraints}", whole=whole)
    if arm in ("HttpUrl", "AnyHttpUrl"):
        return "" if _URL.match(value.strip()) else "a URL that begins with http:// or https://"
    if arm.startswith("Literal["):
        try:
            allowed = literal_eval(f"({arm[8:-1]},)")
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return ""
        return "" if value in allowed else f"one of {', '.join(str(each) for each in allowed)}"
    return ""


def _number(value: str, shape: re.Pattern[str], constraints: str, *, whole: bool) -> str:
    bounds = _BOUND.findall(constraints.replace(" ", ""))
    said = " and ".join(
        dict.fromkeys(f"{_SAID[kind]} {limit}" for kind, limit in bounds if _tightest(kind, bounds))
    )
    wanted = " ".join(part for part in ("a whole number" if whole else "a number", said) if part)
    if len(value) > _LONGEST or not (
        shape.match(value) or (not whole and value.lower() in _NAMED_FLOAT)
    ):
        return wanted
    number = float(value.replace("_", ""))
    kept = {"gt": number.__gt__, "ge": number.__ge__, "lt": number.__lt__, "le": number.__le__}
    return "" if all(kept[kind](float(limit)) for kind, limit in bounds) else wanted


def _tightest(kind: str, bounds: list[tuple[str, str]]) -> bool:
    return kind != "gt" or not any(other == "ge" and float(limit) > 0 for other, limit in bounds)


def go_refusal(type_: str, value: str) -> str:
    """Return what Go's strconv wants instead of a value of a type, or an empty string where it
    takes it.
    """
    if type_ == "bool":
        return "" if value in _GO_BOOL else "true or false"
    if type_ == "time.Duration":
        return "" if _is_duration(value) else "a duration such as 30s"
    if type_.startswith("float"):
        fits = len(value) <= _LONGEST and (_FLOAT.match(value) or value.lower() in _NAMED_FLOAT)
        return "" if fits else "a number"
    if type_ in _GO_BITS or type_.startswith("uint"):
        return _go_int(type_, value)
    return ""


def _by_envconfig(key: ConfigKey, value: str) -> str:
    type_ = key.type.lstrip("*")
    if value == "":
        if "required" in key.constraints.split(","):
            return "a value: it is required"
        # An empty variable is a set one for envconfig: it parses the empty text.
        return {"bool": "true or false", "time.Duration": "a duration such as 30s"}.get(
            type_, "a number" if type_.startswith(("int", "uint", "float")) else ""
        )
    choices = next(
        (each[6:].split() for each in key.constraints.split(",") if each.startswith("oneof=")), []
    )
    if choices and value not in choices:
        return f"one of {', '.join(choices)}"
    return go_refusal(type_, value)


def _go_int(type_: str, value: str) -> str:
    unsigned = type_.startswith("uint")
    bits = int(type_[4:] or 64) if unsigned else _GO_BITS[type_]
    low, high = (0, 2**bits - 1) if unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    wanted = f"a whole number from {low} to {high}" if bits < 64 else "a whole number"
    if len(value) > 80 or not _GO_INT.match(value):
        return wanted
    digits = value.replace("_", "")
    try:
        number = (
            int(digits, 0)
            if not digits.lstrip("+-").isdigit() or digits.lstrip("+-")[0] != "0"
            else int(digits, 8)
        )
    except ValueError:
        return wanted
    return "" if low <= number <= high else wanted


def _is_duration(value: str) -> bool:
    text = value.lstrip("+-")
    if len(text) > 80:
        return False
    parts = _DURATION_PART.findall(text)
    numbers = [part.rstrip("nuµμmsh") for part in parts]
    plain = all(number.count(".") < 2 and number != "." for number in numbers)
    return text == "0" or (text != "" and "".join(parts) == text and plain)
