"""Which containers get what a layer sets: the anchors that compose services merge, the `define`s that a chart includes.

Not here: the names that the values bear there (`ask/chain.py`).
"""

from __future__ import annotations

from collections import defaultdict

from ctxkit.ask.programs import MIDDLEWARE, VALUES, scope_of_file, scope_of_service
from ctxkit.index import Index
from ctxkit.model import ConfigUse, Manifest, TemplateCall

_DEEPEST_INCLUDE = 12


class Delivery:
    """Answers which services an entry of compose or of a chart template reaches, reading each table once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._merges: dict[tuple[str, str], list[ConfigUse]] = {}
        self._callers: dict[str, list[TemplateCall]] | None = None
        self._manifests: list[Manifest] | None = None
        self._chart: dict[tuple[str, str, str], tuple[str, ...]] = {}

    def merges(self, fact: ConfigUse) -> list[ConfigUse]:
        """Return the places at which services merge the block that `fact` stands in."""
        if not fact.group:
            return []
        key = (fact.path, fact.group)
        if key not in self._merges:
            self._merges[key] = [
                merge
                for merge in self._index.named(ConfigUse, f"*{fact.group}")
                if (merge.repo, merge.path) == (fact.repo, fact.path)
            ]
        return self._merges[key]

    def services(self, fact: ConfigUse) -> tuple[str, ...]:
        """Return the names of the containers that get what `fact` sets."""
        if fact.group:
            return tuple(dict.fromkeys(s for merge in self.merges(fact) for s in merge.services))
        if fact.services or scope_of_file(fact.repo, fact.path) != VALUES or (fact.role == "sets" and not fact.target):
            return fact.services
        return self._chart_services(fact)

    def scopes(self, fact: ConfigUse) -> list[str]:
        """Return the programs whose containers get what `fact` sets."""
        return list(dict.fromkeys(scope_of_service(service) for service in self.services(fact)))

    def is_middleware(self, fact: ConfigUse) -> bool:
        """Tell whether `fact` belongs to the deployment of the middleware alone."""
        return scope_of_file(fact.repo, fact.path) == MIDDLEWARE

    def _chart_services(self, fact: ConfigUse) -> tuple[str, ...]:
        key = (fact.repo, fact.path, fact.symbol)
        if key not in self._chart:
            self._chart[key] = tuple(dict.fromkeys(self._files_of(fact)))
        return self._chart[key]

    def _files_of(self, fact: ConfigUse) -> list[str]:
        """Return the services of the template files that `fact`'s `define` ends up in."""
        if self._callers is None:
            self._callers = defaultdict(list)
            for call in self._index.all(TemplateCall):
                self._callers[call.name].append(call)
        files = [] if fact.symbol else [fact.path]
        frontier, seen = [fact.symbol] if fact.symbol else [], {fact.symbol}
        for _ in range(_DEEPEST_INCLUDE):
            following: list[str] = []
            for name in frontier:
                for call in self._callers.get(name, ()):
                    if not call.symbol:
                        files.append(call.path)
                    elif call.symbol not in seen:
                        seen.add(call.symbol)
                        following.append(call.symbol)
            frontier = following
        return [service for path in dict.fromkeys(files) for service in _service_of_template(path)]


def _service_of_template(path: str) -> list[str]:
    """Return the service that a chart's file is named after: `templates/plugin-daemon-config.yaml`."""
    base = path.rpartition("/")[2]
    for ending in (
        "-config",
        "-secret",
        "-deployment",
        "-statefulset",
        "-externalsecret",
        "-configmap",
        "-credentials",
    ):
        head, found, _ = base.partition(ending)
        if found and head:
            return [head]
    return []
