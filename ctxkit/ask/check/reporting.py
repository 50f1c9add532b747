"""Collect the problems of the user's files, their secrets masked.

Not here: how a report looks (`output/check_report.py`), which problems the user ignores
(`ignore_comments.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ctxkit.model import Location, Problem, Severity
from ctxkit.model.rule import Rule
from ctxkit.text.redact import Redactor, secret_class
from ctxkit.text.secret_values import holds_secret

MAX_VALUE_CHARS = 60  # of a value in a message


class Spot(Struct, frozen=True, kw_only=True):
    """A key on a line of a file of the user's."""

    path: str
    key: str
    line: int
    end_line: int = 0


class Reporter:
    """Collects problems: of a key on a line one of each category, the first that is reported."""

    def __init__(self) -> None:
        self._redactor = Redactor()
        self._masked: dict[str, str] = {}
        self._problems: dict[tuple[str, str, str, int], Problem] = {}
        self._reported: set[tuple[str, str, str]] = set()

    def add(
        self,
        rule: Rule,
        spot: Spot,
        message: str,
        fix: str = "",
        *,
        severity: Severity | None = None,
        places: Iterable[Location] = (),
        as_shipped: bool = False,
    ) -> None:
        """Report that a rule is broken; `severity` replaces the rule's own. `as_shipped`: the
        files that Dify ships break it as well.
        """
        problem = Problem(
            id=rule.id,
            rule=rule.category,
            severity=severity or rule.severity,
            key=spot.key,
            path=spot.path,
            line=spot.line,
            end_line=max(spot.line, spot.end_line),
            message=self._mask(message),
            fix=self._mask(fix),
            places=tuple(places),
            as_shipped=as_shipped,
        )
        # What a more specific rule reported first stays.
        self._reported.add((rule.category, spot.key, spot.path))
        self._problems.setdefault((rule.category, spot.key, spot.path, spot.line), problem)

    def _mask(self, text: str) -> str:
        # A file that repeats one mistake on thousands of lines has one message for all of them.
        if text not in self._masked:
            self._masked[text] = self._redactor.mask(text)
        return self._masked[text]

    def has(self, key: str, path: str, *categories: str) -> bool:
        """Return whether a problem of one of the categories is reported for a key of a file."""
        return any((category, key, path) in self._reported for category in categories)

    def shown(self, name: str, value: str) -> str:
        """Return a value as a message may show it: quoted, on one line, short, secrets masked."""
        if holds_secret(name, value):
            return f"<REDACTED:{secret_class(name)}>"
        masked: str = self._redactor.mask_value(name, value)
        text = " ".join(masked.split())
        if len(text) > MAX_VALUE_CHARS:
            text = f"{text[:MAX_VALUE_CHARS]}..."
        return f'"{text}"'

    def problems(self, paths: list[str]) -> list[Problem]:
        """Return the problems in the order of the files `paths`, and of their lines."""
        order = {path: number for number, path in enumerate(paths)}
        return sorted(
            self._problems.values(),
            key=lambda each: (order.get(each.path, len(order)), each.line, each.rule, each.key),
        )
