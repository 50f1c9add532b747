"""Facts as the rows that store them, and back; names and words folded for look-up.

Not here: the tables (`schema.py`) and the queries (`reader.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
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


def _reader(names: Sequence[str]) -> Callable[[Fact], tuple[Any, ...]]:
    """Return a function that reads the named attributes, three times as fast as a loop."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda fact: tuple(getattr(fact, name) for name in names)


_OWN = {
    kind: (_reader([name for name, _ in own]), [default for _, default in own])
    for kind, own in OWN_FIELDS.items()
}
_JSON = json.Encoder()


def encode(fact: Fact) -> FactRow:
    """Return the row that stores `fact`: an index is made of a hundred thousand."""
    names_setting = False
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    if isinstance(fact, ConfigUse):
        is_pattern = PATTERN in fact.name
        names_setting = not is_pattern and (fact.role, fact.via) not in _OTHER_NAMES
        keys = _folded(fact.name, fact.target) + ((PATTERN,) if is_pattern else ())
    elif isinstance(fact, ConfigKey):
        names_setting = PATTERN not in fact.name
        keys = _folded(fact.name, fact.attribute, *fact.aliases)
    elif isinstance(fact, Message):
        words = tuple(SHOWN + word for word in template_words(fact.text))
    elif template := getattr(fact, "template", ""):
        words = tuple(template_words(template))
    return FactRow(
        KIND_NUMBERS[fact.kind],
        fact.name,
        fact.line,
        fact.end_line,
        fact.symbol,
        _encode_fields(fact),
        names_setting,
        keys,
        words,
    )


def _encode_fields(fact: Fact) -> str:
    """Return the values of a fact's own fields as a JSON list without trailing defaults."""
    values_of, defaults = _OWN[fact.kind]
    values = values_of(fact)
    given = len(values)
    while given and values[given - 1] == defaults[given - 1]:
        given -= 1
    return _JSON.encode(values[:given]).decode() if given else ""


def _folded(*names: str) -> tuple[str, ...]:
    return tuple({fold_key(name) for name in names if name})


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
