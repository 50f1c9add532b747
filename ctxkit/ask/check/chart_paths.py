"""What the chart of the workspace knows: the paths of its own values, those that its templates use,
its subcharts.

Not here: where the values go (`settings/chain.py`).
"""

from __future__ import annotations

from functools import cached_property

from ctxkit.ask.check.known_names import is_slip
from ctxkit.dify.programs import VALUES, scope_of_file
from ctxkit.index.reader import Index
from ctxkit.index.rows import fold_key
from ctxkit.model import ConfigUse, Location
from ctxkit.settings.suggest import nearest

CHART_REPO = "dify-helm"
_FILLED_IN = ("", "[", "{", "*")
"""How a value begins that is a mapping or list for the user to fill in, or nothing."""
_MOST_SUGGESTED = 40
_OPEN = ("helm-template", "helm-range", "helm-with", "helm-variable", "helm-subchart")
"""Uses that take a value whole: what stands below it is the user's."""


class Chart:
    """The chart of the workspace; without one it knows nothing."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._left = _MOST_SUGGESTED

    @cached_property
    def name(self) -> str:
        """What to call the chart in a sentence."""
        checkout = self._index.checkouts().get(CHART_REPO)
        return f"the chart {checkout.version}" if checkout else "the chart"

    @cached_property
    def _uses(self) -> list[ConfigUse]:
        files = [entry for entry in self._index.files(repo=CHART_REPO) if not entry.test]
        facts = [
            fact
            for entry in files
            for fact in self._index.in_file(CHART_REPO, entry.path, ConfigUse)
        ]
        return [
            f for f in facts if isinstance(f, ConfigUse) and scope_of_file(f.repo, f.path) == VALUES
        ]

    @cached_property
    def _own(self) -> dict[str, ConfigUse]:
        """The values of the chart's own file, not of files for tests."""
        return {
            u.name: u
            for u in self._uses
            if u.via == "helm-values" and u.path.endswith("/values.yaml")
        }

    @cached_property
    def _rendered(self) -> dict[str, set[str]]:
        """The paths that templates use, with the ways in which they do."""
        found: dict[str, set[str]] = {}
        for use in self._uses:
            if use.via != "helm-values" and use.role != "documents":
                found.setdefault(use.name, set()).add(use.via)
        return found

    @cached_property
    def _above(self) -> set[str]:
        """Every path that has a known path below it."""
        return {
            path[:at]
            for path in (*self._own, *self._rendered)
            for at, letter in enumerate(path)
            if letter == "."
        }

    @cached_property
    def _subcharts(self) -> set[str]:
        return {
            use.name
            for use in self._uses
            if use.via == "helm-subchart" and use.path.endswith("Chart.yaml")
        }

    def defaults(self) -> dict[str, str | None]:
        """Return the chart's own values by path."""
        return self._defaults

    @cached_property
    def _defaults(self) -> dict[str, str | None]:
        return {path: use.value for path, use in self._own.items()}

    def tops(self) -> set[str]:
        """Return the parts at the top of the chart's values."""
        return self._tops

    @cached_property
    def _tops(self) -> set[str]:
        return {path.split(".")[0] for path in (*self._own, *self._rendered)} | self._subcharts

    def has_sources(self, program: str) -> bool:
        """Tell whether the workspace holds the code of a program that the chart runs."""
        return any(
            scope_of_file(repo, "") == program for repo in self._index.checkouts()
        ) or program in ("api", "web")

    def is_of_subchart(self, path: str) -> bool:
        """Tell whether a path belongs to a subchart, whose templates are elsewhere, or to what all
        charts share.
        """
        top, _, rest = path.partition(".")
        return top in self._subcharts or (
            top == "global" and rest.split(".")[0] in _GLOBAL_OF_SUBCHARTS
        )

    def knows(self, path: str) -> bool:
        """Tell whether the chart's values or templates have the path, a part of it that is handed
        on whole, or more.
        """
        if path in self._own or path in self._rendered or path in self._above:
            return True
        for at, letter in enumerate(path):
            if letter != ".":
                continue
            above = path[:at]
            if (
                not self._rendered.get(above, set()).isdisjoint(_OPEN)
                and above not in self._structured
            ):
                return True
            if above in self._own and (self._own[above].value or "")[:1] in _FILLED_IN:
                return True
        return False

    @cached_property
    def _structured(self) -> set[str]:
        """The paths whose entries the chart's own file lists, so that others below them are slips."""
        return {
            path
            for path in self._above
            if any(via in ("helm-with",) for via in self._rendered.get(path, ()))
        }

    def is_used(self, path: str) -> bool:
        """Tell whether a template uses the path, what is above it as a whole, or what is below it."""
        if path in self._rendered or any(name.startswith(f"{path}.") for name in self._rendered):
            return True
        parts = path.split(".")
        return any(".".join(parts[:depth]) in self._rendered for depth in range(1, len(parts)))

    def meant(self, path: str) -> str:
        """Return the path that `path` is a slip of the pen of, by the first of its parts that
        nothing knows.
        """
        parts = path.split(".")
        for depth, wrong in enumerate(parts):
            beside = self._children.get(".".join(parts[:depth]), set())
            if wrong in beside:
                continue
            found = [each for each in beside if fold_key(each) == fold_key(wrong)]
            found = found or [each for each in beside if is_slip(wrong, each, long=len(each) > 6)]
            return (
                ".".join([*parts[:depth], found[0], *parts[depth + 1 :]]) if len(found) == 1 else ""
            )
        return ""

    @cached_property
    def _children(self) -> dict[str, set[str]]:
        """The parts that the chart knows below each path."""
        found: dict[str, set[str]] = {}
        for path in (*self._own, *self._rendered):
            parts = path.split(".")
            for depth, part in enumerate(parts):
                found.setdefault(".".join(parts[:depth]), set()).add(part)
        return found

    @cached_property
    def _known(self) -> list[str]:
        return [
            each for each in sorted({*self._own, *self._rendered}) if not self.is_of_subchart(each)
        ]

    def near(self, path: str) -> list[str]:
        """Return the paths that come nearest; none once very many were asked for."""
        if self._left <= 0 or len(path) > 200:
            return []
        self._left -= 1
        return nearest(path, self._known, limit=3)

    def places(self, path: str) -> list[Location]:
        """Return the place of a value in the chart's own file."""
        use = self._own.get(path)
        return [use.location] if use else []


_GLOBAL_OF_SUBCHARTS = frozenset(
    {"imageRegistry", "imagePullSecrets", "storageClass", "postgresql", "redis", "security"}
)
