"""The facts of an index, with those of the user's compose files instead of or beside Dify's own.

Not here: the variables of the containers (`containers.py`), other queries of an index
(`index/reader.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from ctxkit.deployment.compose_files import replaces_difys
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.extract.compose import extract
from ctxkit.extract.source import Source
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.rows import fold_key
from ctxkit.index.setting_facts import SettingFacts
from ctxkit.model import ConfigKey, ConfigUse, Fact

F = TypeVar("F", bound=Fact)


class OverlaidFacts:
    """Answers queries as if the user's compose files were in the repository dify.

    The first of them replaces Dify's own unless it is an override; the others are beside it.
    """

    def __init__(self, index: SettingFacts, files: Sequence[CustomerFile]) -> None:
        self._index = index
        self._replaces = replaces_difys(files)
        self._own: dict[str, list[ConfigUse]] = {}
        for number, file in enumerate(files):
            has_difys_place = self._replaces and number == 0
            path = COMPOSE_FILE if has_difys_place else f"docker/docker-compose.{number}.yaml"
            facts = extract(Source(repo="dify", path=path, data=file.data))
            self._own[path] = [
                replace(fact, repo="dify", path=path)
                for fact in facts
                if isinstance(fact, ConfigUse)
            ]

    def named(self, kind: type[F], *names: str) -> list[F]:
        own = [use for uses in self._own.values() for use in uses if use.name in names]
        found = [
            fact for fact in self._index.named(kind, *names) if not self._is_replaced_fact(fact)
        ]
        # Compose files have uses of settings only, whatever kind is asked for.
        return found + [use for use in own if isinstance(use, kind)]

    def keyed(self, *spellings: str) -> list[ConfigKey | ConfigUse]:
        folds = {fold_key(spelling) for spelling in spellings}
        own = [
            use
            for uses in self._own.values()
            for use in uses
            if not folds.isdisjoint((fold_key(use.name), fold_key(use.target)))
        ]
        return [
            *(fact for fact in self._index.keyed(*spellings) if not self._is_replaced_fact(fact)),
            *own,
        ]

    def patterns(self) -> list[ConfigUse]:
        return [use for use in self._index.patterns() if not self._is_replaced_fact(use)]

    def in_file(self, repo: str, path: str, *kinds: type[Fact]) -> list[Fact]:
        if repo == "dify" and path in self._own:
            return [use for use in self._own[path] if not kinds or isinstance(use, kinds)]
        return self._index.in_file(repo, path, *kinds)

    def _is_replaced_fact(self, fact: Fact) -> bool:
        return self._replaces and (fact.repo, fact.path) == ("dify", COMPOSE_FILE)
