"""The order of hits: by how much of the topic they cover and by what they are, one hit a line, and
no file with more than its share before the others have had a turn.

Not here: the weights (`weights.py`), the search (`index/search.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ctxkit.ask.find.coverage import Covering, weightiest
from ctxkit.ask.find.deciding import part_of
from ctxkit.ask.find.meanings import Group
from ctxkit.ask.find.weights import (
    FINAL_COVER,
    FINAL_SEARCH_SCORE,
    NAME_COVER,
    PART,
    SEARCH_SCORE,
    document_weight,
    fact_weight,
    is_component,
)
from ctxkit.dify.packages import PACKAGE_NAMES
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.index.search import Found
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Fact, Hit, Symbol
from ctxkit.text.words import name_words, stem

MAX_HITS = 90
_MAX_FACTS = 4 * MAX_HITS  # that are read from the index
_MAX_KEPT = 10_000  # facts, some 1 KB each: half of those of a question are of one before
_MAX_READ = 120  # whose code is read
_FIRST, _NEAR = 3, 0.6  # hits that all see, and the share of the best score for a place among them
_MIN_SHARE = 0.25  # of the weight of the topic's words, in one hit
_MAX_PER_FILE, _MAX_SETTINGS_PER_FILE = 3, 15  # hits of one file before files that have none yet


def ranked_hits(
    index: Index, sources: Sources, found: Sequence[Found], groups: Sequence[Group]
) -> list[Hit]:
    """Return the hits for the documents that a search found, best first."""
    # Whoosh's scores are comparable within one search only.
    # Without those of packages, so that having these does not change the order of the others.
    own = [document.score for document in found if document.repo not in PACKAGE_NAMES]
    top = max(own, default=0.0) or max(document.score for document in found)
    covering = Covering(groups)
    hits: list[Hit] = []
    for document in _best_documents(found, covering, top)[:_MAX_FACTS]:
        fact = _fact_at(index, *document[:5], number=document.number)
        if fact is None or fact.test:
            continue
        share, stems = covering.of_fact(fact)
        if share < _MIN_SHARE:
            continue
        relative = min(1.0, document.score / top)
        score = (FINAL_SEARCH_SCORE * relative + FINAL_COVER * share) * fact_weight(fact)
        hits.append(Hit(fact=fact, score=round(score, 3), why=(_reason(fact, stems),)))
    hits = _weighed(hits, sources, groups)
    hits.sort(key=lambda hit: (-hit.score, hit.fact.repo, hit.fact.path, hit.fact.line))
    kept = sorted(_without_repeats(hits), key=lambda hit: -hit.score)
    return _with_setting(_by_turns(kept))[:MAX_HITS]


@kept(_MAX_KEPT)
def _fact_at(
    index: Index, kind: str, repo: str, path: str, line: int, name: str, *, number: int
) -> Fact | None:
    return index.at(kind, repo, path, line, name, number=number)


def _with_setting(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with the best setting among the first, if it is near the best hit: most ask
    to change something.
    """
    place = next((i for i, hit in enumerate(hits) if is_setting(hit.fact)), 0)
    if place < _FIRST or hits[place].score < _NEAR * hits[0].score:
        return list(hits)
    rest = [*hits[:place], *hits[place + 1 :]]
    return [*rest[: _FIRST - 1], hits[place], *rest[_FIRST - 1 :]]


def _weighed(hits: Sequence[Hit], sources: Sources, groups: Sequence[Group]) -> list[Hit]:
    """Return the hits with code that decides before code that passes on, as far as they are good
    enough to be read.
    """
    best = sorted(hits, key=lambda hit: -hit.score)[:_MAX_READ]
    read = {id(hit) for hit in best if isinstance(hit.fact, Symbol)}
    return [_read(hit, sources, groups) if id(hit) in read else hit for hit in hits]


def _read(hit: Hit, sources: Sources, groups: Sequence[Group]) -> Hit:
    fact = hit.fact
    assert isinstance(fact, Symbol), "only symbols have code"
    part = part_of(fact, sources, weightiest(groups, fact))
    if part == "decides" and is_component(fact):
        return hit
    return replace(hit, score=round(hit.score * PART[part], 3))


def is_setting(fact: Fact) -> bool:
    """Return whether a fact is a declaration or a use of a setting."""
    return isinstance(fact, ConfigKey | ConfigUse)


def _best_documents(found: Sequence[Found], covering: Covering, top: float) -> list[Found]:
    """Return the documents by what their name and place alone promise, without their facts."""

    shares = {name: covering.of_name(name).share for name in {each.name for each in found}}

    def order(document: Found) -> tuple[float, str, str, str, int]:
        kind, repo, path, line, name, score, _ = document
        promise = SEARCH_SCORE * score / top + NAME_COVER * shares[name]
        return -promise * document_weight(kind, repo), kind, repo, path, line

    return sorted(found, key=order)


def _without_repeats(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the hits, one a line, without uses of settings that are hits: the settings show
    these.
    """
    settings: set[str] = set()
    lines: set[tuple[str, str, int]] = set()
    # Declarations first: they are kept, and the uses of their settings are not.
    for hit in sorted(hits, key=lambda hit: not isinstance(hit.fact, ConfigKey)):
        fact = hit.fact
        line = (fact.repo, fact.path, fact.line)
        if line in lines:
            continue  # another argument of the same call
        lines.add(line)
        if isinstance(fact, ConfigUse) and fact.name in settings:
            continue
        if is_setting(fact):
            settings.add(fact.name)
        yield hit


def _by_turns(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits in their order, those put last that are too many of their file."""
    first: list[Hit] = []
    later: list[Hit] = []
    seen: Counter[tuple[str, str]] = Counter()
    for hit in hits:
        file = (hit.fact.repo, hit.fact.path)
        seen[file] += 1
        limit = _MAX_SETTINGS_PER_FILE if is_setting(hit.fact) else _MAX_PER_FILE
        (first if seen[file] <= limit else later).append(hit)
    return first + later


def _reason(fact: Fact, stems: Sequence[str]) -> str:
    written = {stem(word): word for word in reversed(name_words(fact.name))}
    words = [written[each] for each in stems if each in written]
    what = _what(fact)
    return (
        f"{what} with {', '.join(words)} in its name" if words else f"{what} whose text mentions it"
    )


def _what(fact: Fact) -> str:
    if isinstance(fact, Symbol):
        return fact.what
    return "setting" if is_setting(fact) else "message"
