"""The methods of texts, lists and dictionaries, and the functions of Python itself, as far as
migrations put their arguments together with them.

Not here: calls of other code (`expressions.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ctxkit.extract.python.migration.values import MAX_LENGTH, UNKNOWN, Value, is_known

_MAX_ITEMS = 400

_Method = Callable[[Value, Sequence[Value], Mapping[str, Value]], Value]


def method_value(
    target: Value, name: str, args: Sequence[Value], named: Mapping[str, Value]
) -> Value:
    """Return the result of a method of a plain value, whose effect is done."""
    for kind, methods in _METHODS:
        if isinstance(target, kind) and name in methods:
            return _limited(methods[name], target, args, named)
    return UNKNOWN


def builtin_value(name: str, args: Sequence[Value], named: Mapping[str, Value]) -> Value:
    """Return the result of a function of Python itself."""
    return _limited(BUILTINS[name], None, args, named)


def _limited(
    method: _Method, target: Value, args: Sequence[Value], named: Mapping[str, Value]
) -> Value:
    try:
        value = method(target, args, named)
    except (IndexError, KeyError, OverflowError, TypeError, ValueError):  # as the call itself would
        return UNKNOWN
    is_long = isinstance(value, (str, list, dict)) and len(value) > MAX_LENGTH
    return UNKNOWN if is_long else value


def _joined(target: str, args: Sequence[Value], _: Mapping[str, Value]) -> Value:
    items = args[0]
    if not isinstance(items, (list, tuple)) or not all(isinstance(each, str) for each in items):
        return UNKNOWN
    return target.join(items)


def _formatted(target: str, args: Sequence[Value], named: Mapping[str, Value]) -> Value:
    if not all(isinstance(each, (str, int)) for each in (*args, *named.values())):
        return UNKNOWN
    text = target
    for number, value in enumerate(args):  # not str.format: its fields reach into objects
        text = text.replace("{}", str(value), 1).replace(f"{{{number}}}", str(value))
    for name, value in named.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _replaced(target: str, args: Sequence[Value], _: Mapping[str, Value]) -> Value:
    old, new = args
    return target.replace(old, new) if old and len(target) * len(new) < MAX_LENGTH else UNKNOWN


def _updated(target: dict[str, Value], args: Sequence[Value], named: Mapping[str, Value]) -> Value:
    for source in args:
        if isinstance(source, dict):
            target.update(source)
    target.update(named)
    return None


def _numbers(_: Value, args: Sequence[Value], __: Mapping[str, Value]) -> Value:
    numbers = range(*args)
    return list(numbers) if len(numbers) <= _MAX_ITEMS else UNKNOWN


def _items(_: Value, args: Sequence[Value], __: Mapping[str, Value]) -> Value:
    if not args:
        return []
    return list(args[0]) if isinstance(args[0], (list, tuple, dict)) else UNKNOWN


def _dictionary(_: Value, args: Sequence[Value], named: Mapping[str, Value]) -> Value:
    first = args[0] if args else {}
    return {**first, **named} if isinstance(first, dict) else UNKNOWN


def _entry(target: dict[str, Value], args: Sequence[Value], _: Mapping[str, Value]) -> Value:
    return target.get(args[0], args[1] if len(args) > 1 else None)


_METHODS: tuple[tuple[type, dict[str, _Method]], ...] = (
    (
        str,
        {
            "format": _formatted,
            "join": _joined,
            "lower": lambda target, _, __: target.lower(),
            "replace": _replaced,
            "strip": lambda target, args, _: target.strip(*args),
            "upper": lambda target, _, __: target.upper(),
        },
    ),
    (
        dict,
        {
            "get": _entry,
            "items": lambda target, _, __: list(target.items()),
            "keys": lambda target, _, __: list(target),
            "pop": lambda target, args, _: target.pop(*args),
            "setdefault": lambda target, args, _: target.setdefault(*args),
            "update": _updated,
            "values": lambda target, _, __: list(target.values()),
        },
    ),
    (
        list,
        {
            "append": lambda target, args, _: target.append(*args),
            "extend": lambda target, args, _: target.extend(args[0] if is_known(args[0]) else ()),
        },
    ),
)

BUILTINS: dict[str, _Method] = {
    "bool": lambda _, args, __: bool(args[0]) if is_known(*args) else UNKNOWN,
    "dict": _dictionary,
    "len": lambda _, args, __: len(args[0]) if is_known(*args) else UNKNOWN,
    "list": _items,
    "range": _numbers,
    "set": _items,
    "sorted": lambda _, args, __: sorted(args[0]) if is_known(*args) else UNKNOWN,
    "str": lambda _, args, __: str(args[0]) if isinstance(args[0], (str, int)) else UNKNOWN,
    "tuple": _items,
}
