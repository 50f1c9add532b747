"""A workspace with planted chains, indexed for real, and what a slice finds of each chain.

Not here: how chains are planted (`planting_python.py`, `planting_go.py`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ctxkit.cause.code import Code
from ctxkit.cause.ranking import deciding
from ctxkit.cause.slice import cause_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Fact, LogTemplate, Raise
from ctxkit.model.cause import CausePlace, StatementCause
from tests.ask.locate_workspace import build
from tests.cause.planting import Chain, camel
from tests.cause.planting_go import go_chain
from tests.cause.planting_python import python_chain


def planted_chains(seed: int, count: int) -> list[Chain]:
    """Return `count` chains, half of them in Python and half in Go."""
    writers = (python_chain, go_chain)
    return [
        writers[number % 2](Random(f"{seed} {number}"), f"plant_{number}")
        for number in range(count)
    ]


def planted_workspace(folder: Path, chains: Sequence[Chain]) -> tuple[Index, Sources]:
    """Make and index repositories with the chains, in which their settings are declared."""
    files: dict[str, dict[str, str]] = {"dify": {}, "dify-plugin-daemon": {}, "dify-sandbox": {}}
    settings: dict[str, set[str]] = {repo: set() for repo in files}
    for chain in chains:
        files[chain.repo] |= chain.files
        settings[chain.repo] |= {chain.setting, *chain.others}
    files["dify"]["api/configs/feature/__init__.py"] = _pydantic(sorted(settings["dify"]))
    files["dify"]["api/configs/__init__.py"] = (
        "from .app_config import DifyConfig\n\ndify_config = DifyConfig()\n"
    )
    daemon = files["dify-plugin-daemon"]
    daemon["internal/types/app/config.go"] = _envconfig(sorted(settings["dify-plugin-daemon"]))
    sandbox = files["dify-sandbox"]
    sandbox["internal/types/config.go"] = _yaml_struct(sorted(settings["dify-sandbox"]))
    sandbox["internal/static/config.go"] = _SANDBOX
    return build(folder, changed=files)


def _pydantic(names: list[str]) -> str:
    head = "from pydantic import Field\nfrom pydantic_settings import BaseSettings\n\n\n"
    fields = "".join(f'    {n}: int = Field(description="Of {n}", default=10)\n' for n in names)
    return f"{head}class PlantedConfig(BaseSettings):\n{fields or '    pass'}"


def _envconfig(names: list[str]) -> str:
    fields = "".join(f'\t{camel(n)} int `envconfig:"{n}" default:"10"`\n' for n in names)
    return f"package app\n\ntype Config struct {{\n{fields}}}\n"


def _yaml_struct(names: list[str]) -> str:
    fields = "".join(f'\t{camel(n)} int `yaml:"{n.lower()}"`\n' for n in names)
    return f"package types\n\ntype DifySandboxGlobalConfigurations struct {{\n{fields}}}\n"


_SANDBOX = """package static

import "github.com/langgenius/dify-sandbox/internal/types"

var difySandboxGlobalConfigurations types.DifySandboxGlobalConfigurations

func GetDifySandboxGlobalConfigurations() types.DifySandboxGlobalConfigurations {
	return difySandboxGlobalConfigurations
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a slice finds of a chain.

    `found`: the walk reaches the setting; `named`: it is among those that decide; `false`: the
    settings named that decide nothing. `guards` and `callers`: found, planted. `wrong`: places
    that do not hold the text that they quote.
    """

    chain: Chain
    located: bool
    found: bool
    named: bool
    false: tuple[str, ...]
    guards: tuple[int, int]
    callers: tuple[int, int]
    wrong: tuple[str, ...]
    seconds: float


def outcome_of(index: Index, sources: Sources, chain: Chain) -> Outcome:
    """Slice a chain's statement, and compare."""
    facts = index.in_file(chain.repo, chain.path, LogTemplate, Raise)
    fact = next((f for f in facts if f.line == chain.line), None)
    before = time.perf_counter()
    cause = cause_of(Code(index, sources), fact or _bare(chain), chain.message)
    decides = deciding(cause.decides, chain.message)
    seconds = time.perf_counter() - before
    named = [plain(decider.use.name) for decider in decides]
    wanted = plain(chain.setting)
    return Outcome(
        chain=chain,
        located=fact is not None,
        found=wanted in [plain(decider.use.name) for decider in cause.decides],
        named=wanted in named,
        false=tuple(name for name in named if name != wanted),
        guards=_held(chain.guards, cause.guards),
        callers=_held(chain.callers, cause.callers),
        wrong=tuple(misquoted(sources, cause)),
        seconds=seconds,
    )


def _bare(chain: Chain) -> Fact:
    return LogTemplate(
        repo=chain.repo, path=chain.path, line=chain.line, name="", template="", end_line=chain.line
    )


def _held(planted: frozenset[tuple[str, int]], places: Sequence[CausePlace]) -> tuple[int, int]:
    named = {
        (place.location.path, line)
        for place in places
        for line in range(place.location.line, (place.location.end_line or 0) + 1)
    }
    named |= {(place.location.path, place.location.line) for place in places}
    return len(planted & named), len(planted)


def plain(name: str) -> str:
    """Return a setting's name without case and signs: `MaxItems`, `MAX_ITEMS`, `max_items`."""
    return name.replace("_", "").lower()


def places_of(cause: StatementCause) -> Iterator[CausePlace]:
    """Yield every place that a cause names."""
    yield from cause.guards
    yield from cause.wraps
    yield from cause.callers
    for decider in cause.decides:
        yield from decider.how


def misquoted(sources: Sources, cause: StatementCause) -> Iterator[str]:
    """Yield the places of a cause that do not hold the text that they quote."""
    for place in places_of(cause):
        where = place.location
        lines = sources.lines(where.repo, where.path)
        end = max(where.line, where.end_line or 0)
        quoted = "".join(place.text.removesuffix("…").split())
        if not 0 < where.line <= end <= len(lines):
            yield f"{where.repo} {where.path}:{where.line}-{end} is not a place of the file"
        elif quoted not in "".join("".join(lines[where.line - 1 : end]).split()):
            yield f"{where.repo} {where.path}:{where.line} does not hold {place.text!r}"
        elif not quoted and lines[where.line - 1].strip():
            yield f"{where.repo} {where.path}:{where.line} quotes nothing"
