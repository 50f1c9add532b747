"""What is said of a deployment's services, links, hosts elsewhere and queues, in words that a
terminal and a bundle share.

Not here: how the answers are found (`network/`, `ask/map/`, `ask/explain/`), the drawing
(`map_svg.py`, `map_diagram.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxkit.model import Location
from ctxkit.model.maps import (
    DecidedAt,
    DeploymentMap,
    LinkSetting,
    MapLink,
    MapService,
    OutsideHost,
    QueueAnswer,
    QueueTask,
    ServiceAnswer,
)
from ctxkit.text.locations import place_name
from ctxkit.text.wording import counted, prefixed, short

_MAX_NAME_CHARS = 60
_MAX_SETTINGS = 6
_MAX_PLACES = 6
_MAX_UNREAD = 12
_MAX_QUEUES = 30
_EACH = ", "


class LinkRow(NamedTuple):
    """Links of several callers that say the same: who, to whom, on which port, by which settings,
    decided where.
    """

    callers: str
    callee: str
    port: str
    by: str
    decided: str


def _some(items: Iterable[str], most: int) -> str:
    """Return the first of some items, and how many more there are."""
    found = list(items)
    if len(found) <= most:
        return _EACH.join(found)
    return _EACH.join([*found[:most], f"{len(found) - most} more"])


def name_words(name: str) -> str:
    """Return the name of a service or host on one line; a user's file may hold anything."""
    return short(name, _MAX_NAME_CHARS)


def ends_of(links: Iterable[MapLink]) -> set[str]:
    """Return the names of the services that links are between."""
    return {end for link in links for end in (link.caller, link.callee)}


def by_ends(links: Iterable[MapLink]) -> dict[tuple[str, str], list[MapLink]]:
    """Return links by the services that they are between, of which a picture has one arrow."""
    found: dict[tuple[str, str], list[MapLink]] = {}
    for link in links:
        found.setdefault((link.caller, link.callee), []).append(link)
    return found


def may_be_idle(links: Iterable[MapLink]) -> bool:
    """Return whether none of the links between two services is one that is always used."""
    return all(link.is_possible or link.kind == "queue" for link in links)


def link_rows(links: Iterable[MapLink]) -> list[LinkRow]:
    """Return links as rows. A caller in brackets may never use the link."""
    found: dict[tuple[str, ...], list[str]] = {}
    for link in links:
        name = name_words(link.caller)
        key = (name_words(link.callee), link.port, _by_words(link), _decided_words(link.settings))
        found.setdefault(key, []).append(f"({name})" if link.is_possible else name)
    return [LinkRow(_EACH.join(callers), *key) for key, callers in found.items()]


def _by_words(link: MapLink) -> str:
    """Return the settings of a link, the paths of a proxy, or how many queues."""
    if link.kind == "queue":
        return f"tasks of {counted(len(link.queues), 'queue')}" if link.queues else "tasks"
    words = _settings_words(link.settings)
    if link.database:
        words += f"; database {name_words(link.database)}"
    if not link.is_read:
        words += "; its code is not in the sources"
    return words


def _settings_words(settings: Iterable[LinkSetting]) -> str:
    """Return the settings of a link; callers may have one of a name from several lines."""
    return _some(dict.fromkeys(map(_setting, settings)), _MAX_SETTINGS)


def _setting(setting: LinkSetting) -> str:
    words = name_words(setting.name) or "every path"
    if setting.is_unset:
        return f"{words} is empty"
    if setting.decided.name not in ("", setting.name):
        words += f" <- {name_words(setting.decided.name)}"
    if setting.program:
        words += f" of {setting.program}"
    return words


def _decided_words(settings: Sequence[LinkSetting]) -> str:
    """Return where settings are decided: `docker/.env.example:344, 408`."""
    lines: dict[str, list[str]] = {}
    for setting in settings[:_MAX_SETTINGS]:
        decided = setting.decided
        if decided.path:
            lines.setdefault(_file(decided), []).append(str(decided.line or ""))
    return "; ".join(path + prefixed(":", _each_once(numbers)) for path, numbers in lines.items())


def _each_once(texts: Iterable[str]) -> str:
    return _EACH.join(dict.fromkeys(filter(None, texts)))


def place_words(decided: DecidedAt | None) -> str:
    """Return the file and the line of one decision."""
    if decided is None:
        return ""
    return _file(decided) + prefixed(":", str(decided.line or ""))


def _file(decided: DecidedAt) -> str:
    return " ".join(filter(None, (decided.repo, short(decided.path, 2 * _MAX_NAME_CHARS))))


def title_words(drawn: DeploymentMap) -> str:
    """Return what a map is of, in one line."""
    of = short(drawn.of, 2 * _MAX_NAME_CHARS)
    if drawn.only_outside:
        return f"hosts outside of {of}"
    if drawn.about:
        return f"neighbours of {name_words(drawn.about)} in {of}"
    return f"map of {of}"


def size_words(drawn: DeploymentMap) -> str:
    """Return how large a map is."""
    outside = counted(len(drawn.outside), "host") + " outside"
    if drawn.only_outside:
        return outside
    links = counted(len(drawn.links), "link")
    return _EACH.join((counted(len(drawn.services), "service"), links, outside))


def image_words(service: MapService) -> str:
    """Return what a service runs: its program, the source at hand, its image."""
    source = service.repo + prefixed("@", service.version)
    mode = prefixed("MODE=", service.mode)
    return _EACH.join(filter(None, (service.title, mode, source, short(service.image))))


def outside_words(host: OutsideHost) -> tuple[str, str, str]:
    """Return a host with its port, the settings that name it, and the services that call it."""
    name = name_words(host.host) + prefixed(":", host.port)
    return name, _settings_words(host.settings), _EACH.join(map(name_words, host.services))


# --- one service -------------------------------------------------------------------------------


def service_facts(answer: ServiceAnswer) -> Iterator[tuple[str, str]]:
    """Yield (label, words) of a service, without its links."""
    service = answer.service
    if answer.is_off:
        profiles = " or ".join(map(name_words, answer.profiles))
        yield "not started", f"needs the profile {profiles} in COMPOSE_PROFILES"
    yield "runs", image_words(service)
    yield "ports", _ports(service)
    yield "health check", short(service.health)
    yield "volumes", _EACH.join(short(mount) for mount in service.mounts)
    databases = (link.database for link in answer.links if link.caller == service.name)
    yield "database", _EACH.join(dict.fromkeys(filter(None, databases)))
    yield "queues", _some(answer.queues, _MAX_QUEUES) + _from(answer.queues_at)
    yield "settings", _settings(answer)
    yield "outside", _EACH.join(outside_words(host)[0] for host in answer.outside)


def _ports(service: MapService) -> str:
    published = prefixed("published as ", _EACH.join(map(short, service.published)))
    return "; ".join(filter(None, (_EACH.join(service.ports), published)))


def _from(decided: DecidedAt | None) -> str:
    if decided is None:
        return ""
    return f" (by {decided.name}, {place_words(decided)})"


def _settings(answer: ServiceAnswer) -> str:
    if not answer.given:
        return ""
    if answer.read is None:
        return f"{answer.given} given; no source has its code"
    words = f"{answer.given} given, {answer.read} read by its program"
    unread = answer.unread or ()
    if not unread:
        return words
    return f"{words}; listed for it alone and not read: {_some(unread, _MAX_UNREAD)}"


# --- a queue -----------------------------------------------------------------------------------


def worker_words(answer: QueueAnswer) -> str:
    """Return who reads a queue."""
    if answer.workers:
        return "; ".join(
            f"{name_words(each.service)} (by {each.decided.name}, {place_words(each.decided)})"
            for each in answer.workers
        )
    if answer.unknown:
        names = _EACH.join(map(name_words, answer.unknown))
        return f"not known: the queues of {names} are in no file at hand"
    return "nobody: its tasks stay in the broker"


def task_words(task: QueueTask) -> str:
    """Return what is known of a task, its place apart."""
    sent = _some(map(_place, task.senders), _MAX_PLACES)
    scheduled = _some(map(place_name, task.schedules), _MAX_PLACES)
    handed = _some(map(_place, task.handed), _MAX_PLACES)
    words = filter(
        None,
        (
            prefixed("sent by ", sent),
            prefixed("handed over by ", handed),
            prefixed("scheduled in ", scheduled),
        ),
    )
    name = " ".join(filter(None, (task.name, prefixed("EDITION=", task.edition))))
    return f"{name}: {'; '.join(words) or 'no sender found'}"


def _place(place: Location) -> str:
    return " ".join(filter(None, (place.symbol, place_name(place))))
