"""What a walk over settings asks of an index, so that it can be asked of something else too.

Not here: the index (`reader.py`), facts of the user's compose files beside its own
(`deployment/overlaid_facts.py`).
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from ctxkit.model import ConfigKey, ConfigUse, Fact

F = TypeVar("F", bound=Fact)


class SettingFacts(Protocol):
    """Facts about settings, by name, by spelling and by file."""

    def named(self, kind: type[F], *names: str) -> list[F]:
        """Return the facts of a kind that have one of these names."""

    def keyed(self, *spellings: str) -> list[ConfigKey | ConfigUse]:
        """Return the facts about settings, in any spelling that folds alike."""

    def patterns(self) -> list[ConfigUse]:
        """Return the reads of whole groups of variables (`OPENDAL_*`)."""

    def in_file(self, repo: str, path: str, *kinds: type[Fact]) -> list[Fact]:
        """Return the facts of these kinds in one file."""
