"""A setting in a small real index, made of source texts by the extractors or of literal facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ctxkit.extract.registry import extract, is_test
from ctxkit.extract.source import Source
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Fact
from ctxkit.settings.chain import Chain, chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name
from ctxkit.settings.places import ordered
from ctxkit.settings.records import Record, UseRecord, uses_among
from ctxkit.settings.status import Effect, effect_of
from tests.ask.literal import Asked, Files, literal_index

Texts = Mapping[str, str]
"""Source texts by `repository path`."""


def source_index(
    folder: Path,
    sources: Texts | Iterable[tuple[str, str]],
    *,
    versions: Mapping[str, str] | None = None,
    missing: Collection[str] = (),
) -> Asked:
    """Extract the facts of `sources` and index them; the rest as for `literal_index`."""
    files: Files = {}
    for place, text in dict(sources).items():
        repo, _, path = place.partition(" ")
        source = Source(repo=repo, path=path, data=text.encode(), test=is_test(path))
        files.setdefault(repo, {})[path] = (text, list(extract(source)))
    return literal_index(folder, files, versions=versions, missing=missing)


def fact_index(folder: Path, facts: Mapping[str, Iterable[Fact]]) -> Asked:
    """Index literal facts by `repository path`, in files whose line n is `line n`."""
    files: Files = {}
    for place, found in facts.items():
        repo, _, path = place.partition(" ")
        text = "\n".join(f"line {n}" for n in range(1, 60)) + "\n"
        files.setdefault(repo, {})[path] = (text, list(found))
    return literal_index(folder, files)


@dataclass(frozen=True)
class Study:
    """A setting, as the modules of `settings/` hand it to each other."""

    graph: SettingsGraph
    sources: Sources
    chain: Chain
    records: list[Record]
    effect: Effect

    @property
    def places(self) -> list[str]:
        return [f"{r.path.rpartition('/')[2]}:{r.line}" for r in self.records]

    def use(self, place: str) -> UseRecord:
        """Return the use at `file:line`."""
        return next(u for u in uses_among(self.records) if f"{u.path}:{u.line}".endswith(place))


def study(asked: Asked, *start: str, compose: bool = True) -> Study:
    """Study the setting of the names `start`, each as `scope name`."""
    graph = SettingsGraph(asked.index)
    chain = chain_of(graph, [name(each) for each in start])
    return Study(
        graph=graph,
        sources=asked.sources,
        chain=chain,
        records=ordered(chain),
        effect=effect_of(chain, compose=compose),
    )


def name(text: str) -> Name:
    """Return the name written as `scope name`."""
    scope, _, rest = text.rpartition(" ")
    return Name(scope, rest)


def declared(name: str, line: int = 1, **more: object) -> ConfigKey:
    values = {"origin": "pydantic", "owner": "Config", "line": line, "end_line": line, **more}
    return ConfigKey(name=name, **values)  # type: ignore[arg-type]


def used(name: str, line: int = 1, **more: object) -> ConfigUse:
    values = {"role": "reads", "via": "dify_config", "line": line, "end_line": line, **more}
    return ConfigUse(name=name, **values)  # type: ignore[arg-type]
