"""Which containers get what a layer sets: by the anchors that compose services merge, or by the
chart's templates.

Not here: the chart's templates (`chart.py`), the names that the values bear there (`chain.py`).
"""

from __future__ import annotations

from ctxkit.dify.programs import MIDDLEWARE, VALUES, scope_of_file, scope_of_service
from ctxkit.index.setting_facts import SettingFacts
from ctxkit.model import ConfigUse
from ctxkit.settings.chart import Chart

_EXAMPLE = ".example"


def _is_generated_from(path: str) -> bool:
    """Tell whether a compose file is the template of another, or one for developers."""
    return any(word in path for word in ("template", "middleware"))


class Delivery:
    """Answers which services an entry of compose or of a chart template reaches, reading each table
    once.
    """

    def __init__(self, index: SettingFacts) -> None:
        self._index = index
        self._merges: dict[tuple[str, str], list[ConfigUse]] = {}
        self._env_files: dict[tuple[str, str], tuple[str, ...]] = {}
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
        if fact.via == "env-example":
            return self._reading(fact.repo, fact.path)
        if fact.group and not fact.services:
            return tuple(dict.fromkeys(s for merge in self.merges(fact) for s in merge.services))
        if fact.via == "helm-env":
            return self._running(fact)
        if scope_of_file(fact.repo, fact.path) != VALUES or (
            fact.role == "sets" and not fact.target
        ):
            return fact.services
        return self._chart.services(fact)

    def _running(self, fact: ConfigUse) -> tuple[str, ...]:
        """Return the containers whose `env` renders the list of variables that `fact` is an entry
        of.
        """
        uses = [
            use
            for use in self._index.named(ConfigUse, fact.name)
            if use.role == "renders" and use.target == "env"
        ]
        return tuple(
            dict.fromkeys(
                s for use in uses if use.repo == fact.repo for s in self._chart.services(use)
            )
        )

    def _reading(self, repo: str, path: str) -> tuple[str, ...]:
        """Return the services whose `env_file` is the file that one makes of the example file at
        `path`.
        """
        key = (repo, path)
        if key not in self._env_files:
            folder, _, below = path.removesuffix(_EXAMPLE).partition("/")
            uses = (
                self._index.named(ConfigUse, below, f"./{below}") if path.endswith(_EXAMPLE) else []
            )
            self._env_files[key] = tuple(
                dict.fromkeys(
                    service
                    for use in uses
                    if use.via == "compose-env-file"
                    and use.repo == repo
                    and use.path.rpartition("/")[0] == folder
                    if not _is_generated_from(use.path)
                    for service in use.services
                )
            )
        return self._env_files[key]

    def scopes(self, fact: ConfigUse) -> list[str]:
        """Return the programs whose containers get what `fact` sets."""
        return list(dict.fromkeys(scope_of_service(service) for service in self.services(fact)))

    def is_middleware(self, fact: ConfigUse) -> bool:
        """Tell whether `fact` belongs to the deployment of the middleware alone."""
        return scope_of_file(fact.repo, fact.path) == MIDDLEWARE
