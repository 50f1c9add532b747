"""Which containers get what a layer sets: by the anchors that compose services merge, or by the chart's templates.

Not here: the chart's templates (`ask/chart.py`), the names that the values bear there (`ask/chain.py`).
"""

from __future__ import annotations

from ctxkit.ask.chart import Chart
from ctxkit.ask.programs import MIDDLEWARE, VALUES, scope_of_file, scope_of_service
from ctxkit.index import Index
from ctxkit.model import ConfigUse


class Delivery:
    """Answers which services an entry of compose or of a chart template reaches, reading each table once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._merges: dict[tuple[str, str], list[ConfigUse]] = {}
        self._chart = Chart(index)

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
        if fact.group and not fact.services:
            return tuple(dict.fromkeys(s for merge in self.merges(fact) for s in merge.services))
        if scope_of_file(fact.repo, fact.path) != VALUES or (fact.role == "sets" and not fact.target):
            return fact.services
        return self._chart.services(fact)

    def scopes(self, fact: ConfigUse) -> list[str]:
        """Return the programs whose containers get what `fact` sets."""
        return list(dict.fromkeys(scope_of_service(service) for service in self.services(fact)))

    def is_middleware(self, fact: ConfigUse) -> bool:
        """Tell whether `fact` belongs to the deployment of the middleware alone."""
        return scope_of_file(fact.repo, fact.path) == MIDDLEWARE
