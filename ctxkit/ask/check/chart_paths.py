"""The paths that the chart of the workspace has: those of its own values, those that its templates
use, its subcharts.

Not here: where the values go (`settings/chain.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from ctxkit.ask.check.fact_kinds import uses_in
from ctxkit.ask.check.known_names import is_misspelling, may_be_misspelling
from ctxkit.dify.charts import is_subchart_global
from ctxkit.dify.paths import subchart_of
from ctxkit.dify.programs import VALUES, scope_of_file
from ctxkit.dify.repositories import CHART
from ctxkit.index.reader import Index
from ctxkit.index.rows import fold_key
from ctxkit.model import ConfigUse, Location
from ctxkit.settings.suggest import nearest
from ctxkit.values.places import Places

_VALUES_FILE = "/values.yaml"
_TO_FILL_IN = ("", "[", "{", "*")
"""How a value begins that is a mapping or list for the user to fill in, or nothing."""
_WHOLE = frozenset({"helm-template", "helm-range", "helm-with", "helm-variable", "helm-subchart"})
"""Uses that take a value as a whole: whatever the user puts below it is used."""
_NOT_OF_VALUES = frozenset(
    {"helm-values", "helm-literal", "helm-computed", "helm-env-from", "helm-volume"}
)
"""Uses whose name is a variable of a container or a helper, and values themselves."""
_NOTES = "/NOTES.txt"
_IN_DIFY_REPO = ("api", "web")

_MAX_SUGGESTED_PATHS = 40  # of one file; a file with more unknown paths is of another chart
_MAX_SUGGESTIONS = 3
_MAX_PATH_CHARS = 200
_MIN_LONG_PART_CHARS = 7


class ChartPaths:
    """The chart of the workspace; without one it knows nothing."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._suggestions_left = _MAX_SUGGESTED_PATHS
        self._spellings: dict[str, Spellings] = {}

    @property
    def is_at_hand(self) -> bool:
        """Whether the workspace has a chart."""
        return CHART in self._index.checkouts()

    @cached_property
    def name(self) -> str:
        """The name of the chart in a sentence."""
        checkout = self._index.checkouts().get(CHART)
        return f"the chart {checkout.version}" if checkout else "the chart"

    @cached_property
    def defaults(self) -> dict[str, str]:
        """The chart's own values by path, empty where they are null."""
        return {path: use.value or "" for path, use in self._own.items()}

    @cached_property
    def parts(self) -> set[str]:
        """The parts at the top of the chart's values."""
        return {path.split(".")[0] for path in self._known} | self._subcharts

    @cached_property
    def _uses(self) -> list[ConfigUse]:
        return [
            use
            for entry in self._index.files(repo=CHART)
            if not entry.test and scope_of_file(CHART, entry.path) == VALUES
            for use in uses_in(self._index.in_file(CHART, entry.path, ConfigUse))
        ]

    @cached_property
    def _own(self) -> dict[str, ConfigUse]:
        """The values of the chart's own file, without those of files for tests; what it sets of a
        subchart counts more than what the subchart does.
        """
        return {
            use.name: use
            for use in sorted(self._uses, key=lambda use: not subchart_of(use.path))
            if use.via == "helm-values" and use.path.endswith(_VALUES_FILE)
        }

    @cached_property
    def _rendered(self) -> dict[str, set[str]]:
        """The paths that templates use, with the ways in which they do."""
        found: dict[str, set[str]] = defaultdict(set)
        for use in self._uses:
            if use.via in _NOT_OF_VALUES or use.role == "documents":
                continue
            if not use.path.endswith(_NOTES):  # they only speak of a value
                found[use.name].add(use.via)
        return dict(found)

    @cached_property
    def _known_paths(self) -> frozenset[str]:
        return frozenset({*self._own, *self._rendered})

    @property
    def known_paths(self) -> frozenset[str]:
        """The paths of the chart's values and of those that its templates use."""
        return self._known_paths

    @cached_property
    def _known(self) -> list[str]:
        return sorted(self._known_paths)

    @cached_property
    def _above(self) -> set[str]:
        """Every path that has a known path below it."""
        return {above for path in self._known for above in _paths_above(path)}

    @cached_property
    def _subcharts(self) -> set[str]:
        return {
            use.name
            for use in self._uses
            if use.via == "helm-subchart" and use.path.endswith("Chart.yaml")
        }

    def has_sources(self, program: str) -> bool:
        """Return whether the workspace holds the code of a program that the chart runs."""
        if program in _IN_DIFY_REPO:
            return True
        return any(scope_of_file(repo, "") == program for repo in self._index.checkouts())

    def is_of_subchart(self, path: str) -> bool:
        """Return whether a path belongs to a subchart, whose templates are elsewhere, or to what
        all charts share.
        """
        part, _, below = path.partition(".")
        if part in self._subcharts:
            return True
        return part == "global" and is_subchart_global(below.split(".")[0])

    def knows(self, path: str) -> bool:
        """Return whether the chart's values or templates have the path, or something above it that
        is used as a whole.
        """
        if path in self._above or path in self._known_paths:
            return True
        return any(self._takes_whole(above) for above in _paths_above(path))

    def _takes_whole(self, path: str) -> bool:
        """Return whether whatever is below a path is used."""
        is_whole = not self._rendered.get(path, set()).isdisjoint(_WHOLE)
        if is_whole and not self._lists_its_entries(path):
            return True
        # nodeSelector: {} is for the user to fill in.
        return path in self._own and self.defaults[path][:1] in _TO_FILL_IN

    def _lists_its_entries(self, path: str) -> bool:
        """Return whether the chart's own file lists what belongs below a path, so that anything
        else there is a misspelling.
        """
        return path in self._above and "helm-with" in self._rendered.get(path, ())

    def is_used(self, path: str) -> bool:
        """Return whether a template uses the path, something below it, or all of what is above
        it.
        """
        if any(name.startswith(f"{path}.") for name in self._rendered):
            return True
        return any(each in self._rendered for each in (path, *_paths_above(path)))

    def intended(self, path: str) -> str:
        """Return the path that `path` is a misspelling of, by the first of its parts that the chart
        does not know.
        """
        parts = path.split(".")
        for depth, wrong in enumerate(parts):
            siblings = self._children.get(".".join(parts[:depth]), set())
            if wrong not in siblings:
                right = self._intended_part(".".join(parts[:depth]), wrong)
                return ".".join([*parts[:depth], right, *parts[depth + 1 :]]) if right else ""
        return ""

    def _intended_part(self, above: str, wrong: str) -> str:
        """Return the one part below a path that `wrong` is a misspelling of, or ""."""
        if above not in self._spellings:
            self._spellings[above] = Spellings(self._children.get(above, ()))
        return self._spellings[above].intended(wrong)

    @cached_property
    def _children(self) -> dict[str, set[str]]:
        """The parts that the chart knows below each path."""
        found: dict[str, set[str]] = defaultdict(set)
        for path in self._known:
            parts = path.split(".")
            for depth, part in enumerate(parts):
                found[".".join(parts[:depth])].add(part)
        return dict(found)

    def keys_below(self, path: str) -> list[str]:
        """Return the keys that the chart knows directly below a path."""
        return sorted(self._children.get(path, ()))

    def comment(self, path: str) -> str:
        """Return the chart's comment on one of its values."""
        use = self._own.get(path)
        return use.description if use else ""

    @cached_property
    def _suggested(self) -> list[str]:
        return [path for path in self._known if not self.is_of_subchart(path)]

    def near(self, path: str) -> list[str]:
        """Return the nearest paths; none once very many were asked for."""
        if self._suggestions_left <= 0 or len(path) > _MAX_PATH_CHARS:
            return []
        self._suggestions_left -= 1
        return nearest(path, self._suggested, limit=_MAX_SUGGESTIONS)

    @cached_property
    def _places(self) -> Places:
        return Places(self._suggested)

    def place_of(self, path: str) -> str:
        """Return where the chart has a value that stands at a path it does not have, or ""."""
        return self._places.of(path)

    def places(self, path: str) -> list[Location]:
        """Return the place of a value in the chart's own file."""
        use = self._own.get(path)
        return [use.location] if use else []


def _paths_above(path: str) -> Iterator[str]:
    """Yield the paths that a path lies below, the outermost first."""
    for at, letter in enumerate(path):
        if letter == ".":
            yield path[:at]


class Spellings:
    """The parts that a chart knows below one path, prepared for many that it does not know."""

    def __init__(self, parts: Iterable[str]) -> None:
        self._by_fold: dict[str, list[str]] = defaultdict(list)
        self._parts = [(part, frozenset(part)) for part in parts]
        for part, _ in self._parts:
            self._by_fold[fold_key(part)].append(part)

    def intended(self, wrong: str) -> str:
        """Return the one part that `wrong` is a misspelling of, or ""."""
        found = self._by_fold.get(fold_key(wrong))
        if not found:
            letters = frozenset(wrong)
            found = [
                part
                for part, own in self._parts
                if may_be_misspelling(letters, own)
                and is_misspelling(wrong, part, in_long_name=len(part) >= _MIN_LONG_PART_CHARS)
            ]
        return found[0] if len(found) == 1 else ""
