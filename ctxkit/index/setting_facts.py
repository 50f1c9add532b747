"""The queries that a walk over settings makes: an index answers them, and what wraps one.

Not here: the index (`reader.py`), the one that adds the user's compose files
(`deployment/overlaid_facts.py`).
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from ctxkit.model import ConfigKey, ConfigUse, Fact

F = TypeVar("F", bound=Fact)


class SettingFacts(Protocol):
    """Facts about settings by name, spelling and file."""

    def named(self, kind: type[F], *names: str) -> list[F]:
        """Return the facts of a kind that have one of these names."""

    def keyed(self, *spellings: str) -> list[ConfigKey | ConfigUse]:
        """Return the facts about settings whose names fold to one of these spellings."""

    def patterns(self) -> list[ConfigUse]:
        """Return the uses of name patterns (`OPENDAL_*`)."""

    def in_file(self, repo: str, path: str, *kinds: type[Fact]) -> list[Fact]:
        """Return the facts of these kinds in one file."""
