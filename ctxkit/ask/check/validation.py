"""Whether a program accepts a value for a setting: as pydantic reads variables, and Go's envconfig.

Where the type is not known here, every value is accepted. Not here: which value a container gets
(`deployment/containers.py`).
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterator

from ctxkit.model import ConfigKey
from ctxkit.regex import regex
from ctxkit.text.redact import secret_class
from ctxkit.text.similarity import edits

_PYTHON_BOOL = frozenset({"1", "0", "true", "false", "t", "f", "yes", "no", "y", "n", "on", "off"})
_GO_BOOL = frozenset(
    {"1", "0", "t", "f", "T", "F", "true", "false", "TRUE", "FALSE", "True", "False"}
)
_PYTHON_INT = regex(r"[+-]?[0-9]+(?:_[0-9]+)*(?:\.0*)?\Z")
_GO_INT = regex(r"[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|[0-9][0-9_]*)\Z")
_GO_OCTAL = regex(r"[+-]?0[0-9]*\Z")
_FLOAT = regex(r"[+-]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?\Z")
_NAMED_FLOAT = frozenset({"inf", "-inf", "+inf", "infinity", "-infinity", "nan"})
_DECIMAL = regex(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_DURATION_PART = regex(r"[0-9.]+(?:ns|us|µs|μs|ms|s|m|h)")
_URL = regex(r"[hH][tT][tT][pP][sS]?://[^\s/?#]")
_BOUND = regex(r"\b(gt|ge|lt|le)=(-?[0-9.]+)(?:,|$)")
_BOUND_WORDS = {"gt": "greater than", "ge": "at least", "lt": "less than", "le": "at most"}

_MAX_NUMBER_CHARS = 4000
_MAX_GO_NUMBER_CHARS = 80
_MAX_COMPARED_CHARS = 80
_MAX_EDITS = 2

_TRUE_OR_FALSE = "true or false"
_DURATION = "a duration such as 30s"
_WHOLE_NUMBER = "a whole number"
_NUMBER = "a number"

_NUMBERS = {
    "int": (True, ""),
    "PositiveInt": (True, "gt=0"),
    "NonNegativeInt": (True, "ge=0"),
    "NegativeInt": (True, "lt=0"),
    "NonPositiveInt": (True, "le=0"),
    "float": (False, ""),
    "PositiveFloat": (False, "gt=0"),
    "NonNegativeFloat": (False, "ge=0"),
}
"""The numeric types of pydantic: whether only whole numbers fit, and their bound."""

_GO_BITS = {"int": 64, "int64": 64, "int32": 32, "int16": 16, "int8": 8}


def refusal(key: ConfigKey, value: str, members: tuple[str, ...] = ()) -> str:
    """Return what the program accepts instead of `value`, or an empty string where it accepts it.

    `members` are the values of the enumeration that the type is, where it is one.
    """
    if members:
        return unless(value in members, f"one of {', '.join(members)}")
    if key.origin == "pydantic":
        return _by_pydantic(key, value)
    if key.origin == "envconfig":
        return _by_envconfig(key, value)
    return ""


def unless(accepted: object, expected: str) -> str:
    """Return what is expected, or an empty string where the value was accepted."""
    return "" if accepted else expected


def is_plain_type(expected: str) -> bool:
    """Return whether what a program accepts is any number, or a switch."""
    return expected.startswith((_WHOLE_NUMBER, _NUMBER, _TRUE_OR_FALSE))


def fix_of_value(key: ConfigKey | None, name: str, value: str, expected: str) -> str:
    """Return what to write instead of a value that was refused."""
    if secret_class(name):
        return f"correct {name}"
    if intended := _intended_choice(value, expected):
        return f"did you mean {intended}?"
    if key is not None and _has_plain_default(key):
        return f"the default is {key.default}"
    return f"correct {name}, or remove it"


def _intended_choice(value: str, expected: str) -> str:
    """Return the one of the listed choices that a value is a misspelling of, or ""."""
    if not expected.startswith("one of "):
        return ""
    found = [
        choice
        for choice in expected.removeprefix("one of ").split(", ")
        if _is_misspelling(value.lower()[:_MAX_COMPARED_CHARS], choice.lower())
    ]
    return found[0] if len(found) == 1 else ""


def _is_misspelling(value: str, choice: str) -> bool:
    return edits(value, choice, _MAX_EDITS) <= min(_MAX_EDITS, len(choice) // 3)


def _has_plain_default(key: ConfigKey) -> bool:
    return key.default not in (None, "", "None") and not key.default_is_expression


def _by_pydantic(key: ConfigKey, value: str) -> str:
    members = [member for member in _members_of_union(key.type) if member != "None"]
    expected = [_by_type(member, key.constraints, value) for member in members]
    if not expected or not all(expected):
        return ""
    return " or ".join(dict.fromkeys(expected))


def _members_of_union(text: str) -> list[str]:
    """Return the members of a union: `A | B`, `Optional[A]`."""
    if text.startswith("Optional[") and text.endswith("]"):
        return [*_members_of_union(text.removeprefix("Optional[")[:-1]), "None"]
    members, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and not depth:
            members.append(text[start:at].strip())
            start = at + 1
    return [*members, text[start:].strip()]


def _by_type(type_: str, constraints: str, value: str) -> str:
    if type_ == "bool":
        return unless(value.strip().lower() in _PYTHON_BOOL, _TRUE_OR_FALSE)
    if type_ in _NUMBERS:
        whole, bound = _NUMBERS[type_]
        return _number(value.strip(), f"{bound}, {constraints}", whole=whole)
    if type_ in ("HttpUrl", "AnyHttpUrl"):
        return unless(_URL.match(value.strip()), "a URL that begins with http:// or https://")
    if type_.startswith("Literal["):
        return _literal(type_, value)
    return ""


def _literal(type_: str, value: str) -> str:
    try:
        allowed = literal_eval(f"({type_.removeprefix('Literal[')[:-1]},)")
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""
    return unless(value in allowed, f"one of {', '.join(str(each) for each in allowed)}")


def _number(value: str, constraints: str, *, whole: bool) -> str:
    bounds = _BOUND.findall(constraints.replace(" ", ""))
    kind_of_number = _WHOLE_NUMBER if whole else _NUMBER
    expected = " ".join((kind_of_number, *_bounds_in_words(bounds)))
    if len(value) > _MAX_NUMBER_CHARS:
        return expected
    if not _is_number(value, whole=whole):
        return expected
    number = float(value.replace("_", ""))
    within = {
        "gt": number.__gt__,
        "ge": number.__ge__,
        "lt": number.__lt__,
        "le": number.__le__,
    }
    return unless(all(within[kind](float(limit)) for kind, limit in bounds), expected)


def _is_number(value: str, *, whole: bool) -> bool:
    if whole:
        return _PYTHON_INT.match(value) is not None
    return _is_float(value)


def _is_float(value: str) -> bool:
    return _FLOAT.match(value) is not None or value.lower() in _NAMED_FLOAT


def _bounds_in_words(bounds: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the bounds of a number in words; a `gt` of the type goes where a `ge` is tighter."""
    has_positive_ge = any(float(limit) > 0 for kind, limit in bounds if kind == "ge")
    if has_positive_ge:
        bounds = [bound for bound in bounds if bound[0] != "gt"]
    phrases = [f"{_BOUND_WORDS[kind]} {limit}" for kind, limit in bounds]
    if phrases:
        yield " and ".join(dict.fromkeys(phrases))


def go_refusal(type_: str, value: str) -> str:
    """Return what Go's strconv accepts instead of a value of a type, or an empty string where it
    accepts it.
    """
    if type_ == "bool":
        return unless(value in _GO_BOOL, _TRUE_OR_FALSE)
    if type_ == "time.Duration":
        return unless(_is_duration(value), _DURATION)
    if type_.startswith("float"):
        return unless(len(value) <= _MAX_NUMBER_CHARS and _is_float(value), _NUMBER)
    if type_ in _GO_BITS or type_.startswith("uint"):
        return _go_int(type_, value)
    return ""


def _by_envconfig(key: ConfigKey, value: str) -> str:
    type_ = key.type.lstrip("*")
    rules = key.constraints.split(",")
    if value == "":
        return _empty_refusal(type_, rules)
    for rule in rules:
        choices = rule.removeprefix("oneof=").split() if rule.startswith("oneof=") else []
        if choices and value not in choices:
            return f"one of {', '.join(choices)}"
    return go_refusal(type_, value)


def _empty_refusal(type_: str, rules: list[str]) -> str:
    """Return what envconfig accepts instead of an empty variable, which for it is a set one: it
    parses the empty text.
    """
    if "required" in rules:
        return "a value, because it is required"
    if type_ == "bool":
        return _TRUE_OR_FALSE
    if type_ == "time.Duration":
        return _DURATION
    return unless(not type_.startswith(("int", "uint", "float")), _NUMBER)


def _go_int(type_: str, value: str) -> str:
    unsigned = type_.startswith("uint")
    bits = int(type_.removeprefix("uint") or 64) if unsigned else _GO_BITS[type_]
    low, high = _bounds_of(bits, unsigned=unsigned)
    expected = _WHOLE_NUMBER
    if bits < 64:
        expected += f" from {low} to {high}"
    if len(value) > _MAX_GO_NUMBER_CHARS:
        return expected
    if not _GO_INT.match(value):
        return expected
    digits = value.replace("_", "")
    try:
        # Go reads 017 as octal; Python must be asked to.
        number = int(digits, 8 if _GO_OCTAL.match(digits) else 0)
    except ValueError:
        return expected
    return unless(low <= number <= high, expected)


def _bounds_of(bits: int, *, unsigned: bool) -> tuple[int, int]:
    """Return the lowest and the highest number of a type of Go."""
    if unsigned:
        return 0, 2**bits - 1
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


def _is_duration(value: str) -> bool:
    text = value.lstrip("+-")
    if text == "0":
        return True
    if not text or len(text) > _MAX_GO_NUMBER_CHARS:
        return False
    parts = _DURATION_PART.findall(text)
    numbers = [part.rstrip("nuµμmsh") for part in parts]
    return "".join(parts) == text and all(map(_DECIMAL.fullmatch, numbers))
