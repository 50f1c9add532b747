"""The places of a setting in the order in which a person wants to see them, with their source
lines.

Not here: which facts are about the setting (`chain_facts.py`), their layers (`layers.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from ctxkit.dify.programs import PROGRAMS
from ctxkit.index.sources import Sources
from ctxkit.model import Place, Role
from ctxkit.settings.chain import Chain
from ctxkit.settings.layers import Layer
from ctxkit.settings.records import DeclarationRecord, Record, has_form, role_of
from ctxkit.text.words import name_words, stem

_MAX_PLACES = 120  # of one setting; LOG_LEVEL has about 60
_MAX_TEXT_LINES = 12  # of one place
_MAX_BLOCK_LINES = 6  # of a condition that is shown together with what it governs
_MAX_DECLARED, _MAX_READS = 3, 4  # places of a setting that is one answer of many

_CHART_FIRST = {Layer.CHART: -4, Layer.SUBCHART: -3, Layer.TEMPLATE: -2, Layer.BLOCK: -1}
"""The ranks of the chart's own files if the question came from the chart."""

_AFTER_ALL_NAMES = 9  # the depth of related settings: deeper than any name of the setting itself


def ordered(chain: Chain) -> list[Record]:
    """Return the records of a chain, most important first, one for each line and role."""
    records = sorted(chain.records, key=lambda record: _order(record, chain))
    first: dict[tuple[str, str, int, Role], Record] = {}
    for record in records:
        first.setdefault((record.repo, record.path, record.line, role_of(record)), record)
    return list(first.values())


def _order(record: Record, chain: Chain) -> tuple[object, ...]:
    rank = record.layer.rank
    program = _program_rank(record)
    if chain.is_from_chart:
        rank = _CHART_FIRST.get(record.layer, rank)
        if record.layer is Layer.DECLARED:
            # A value may feed many settings: the one that is named like it first.
            path = {word for start in chain.start for word in name_words(start.name)}
            program -= 10 * len(path.intersection(name_words(record.name)))
    depth = _depth(record, chain)
    if record.layer is Layer.READ:
        # Of reads the distance counts most: the code that acts on the setting is what is wanted.
        return rank, _distance(record), depth, program, record.path, record.line
    return rank, depth, program, record.repo, record.path, record.line


def _depth(record: Record, chain: Chain) -> int:
    if record.about in chain.depth:
        return abs(chain.depth[record.about])
    return _AFTER_ALL_NAMES + list(chain.related).index(record.about)


def _program_rank(record: Record) -> int:
    scope = record.about.scope
    return PROGRAMS.index(scope) if scope in PROGRAMS else len(PROGRAMS)


_SCRIPTS = ("api/migrations/", "dev/", "scripts/")
_TOOLS = ("api/commands/", "api/dev/")


def _distance(record: Record) -> int:
    """Return how far a read is from the code that acts on the setting.

    Declarations that read each other, commands, migrations and scripts say less.
    """
    if record.path.startswith("api/configs/"):
        return 1
    if record.path.startswith(_TOOLS):
        return 2
    if record.path.startswith(_SCRIPTS) or "/migrations/" in record.path:
        return 3
    return 2 if has_form(record, "copy") else 0


def essential(records: Sequence[Record], limit: int, like: AbstractSet[str]) -> list[Record]:
    """Return `limit` places: declarations first, then reads, then the layers that set a value.

    For a question about a topic: what would have to be changed comes first, and reads in files and
    functions named with the stems `like` before other reads.
    """
    declared = [r for r in records if r.layer in (Layer.DECLARED, Layer.CODE_DEFAULT)]
    reads = [record for record in records if record.layer is Layer.READ]
    reads.sort(key=lambda record: -_likeness(record, like))
    # `records` has the chosen ones again, which `dict.fromkeys` drops.
    chosen = (*declared[:_MAX_DECLARED], *_file_by_file(reads)[:_MAX_READS], *records)
    return list(dict.fromkeys(chosen))[:limit]


def _file_by_file(reads: Sequence[Record]) -> list[Record]:
    """Return the first read of each file before the second of any."""
    earlier: Counter[tuple[str, str]] = Counter()
    turns: list[tuple[int, Record]] = []
    for record in reads:
        file = (record.repo, record.path)
        turns.append((earlier[file], record))
        earlier[file] += 1
    return [record for _, record in sorted(turns, key=lambda turn: turn[0])]


def _likeness(record: Record, like: AbstractSet[str]) -> int:
    """Return how many of the stems `like` are in the names of the file and the function."""
    if _distance(record):
        return -1
    return len(like & {stem(word) for word in name_words(f"{record.path} {record.symbol}")})


def to_places(records: Sequence[Record], sources: Sources) -> tuple[Place, ...]:
    """Return the places of records in the same order."""
    return tuple(_place(record, sources) for record in records[:_MAX_PLACES])


def _place(record: Record, sources: Sources) -> Place:
    where = record.location
    if isinstance(record, DeclarationRecord):
        value = record.default
    else:
        value = record.value
        if 0 < record.until - record.line <= _MAX_BLOCK_LINES:
            where = replace(where, end_line=record.until)
    last = min(max(record.line, where.end_line), record.line + _MAX_TEXT_LINES - 1)
    return Place(
        role=role_of(record),
        location=where,
        name=_name_there(record),
        value=value,
        text=sources.text(record.repo, record.path, record.line, last),
    )


def _name_there(record: Record) -> str:
    """Return the name at a place, with the name or the services that it goes to."""
    name = record.name or record.about.name
    if isinstance(record, DeclarationRecord):
        return name
    if record.via == "compose-merge":
        return f"{name} -> {', '.join(record.services)}"
    other = record.group if record.via == "copy" else record.target
    return f"{name} -> {other}" if other not in ("", record.name) else name
