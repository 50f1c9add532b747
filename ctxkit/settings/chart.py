"""Which containers of a chart get what its templates render: from `define` to object, from object
to container.

Not here: compose (`delivery.py`), the names that values bear (`chain.py`).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ctxkit.index.setting_facts import SettingFacts
from ctxkit.model import ConfigUse, Manifest, TemplateCall

_DEEPEST_INCLUDE = 12
_TAKEN_KINDS = frozenset({"ConfigMap", "Secret", "ExternalSecret", "PersistentVolumeClaim"})
"""Kinds of objects that a container takes in; others are about the workload of their name."""

_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
_TAKEN_IN = ("helm-env-from", "helm-volume")


class _Place(NamedTuple):
    """Where text ends up outside `define`s; `included`: through a template that it was rendered in."""

    repo: str
    path: str
    line: int
    included: bool
    section: str
    services: tuple[str, ...]


class Chart:
    """Follows the templates of a chart; what has been looked up once is kept."""

    def __init__(self, index: SettingFacts) -> None:
        self._index = index
        self._objects = cache(self._read_objects)
        self._containers_of = cache(self._read_containers)
        self._pods_of = cache(self._read_pods)
        self._ends_of = cache(self._read_ends)

    def services(self, use: ConfigUse) -> tuple[str, ...]:
        """Return the containers that get what `use`, of a chart template, renders or decides; none
        if unknown.
        """
        if use.services:
            return self._running(use)
        governed = [] if use.symbol else self._governed(use)
        if governed:
            return tuple(
                dict.fromkeys(service for made in governed for service in self._taking(made))
            )
        here = [_Place(use.repo, use.path, use.line, False, "", ())]
        places = self._ends_of(use.repo, use.symbol) if use.symbol else here
        return tuple(
            dict.fromkeys(service for place in places for service in self._services_at(place))
        )

    def _running(self, use: ConfigUse) -> tuple[str, ...]:
        """Return the services of a use without those that only prepare a pod or test the release."""
        objects = self._objects(use.repo, use.path)
        running = {each for made in objects if not made.test for each in made.containers}
        return tuple(service for service in use.services if service in running or not objects)

    def _governed(self, use: ConfigUse) -> list[Manifest]:
        """Return the objects that are made only if a condition at the head of a block holds."""
        return [
            made for made in self._objects(use.repo, use.path) if use.line < made.line <= use.until
        ]

    def _taking(self, made: Manifest) -> tuple[str, ...]:
        """Return the containers that an object runs, or that take it in."""
        if made.test or made.containers:
            return () if made.test else made.containers
        if made.name in _TAKEN_KINDS:
            return self._containers_of(made.repo, made.object)
        return self._pods_of(made.repo, made.object)

    def _services_at(self, place: _Place) -> tuple[str, ...]:
        if place.services:
            return place.services
        made = next(
            (each for each in self._objects(place.repo, place.path) if place.line <= each.end_line),
            None,
        )
        if made is None or made.test or place.section == "metadata":
            return ()
        if (
            made.containers
        ):  # of a pod: what a template renders there and in no container is a name or a label
            return () if place.included else made.containers
        return self._taking(made)

    def _read_objects(self, repo: str, path: str) -> tuple[Manifest, ...]:
        return tuple(
            fact for fact in self._index.in_file(repo, path, Manifest) if isinstance(fact, Manifest)
        )

    def _read_containers(self, repo: str, name: str) -> tuple[str, ...]:
        """Return the containers that take in the object of that name: as environment or as files."""
        if not name:
            return ()
        uses = [
            use
            for use in self._index.named(ConfigUse, name)
            if use.via in _TAKEN_IN and use.repo == repo and not use.test
        ]
        running = {
            (use.path, each)
            for use in uses
            for o in self._objects(repo, use.path)
            for each in o.containers
        }
        return tuple(
            dict.fromkeys(s for use in uses for s in use.services if (use.path, s) in running)
        )

    def _read_pods(self, repo: str, name: str) -> tuple[str, ...]:
        """Return the containers of the workloads of that name, which a Service or an autoscaler is
        named after.
        """
        made = [
            m
            for m in self._index.named(Manifest, *_WORKLOADS)
            if m.repo == repo and m.object == name and name
        ]
        return tuple(dict.fromkeys(service for m in made if not m.test for service in m.containers))

    def _read_ends(self, repo: str, define: str) -> tuple[_Place, ...]:
        """Return the places outside `define`s at which the text of a `define` ends up."""
        ends: list[_Place] = []
        frontier, seen = [define], {define}
        for _ in range(_DEEPEST_INCLUDE):
            calls = (
                [call for call in self._index.named(TemplateCall, *frontier) if call.repo == repo]
                if frontier
                else []
            )
            ends += [
                _Place(c.repo, c.path, c.line, True, c.section, c.services)
                for c in calls
                if not c.symbol
            ]
            frontier = [
                name
                for name in dict.fromkeys(call.symbol for call in calls)
                if name and name not in seen
            ]
            seen.update(frontier)
        return tuple(ends)
