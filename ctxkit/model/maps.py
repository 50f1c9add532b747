"""Answers about the network of a deployment: its services, links, queues, and hosts elsewhere.

Frozen data without behaviour. Not here: how they are found (`network/`, `ask/map/`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ctxkit.model.facts import Location

LinkKind = Literal["setting", "proxy", "handed", "queue"]
"""What a link follows from: a setting of the caller; the configuration of a proxy; an address that
another program hands to the caller; a queue of tasks.
"""

MapColumn = Literal["entry", "application", "async", "plugin", "code", "store"]
"""What a service is there for."""


class DecidedAt(Struct, frozen=True, kw_only=True):
    """The line that decides a value: in a source, or in a file of the user (`repo` is empty).
    `name` is what it is called there; `line` is 0 where it is not known.
    """

    name: str
    path: str
    line: int
    repo: str = ""


class LinkSetting(Struct, frozen=True, kw_only=True):
    """A setting that names a host, as the container has it, and what decides it; of a proxy, a path
    that it sends there. `program` is the one that hands the address to the caller, if one does.
    `is_unset`: it would name another host, but is empty.
    """

    name: str
    decided: DecidedAt
    program: str = ""
    is_unset: bool = False


class MapLink(Struct, frozen=True, kw_only=True):
    """A container calls another one on a port, empty where nothing says which.

    `database` is the one that it uses there, `queues` are those of tasks. `is_possible`: the
    container has the setting and its program reads it, but what the container does may never need
    it. `is_read` is False where no source has the program's code.
    """

    caller: str
    callee: str
    port: str
    kind: LinkKind = "setting"
    settings: tuple[LinkSetting, ...] = ()
    database: str = ""
    queues: tuple[str, ...] = ()
    is_possible: bool = False
    is_read: bool = True


class OutsideHost(Struct, frozen=True, kw_only=True):
    """A host that is no container of the deployment; `settings` name it, `services` call it."""

    host: str
    port: str
    settings: tuple[LinkSetting, ...]
    services: tuple[str, ...]


class MapService(Struct, frozen=True, kw_only=True):
    """A service of a deployment. `repo` and `version` are of the code that it runs, empty where no
    source has it; `image` is what the deployment starts. `ports` are those on which it listens,
    `published` those that are open on the host, `mode` is what a container of the api's image does.
    """

    name: str
    column: MapColumn
    program: str = ""
    title: str = ""
    image: str = ""
    repo: str = ""
    version: str = ""
    mode: str = ""
    ports: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    health: str = ""
    mounts: tuple[str, ...] = ()
    at: DecidedAt | None = None


class DeploymentMap(Struct, frozen=True, kw_only=True):
    """The services of a deployment that run, their links, and the hosts elsewhere.

    `about` is the one service that was asked for, with its neighbours; `only_outside`: only hosts
    elsewhere were. `of` says which files the map is of, `off` are services that are not started.
    """

    of: str
    services: tuple[MapService, ...]
    links: tuple[MapLink, ...]
    outside: tuple[OutsideHost, ...] = ()
    off: tuple[str, ...] = ()
    about: str = ""
    only_outside: bool = False
    notes: tuple[str, ...] = ()


class ServiceAnswer(Struct, frozen=True, kw_only=True):
    """What is known of one service of a deployment.

    `links` are its own and those to it, `outside` the hosts elsewhere that it calls. Of the
    `given` variables of its container its program reads `read`, and `unread` are others that
    somebody wrote for it. Both are None where no source has its program's code. `queues` are those
    that it reads, `queues_at` is where the list is from. `is_off`: it is not started.
    """

    service: MapService
    of: str
    links: tuple[MapLink, ...] = ()
    outside: tuple[OutsideHost, ...] = ()
    given: int = 0
    read: int | None = None
    unread: tuple[str, ...] | None = None
    queues: tuple[str, ...] = ()
    queues_at: DecidedAt | None = None
    profiles: tuple[str, ...] = ()
    is_off: bool = False
    notes: tuple[str, ...] = ()


class QueueTask(Struct, frozen=True, kw_only=True):
    """A task of a queue; `edition` is the one of Dify in which it has that queue, "" for any.

    `senders` are the lines that send it, `handed` those that hand it to others who do, `schedules`
    the entries of the schedule.
    """

    name: str
    location: Location
    edition: str = ""
    options: tuple[str, ...] = ()
    senders: tuple[Location, ...] = ()
    handed: tuple[Location, ...] = ()
    schedules: tuple[Location, ...] = ()


class QueueWorker(Struct, frozen=True, kw_only=True):
    """A worker that reads a queue, and where its list of queues is from."""

    service: str
    decided: DecidedAt


class QueueAnswer(Struct, frozen=True, kw_only=True):
    """What is known of a queue of tasks. `unknown` are workers whose queues are not known."""

    name: str
    of: str
    tasks: tuple[QueueTask, ...] = ()
    workers: tuple[QueueWorker, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
