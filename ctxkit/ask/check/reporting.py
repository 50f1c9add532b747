"""Collect the problems of the user's files, their secrets masked. Not here: how a report looks
(`output/check_report.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ctxkit.ask.check.rules import KINDS
from ctxkit.model import Location, Problem, Severity
from ctxkit.text.redact import Redactor, secret_class

_LONGEST = 60  # characters of a value that a message shows


_NO_SECRETS = frozenset({"true", "false", "yes", "no", "on", "off", "none", "null"})


def holds_secret(name: str, value: str) -> bool:
    """Tell whether a setting of that name and value holds a secret, and no switch."""
    return bool(value and secret_class(name)) and value.strip().lower() not in _NO_SECRETS


_RANDOM = re.compile(r"[A-Za-z0-9+_=-]{12,}")


def _unless_random(word: re.Match[str]) -> str:
    """Keep a word of a value, unless its letters and digits are mixed as those of secrets are."""
    text = word[0]
    mixed = (
        any(c.islower() for c in text)
        and any(c.isupper() for c in text)
        and any(c.isdigit() for c in text)
    )
    return "<REDACTED>" if mixed and not text.startswith("REDACTED") else text


class Reporter:
    """Gathers problems; the same rule speaks once of a key on a line."""

    def __init__(self) -> None:
        self._redactor = Redactor()
        self._problems: dict[tuple[str, str, str, int], Problem] = {}

    def add(
        self,
        rule: str,
        *,
        key: str,
        path: str,
        line: int,
        message: str,
        fix: str = "",
        end_line: int = 0,
        severity: Severity | None = None,
        places: Iterable[Location] = (),
    ) -> None:
        """Add a problem; `severity` where it is not the one of the rule."""
        problem = Problem(
            rule=rule,
            severity=severity or KINDS[rule][0],
            key=key,
            path=path,
            line=line,
            end_line=max(line, end_line),
            message=self._redactor.mask(message),
            fix=self._redactor.mask(fix),
            places=tuple(places),
        )
        self._problems.setdefault((rule, key, path, line), problem)

    def has(self, key: str, path: str, *rules: str) -> bool:
        """Tell whether one of `rules` has spoken of a key of a file."""
        return any(
            p.key == key and p.path == path and p.rule in rules for p in self._problems.values()
        )

    def shown(self, name: str, value: str) -> str:
        """Return `name=value` as a message may show it: on one line, short, secrets masked."""
        if holds_secret(name, value):
            return f"{name}=<REDACTED:{secret_class(name)}>"
        masked = _RANDOM.sub(
            _unless_random, self._redactor.mask(f"{name}={value}").partition("=")[2]
        )
        text = " ".join(masked.split())
        return f"{name}={text if len(text) <= _LONGEST else text[:_LONGEST] + '...'}"

    def problems(self, order: list[str]) -> tuple[Problem, ...]:
        """Return the problems in the order of the files and their lines."""
        places = {path: at for at, path in enumerate(order)}
        return tuple(
            sorted(
                self._problems.values(),
                key=lambda p: (places.get(p.path, len(order)), p.line, p.rule, p.key),
            )
        )
