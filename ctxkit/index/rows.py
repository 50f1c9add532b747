"""Facts as the rows that store them, and back; names and words folded for look-up.

Not here: the tables (`schema.py`) and the queries (`reader.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from msgspec import NODEFAULT, json

from ctxkit.model import KINDS, ConfigKey, ConfigUse, Fact, Message
from ctxkit.regex import regex
from ctxkit.text.template import template_words

KIND_NAMES = tuple(KINDS)
KIND_NUMBERS = {name: number for number, name in enumerate(KIND_NAMES)}
_BASE_FIELDS = frozenset(Fact.__struct_fields__)
_NOT_ALNUM = regex(r"[\W_]+")

SHOWN = "~"
"""Prefix of the words of user-interface texts, which are looked up apart from those of log
statements.
"""

PATTERN = "*"
"""The folded key of a setting whose name is a pattern: no name folds to it."""

_OTHER_NAMES = frozenset(
    {
        ("reads", "credential"),
        ("reads", "field"),
        ("reads", "getattr"),
        ("reads", "import"),
        ("reads", "settings"),
        ("sets", "code"),
        ("sets", "code-default"),
        ("sets", "compose-env-file"),
        ("sets", "compose-image"),
        ("sets", "compose-profiles"),
        ("sets", "credential"),
        ("sets", "helm-env-from"),
        ("sets", "helm-map"),
        ("sets", "settings"),
    }
)
"""Uses (role, via) whose name need not be that of a setting: attributes of any object, files,
objects of Kubernetes, parts of a chart's values.
"""


class FactRow(NamedTuple):
    """A fact as it is stored; plain enough to be marshalled from a worker process."""

    kind: int
    name: str
    line: int
    end_line: int
    symbol: str
    data: str
    names_setting: bool
    keys: tuple[str, ...]
    words: tuple[str, ...]


def fold_key(name: str) -> str:
    """Return the form that all spellings of a name share: `LOG_LEVEL`, `log-level` and `logLevel`
    are `loglevel`.
    """
    return _NOT_ALNUM.sub("", name).lower()


def _own_fields(kind: type[Fact]) -> tuple[tuple[str, Any], ...]:
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__
    required = (NODEFAULT,) * (len(names) - len(defaults))
    return tuple(
        (name, None if default is NODEFAULT else default)
        for name, default in zip(names, required + defaults, strict=True)
        if name not in _BASE_FIELDS
    )


OWN_FIELDS = {name: _own_fields(kind) for name, kind in KINDS.items()}
"""The fields that a kind adds to those of every fact, with their defaults, in the order in which
they are stored; by the name of the kind.
"""


def encode(fact: Fact) -> FactRow:
    """Return the row that stores `fact`."""
    return FactRow(
        KIND_NUMBERS[fact.kind],
        fact.name,
        fact.line,
        fact.end_line,
        fact.symbol,
        _encode_fields(fact),
        _names_setting(fact),
        _keys(fact),
        _words(fact),
    )


def _encode_fields(fact: Fact) -> str:
    """Return the values of a fact's own fields as a JSON list without trailing defaults."""
    own = OWN_FIELDS[fact.kind]
    values = [getattr(fact, name) for name, _ in own]
    while values and values[-1] == own[len(values) - 1][1]:
        values.pop()
    return json.encode(values).decode() if values else ""


def _names_setting(fact: Fact) -> bool:
    if isinstance(fact, ConfigUse):
        return (fact.role, fact.via) not in _OTHER_NAMES and PATTERN not in fact.name
    return isinstance(fact, ConfigKey) and PATTERN not in fact.name


def _keys(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, ConfigKey):
        names = (fact.name, fact.attribute, *fact.aliases)
    elif isinstance(fact, ConfigUse):
        names = (fact.name, fact.target)
    else:
        return ()
    keys = {fold_key(name) for name in names if name}
    if isinstance(fact, ConfigUse) and PATTERN in fact.name:
        keys.add(PATTERN)
    return tuple(keys)


def _words(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, Message):
        return tuple(SHOWN + word for word in template_words(fact.text))
    template = getattr(fact, "template", "")
    return tuple(template_words(template)) if template else ()


def decode(row: Sequence[Any]) -> Fact:
    """Return the fact of a row: the columns `kind` to `data` of `FactRow`, then repository, path
    and test of its file.
    """
    number, name, line, end_line, symbol, data, repo, path, test = row
    kind = KINDS[KIND_NAMES[number]]
    return kind(
        name=name,
        line=line,
        end_line=end_line,
        symbol=symbol,
        repo=repo,
        path=path,
        test=bool(test),
        **_decode_fields(kind.kind, data),
    )


def _decode_fields(kind: str, data: str) -> dict[str, Any]:
    if not data:
        return {}
    values: dict[str, Any] = {}
    # Trailing defaults are not stored: the list may be the shorter one.
    for (name, default), value in zip(OWN_FIELDS[kind], json.decode(data), strict=False):
        if isinstance(default, tuple) and isinstance(value, list):
            value = tuple(value)
        values[name] = value
    return values


def stored_fields(kind: str, *names: str) -> Callable[[str], list[Any]]:
    """Return a function that reads the named fields from the `data` of a row, without the fact.

    Whole log files are matched against every statement: thousands of objects take their time.
    """
    order = [name for name, _ in OWN_FIELDS[kind]]
    positions = [order.index(name) for name in names]
    defaults = [default for _, default in OWN_FIELDS[kind]]

    def read(data: str) -> list[Any]:
        values = json.decode(data) if data else []
        values += defaults[len(values) :]
        return [values[position] for position in positions]

    return read
