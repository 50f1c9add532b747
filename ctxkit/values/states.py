"""What a rule may ask of a value: on, empty, several, in use.

Not here: the rules that ask (`rules/`), how single values are written (`forms.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from ctxkit.dify.choices import is_on
from ctxkit.values.forms import are_origins, host_of, is_several
from ctxkit.values.selection import ChartValues, is_in_use

_LOCALHOST = ("localhost", "127.0.0.1")
_NOTHING = ("", "[]", "{}")
_TERMINATES_TLS = "certificate"

State = Callable[[ChartValues, str, str], bool]
"""Whether the value at a path is in a state, compared with a word of the rule."""


def _has_certificate(values: ChartValues, path: str) -> bool:
    """Return whether an annotation names a certificate, which a load balancer then presents."""
    above = f"{path}."
    return any(_TERMINATES_TLS in each for each in values if each.startswith(above)) or (
        _TERMINATES_TLS in values.get(path, "")
    )


STATES: dict[str, State] = {
    "known": lambda values, path, _: path in values,
    "on": lambda values, path, _: is_on(values.get(path, "")),
    "off": lambda values, path, _: path in values and not is_on(values[path]),
    "not on": lambda values, path, _: not is_on(values.get(path, "")),
    "set": lambda values, path, _: values.get(path, "").strip() not in _NOTHING,
    "unset": lambda values, path, _: values.get(path, "").strip() in _NOTHING,
    "empty": lambda values, path, _: path in values and values[path].strip() in _NOTHING,
    "equal": lambda values, path, than: values.get(path, "") == than,
    "like": lambda values, path, than: values.get(path, "").lower() == than.lower(),
    "holds": lambda values, path, than: than in values.get(path, ""),
    "without": lambda values, path, than: than not in values.get(path, ""),
    "several": lambda values, path, _: is_several(values.get(path, "").strip()),
    "one": lambda values, path, _: not is_several(values.get(path, "").strip()),
    "in use": lambda values, path, _: is_in_use(path, values),
    "elsewhere": lambda values, path, _: host_of(values.get(path, "")) not in _LOCALHOST,
    "origins": lambda values, path, _: are_origins(values.get(path, "")),
    "not certified": lambda values, path, _: not _has_certificate(values, path),
}
"""What a rule may ask of the value at a path. Only `off`, `empty` and `known` tell a value that is
missing from an empty one."""
