"""Ports that containers call, and on which nothing listens there.

Not here: the ports on which programs listen (`dify/listening.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.deployment.network import NetworkedService
from ctxkit.dify.listening import Listener, listener_of, ports_of_command
from ctxkit.network.calls import Call
from ctxkit.network.modes import API, mode_of

_MAX_NAMED_CALLERS = 3

PORT_OF_CALLER = FileRule(
    id="port-not-listening",
    category="settings-clash",
    severity="warning",
    summary="A setting names a port on which the other container does not listen",
    why="The connection is refused. The ports of the containers do not follow these settings, and"
    " the ports that are published on the host do not count between containers.",
    remedy="Use the port on which the program in the other container listens.",
    broken={"env": "DB_PORT=5433\nCOMPOSE_PROFILES=postgresql\n"},
    kept={"env": "DB_PORT=5432\nCOMPOSE_PROFILES=postgresql\n"},
)
PORT_OF_LISTENER = FileRule(
    id="port-changed-on-one-side",
    category="settings-clash",
    severity="warning",
    summary="The port of a container was changed, but not where others call it",
    why="The others still connect to the old port, on which nothing listens.",
    remedy="Change both settings, or neither.",
    broken={"env": "SANDBOX_PORT=8200\n"},
    kept={"env": "SANDBOX_PORT=8200\nCODE_EXECUTION_ENDPOINT=http://sandbox:8200\n"},
)
RULES = (PORT_OF_CALLER, PORT_OF_LISTENER)


class _Listening(NamedTuple):
    """The ports on which a service listens, and the variables that set them."""

    ports: tuple[str, ...]
    variables: tuple[ContainerVariable, ...]


class _Breach(NamedTuple):
    call: Call
    peer: NetworkedService
    listening: _Listening

    @property
    def right(self) -> str:
        """The port that was meant: the one that Dify ships, if the program listens on it."""
        ports, shipped = self.listening.ports, self.call.shipped
        return shipped.port if shipped is not None and shipped.port in ports else ports[0]


class _Change(NamedTuple):
    """Where the user set a port of a container, and what it is now."""

    spot: Spot
    port: str


def check_ports(case: EnvCase, calls: Iterable[Call]) -> None:
    """Report calls of ports on which nothing listens: where the user names the port, else where he
    changed that of the container.
    """
    changes: dict[_Change, list[_Breach]] = {}
    for call in calls:
        breach = _breach(case, call)
        if breach is None:
            continue
        caller_line = _line_of_port(case, call)
        if caller_line is not None:
            _report_caller(case, breach, caller_line)
        elif (change := _change(case, breach)) is not None:
            changes.setdefault(change, []).append(breach)
    for change, breaches in changes.items():
        _report_listener(case, change, breaches)


def _breach(case: EnvCase, call: Call) -> _Breach | None:
    port = call.endpoint.port
    peer = case.deployment.network.service(call.endpoint.host)
    if not port or peer is None or peer.mode or not case.deployment.runs(peer.name):
        return None
    listening = _listening(case, peer)
    if listening is None or port in listening.ports or port in peer.ports:
        return None
    return _Breach(call, peer, listening)


def _listening(case: EnvCase, peer: NetworkedService) -> _Listening | None:
    """Return on which ports a service listens, or None where that is not known."""
    row = listener_of(case.deployment.program(peer.name), peer.image)
    if row is None or not _serves(case, peer):
        return None
    variables = [case.deployment.get(peer.name, name) for name in row.variables]
    ports = list(_ports(row, variables))
    if peer.command is not None:
        said = ports_of_command(peer.command)
        is_own = peer.command_at[0] in case.deployment.own
        if said is None or (row.program and is_own and not said):
            return None
        ports = [*said, *ports[1:]] if said else ports
    return _Listening(tuple(ports), tuple(each for each in variables if each is not None))


def _serves(case: EnvCase, peer: NetworkedService) -> bool:
    """Return whether a container runs the server of its image, and not a worker."""
    return case.deployment.program(peer.name) != API or mode_of(case.deployment, peer.name) == API


def _ports(row: Listener, variables: list[ContainerVariable | None]) -> Iterator[str]:
    for number, port in enumerate(row.ports):
        given = variables[number] if number < len(variables) else None
        yield given.value.strip() if given is not None and given.value else port


def _line_of_port(case: EnvCase, call: Call) -> UserLine | None:
    given = call.port_variable or call.variable
    return case.deciding_line(given) if given is not None else None


def _change(case: EnvCase, breach: _Breach) -> _Change | None:
    """Return where the user set another port for the container."""
    for given in breach.listening.variables:
        line, port = case.deciding_line(given), given.value.strip()
        if line is not None and port != breach.call.endpoint.port:
            return _Change(line.spot, port)
    path, number = breach.peer.command_at
    if path in case.deployment.own:
        return _Change(Spot(path=path, key="command", line=number), breach.listening.ports[0])
    return None


def _report_caller(case: EnvCase, breach: _Breach, line: UserLine) -> None:
    call, peer = breach.call, breach.peer
    name = line.setting.name
    message = (
        f"{name} makes {call.caller} call port {call.endpoint.port} of {peer.name}, which listens "
        f"on {breach.right}"
    )
    setter = _setter(case, breach)
    message += f" ({setter})" if setter else ", whatever this setting says"
    fix = f"set the port to {breach.right}; `ports` publishes another one on the host"
    case.reporter.add(PORT_OF_CALLER, line.spot, message, fix)


def _setter(case: EnvCase, breach: _Breach) -> str:
    """Return what sets the port on which the container listens, or ""."""
    for given in breach.listening.variables:
        if given.value.strip() == breach.right:
            return given.sources[0] if given.sources else f"{given.name} of {given.service}"
    return "its command" if breach.peer.command_at[0] in case.deployment.own else ""


def _report_listener(case: EnvCase, change: _Change, breaches: list[_Breach]) -> None:
    first = breaches[0]
    port = first.call.endpoint.port
    callers = list(dict.fromkeys(_caller(each) for each in breaches))
    named = ", ".join(callers[:_MAX_NAMED_CALLERS])
    says = "says" if len(callers) == 1 else "say"
    message = (
        f"{change.spot.key} makes {first.peer.name} listen on {change.port}, but {named} still "
        f"{says} {port}"
    )
    fix = f"set it back to {port}, or change the port there as well"
    case.reporter.add(PORT_OF_LISTENER, change.spot, message, fix)


def _caller(breach: _Breach) -> str:
    call = breach.call
    if call.variable is None:
        return f"{call.caller} ({call.file})"
    # The operator changes what the variable is made of.
    return call.variable.sources[0] if call.variable.sources else call.variable.name
