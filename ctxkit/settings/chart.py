"""Which containers of a chart receive what its templates render: from `define` to object, from
object to container.

Not here: compose (`delivery.py`), the names of the values (`graph.py`).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ctxkit.index.setting_facts import SettingFacts
from ctxkit.model import ConfigUse, Manifest, TemplateCall, Via

_MAX_INCLUDES = 12  # `define`s that include each other
_MOUNTED_KINDS = frozenset({"ConfigMap", "Secret", "ExternalSecret", "PersistentVolumeClaim"})
"""Kinds of objects that containers mount or read. Others belong to the workload of their name."""

_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
_MOUNTS: frozenset[Via] = frozenset({"helm-env-from", "helm-volume"})


class _End(NamedTuple):
    """A place outside of `define`s that contains rendered text.

    `is_included` means that the text comes from a `define`.
    """

    repo: str
    path: str
    line: int
    is_included: bool
    section: str
    services: tuple[str, ...]


class ChartTemplates:
    """Follows the templates of a chart. Each lookup is made once and kept."""

    def __init__(self, index: SettingFacts) -> None:
        self._index = index
        self._objects = cache(self._read_objects)
        self._containers_of = cache(self._read_containers)
        self._pods_of = cache(self._read_pods)
        self._ends_of = cache(self._read_ends)

    def services(self, use: ConfigUse) -> tuple[str, ...]:
        """Return the containers that receive what `use` renders or decides; empty if unknown."""
        if use.services:
            return self._running(use)
        if use.symbol:
            ends = self._ends_of(use.repo, use.symbol)
        elif governed := self._governed(use):
            return _each([self._receiving(made) for made in governed])
        else:
            ends = (_End(use.repo, use.path, use.line, False, "", ()),)
        return _each([self._services_at(end) for end in ends])

    def _running(self, use: ConfigUse) -> tuple[str, ...]:
        """Return the services of a use without init containers and tests of the release."""
        objects = self._objects(use.repo, use.path)
        if not objects:
            return use.services
        running = {each for made in objects if not made.test for each in made.containers}
        return tuple(service for service in use.services if service in running)

    def _governed(self, use: ConfigUse) -> list[Manifest]:
        """Return the objects that exist only if the condition `use` holds."""
        objects = self._objects(use.repo, use.path)
        return [made for made in objects if use.line < made.line <= use.until]

    def _receiving(self, made: Manifest) -> tuple[str, ...]:
        """Return the containers of an object, or those that mount it."""
        if made.test:
            return ()
        if made.containers:
            return made.containers
        if made.name in _MOUNTED_KINDS:
            return self._containers_of(made.repo, made.object)
        return self._pods_of(made.repo, made.object)

    def _services_at(self, end: _End) -> tuple[str, ...]:
        if end.services:
            return end.services
        objects = self._objects(end.repo, end.path)
        made = next((each for each in objects if end.line <= each.end_line), None)
        if made is None or end.section == "metadata":
            return ()
        if made.containers and end.is_included:
            return ()  # in a pod but in no container: a name or a label
        return self._receiving(made)

    def _read_objects(self, repo: str, path: str) -> tuple[Manifest, ...]:
        facts = self._index.in_file(repo, path, Manifest)
        return tuple(fact for fact in facts if isinstance(fact, Manifest))

    def _read_containers(self, repo: str, name: str) -> tuple[str, ...]:
        """Return the containers that mount the object `name`, as environment or as files."""
        if not name:
            return ()
        named = [use for use in self._index.named(ConfigUse, name) if use.repo == repo]
        mounts = [use for use in named if use.via in _MOUNTS and not use.test]
        return _each([self._of_pod(use) for use in mounts])

    def _of_pod(self, use: ConfigUse) -> tuple[str, ...]:
        """Return the services of a use that are containers of its file, not init containers."""
        objects = self._objects(use.repo, use.path)
        running = {each for made in objects for each in made.containers}
        return tuple(service for service in use.services if service in running)

    def _read_pods(self, repo: str, name: str) -> tuple[str, ...]:
        """Return the containers of the workload whose name a Service or an autoscaler has."""
        if not name:
            return ()
        workloads = self._index.named(Manifest, *_WORKLOADS)
        named = [made for made in workloads if (made.repo, made.object) == (repo, name)]
        return _each([made.containers for made in named if not made.test])

    def _read_ends(self, repo: str, define: str) -> tuple[_End, ...]:
        """Return the places outside of `define`s that include `define`, also through others."""
        ends: list[_End] = []
        frontier, seen = [define], {define}
        for _ in range(_MAX_INCLUDES):
            calls = self._calls_of(repo, frontier)
            ends += [_end_of(call) for call in calls if not call.symbol]
            outer = dict.fromkeys(call.symbol for call in calls if call.symbol)
            frontier = [name for name in outer if name not in seen]
            seen.update(frontier)
        return tuple(ends)

    def _calls_of(self, repo: str, defines: list[str]) -> list[TemplateCall]:
        if not defines:
            return []
        return [call for call in self._index.named(TemplateCall, *defines) if call.repo == repo]


def _end_of(call: TemplateCall) -> _End:
    return _End(call.repo, call.path, call.line, True, call.section, call.services)


def _each(groups: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the members of all groups in order, without repetition."""
    return tuple(dict.fromkeys(member for group in groups for member in group))
