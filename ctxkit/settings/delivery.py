"""Which containers receive what a line sets: through the anchors that compose services merge, the
files that they read as `env_file`, or the templates of the chart.

Not here: the templates of the chart (`chart.py`), the names of the values (`graph.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from ctxkit.dify.paths import COMPOSE_FILE, ENV_EXAMPLE
from ctxkit.dify.programs import SERVICES_OF, VALUES, environment_of, scope_of_service
from ctxkit.dify.service_names import row_of_service
from ctxkit.files.interpolation import references, resolved
from ctxkit.index.setting_facts import SettingFacts
from ctxkit.model import ConfigUse, Via, service_key
from ctxkit.settings.chart import ChartTemplates
from ctxkit.settings.names import Name, SettingFact, scope_of

_EXAMPLE = ".example"
_PROFILES = "COMPOSE_PROFILES"
_COMPOSE = ("dify", COMPOSE_FILE)
_ENTRIES: frozenset[Via] = frozenset({"compose", "compose-literal"})


class Delivery:
    """Answers which services a line of compose or of the chart reaches. Each table is read once."""

    def __init__(self, index: SettingFacts, about: Callable[[Iterable[str]], list[SettingFact]]):
        self._index = index
        self._about = about
        self._chart = ChartTemplates(index)
        self._merges_of = cache(self._read_merges)
        self._readers_of = cache(self._read_readers)
        self._own_entries = cache(self._read_own_entries)
        self.scope_of = cache(self._scope_of)
        self._active = cache(self._read_active)
        self._profiles = cache(self._read_profiles)
        self.profiles = cache(self._read_profiles_of_services)
        self._present = cache(self._read_present)
        self._env_file_services = cache(self._read_env_file_services)

    def merges(self, use: ConfigUse) -> tuple[ConfigUse, ...]:
        """Return the lines on which services merge the block that contains `use`."""
        return self._merges_of(use.repo, use.path, use.group) if use.group else ()

    def services(self, use: ConfigUse) -> tuple[str, ...]:
        """Return the containers that receive what `use` sets."""
        if use.via == "env-example":
            own = self._own_entries(use.name)
            readers = self._readers_of(use.repo, use.path)
            return tuple(service for service in readers if service not in own)
        if use.group and not use.services:
            # Of an anchor's block the services are known only where it is merged.
            return _each(merge.services for merge in self.merges(use))
        if use.via == "helm-env":
            return self._rendering(use)
        if scope_of(use) != VALUES or _is_leaf(use):
            return use.services
        return self._chart.services(use)

    def handed_over(self, name: Name) -> tuple[str, ...]:
        """Return the containers that receive a variable of a program from docker/.env as a whole:
        they have it as `env_file`, whether an example file has the variable or not.
        """
        services = self._env_file_services().get(environment_of(name.scope), ())
        if not services:
            return ()
        own = self._own_entries(name.name)
        return tuple(service for service in services if service not in own)

    def env_file_scopes(self) -> frozenset[str]:
        """Return the programs of the containers that receive all of docker/.env."""
        return frozenset(self._env_file_services())

    def _read_env_file_services(self) -> dict[str, tuple[str, ...]]:
        """Return for each program its containers whose `env_file` is docker/.env."""
        found: dict[str, list[str]] = {}
        for service in self._readers_of("dify", ENV_EXAMPLE):
            found.setdefault(self.scope_of(service), []).append(service)
        return {scope: tuple(services) for scope, services in found.items()}

    def _read_own_entries(self, variable: str) -> frozenset[str]:
        """Return the services whose own `environment` sets a variable, over any `env_file`."""
        facts = [fact for fact in self._about([variable]) if isinstance(fact, ConfigUse)]
        entries = [use for use in facts if use.via in _ENTRIES and use.role != "reads"]
        here = [use for use in entries if (use.repo, use.path) == _COMPOSE]
        setting = [use for use in here if (use.target or use.name) == variable]
        return frozenset(service for use in setting for service in self.services(use))

    def scopes(self, use: ConfigUse) -> list[str]:
        """Return the programs whose containers receive what `use` sets."""
        return list(dict.fromkeys(map(self.scope_of, self.services(use))))

    def present(self, program: str) -> tuple[str, ...]:
        """Return the services of docker-compose.yaml that run a program: of a version that has no
        such container yet, none. Where the file names no image, those that Dify calls so.
        """
        services, known = SERVICES_OF.get(program, ()), self._present()
        return tuple(service for service in services if service in known or not known)

    def _read_present(self) -> frozenset[str]:
        """Return the services of docker-compose.yaml among those that run a known program."""
        services = [service for each in SERVICES_OF.values() for service in each]
        return frozenset(each for use in self._keys("image", services) for each in use.services)

    def stopped(self, services: Iterable[str]) -> frozenset[str]:
        """Return the services that docker compose does not start with the shipped `.env`."""
        return frozenset(
            service
            for use in self._keys("profiles", services)
            if self._active().isdisjoint((use.value or "").split(","))
            for service in use.services
        )

    def selecting(self) -> frozenset[str]:
        """Return the variables that decide which services docker compose starts."""
        made_of = {each.name for each in references(self._profiles())}
        return frozenset({_PROFILES, *made_of})

    def _read_profiles_of_services(self) -> frozenset[str]:
        """Return all profiles of the services of docker-compose.yaml."""
        facts = self._index.in_file(*_COMPOSE, ConfigUse)
        uses = [fact for fact in facts if isinstance(fact, ConfigUse)]
        listed = [use.value or "" for use in uses if use.via == "compose-profiles"]
        return frozenset(name for names in listed for name in names.split(","))

    def _read_active(self) -> frozenset[str]:
        """Return the profiles that docker/.env.example activates."""
        return frozenset(resolved(self._profiles()).split(","))

    def _read_profiles(self) -> str:
        uses = self._index.named(ConfigUse, _PROFILES)
        lines = [use.value or "" for use in uses if (use.repo, use.path) == ("dify", ENV_EXAMPLE)]
        return next(iter(lines), "")

    def _scope_of(self, service: str) -> str:
        """Return what the container of a service runs."""
        if row_of_service(service) is not None:
            return scope_of_service(service)  # known by name: no need to look for its image
        images = [use.value or "" for use in self._keys("image", [service])]
        return scope_of_service(service, *images[:1])

    def _keys(self, key: str, services: Iterable[str]) -> list[ConfigUse]:
        """Return the images or the profiles of services of docker-compose.yaml."""
        names = [service_key(service, key) for service in services]
        uses = self._index.named(ConfigUse, *names) if names else []
        return [use for use in uses if (use.repo, use.path) == _COMPOSE]

    def _rendering(self, entry: ConfigUse) -> tuple[str, ...]:
        """Return the containers whose `env` renders the list of variables that contains `entry`."""
        uses = [use for use in self._index.named(ConfigUse, entry.name) if use.role == "renders"]
        lists = [use for use in uses if use.target == "env" and use.repo == entry.repo]
        return _each(self._chart.services(use) for use in lists)

    def _read_merges(self, repo: str, path: str, group: str) -> tuple[ConfigUse, ...]:
        # `<<: *shared-env` is a use named `*shared-env`.
        merges = self._index.named(ConfigUse, f"*{group}")
        return tuple(merge for merge in merges if (merge.repo, merge.path) == (repo, path))

    def _read_readers(self, repo: str, path: str) -> tuple[str, ...]:
        """Return the services whose `env_file` is the copy that an operator makes of an example."""
        if not path.endswith(_EXAMPLE):
            return ()
        # docker/.env.example becomes docker/.env, which docker/docker-compose.yaml calls `.env`.
        folder, _, below = path.removesuffix(_EXAMPLE).partition("/")
        uses = self._index.named(ConfigUse, below, f"./{below}")
        reads = [use for use in uses if use.via == "compose-env-file"]
        beside = [use for use in reads if (use.repo, _folder(use.path)) == (repo, folder)]
        return _each(use.services for use in beside if not _is_generated_from(use.path))


def _each(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return the members of all groups in order, without repetition."""
    return tuple(dict.fromkeys(member for group in groups for member in group))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _is_leaf(use: ConfigUse) -> bool:
    """Return whether a line of the chart only sets a value, which reaches nothing by itself."""
    return use.role == "sets" and not use.target


def _is_generated_from(path: str) -> bool:
    """Return whether a compose file is the template of another one, or only for developers."""
    return "template" in path or "middleware" in path
