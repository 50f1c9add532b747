"""Whether setting a key has an effect, and why: declared, read, and handed to the program that
reads it.

Not here: how the names are joined (`chain.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ctxkit.dify.programs import ENV, VALUES, is_program, scope_name, scope_of_file
from ctxkit.model import ConfigKey, ConfigUse, Status
from ctxkit.settings.chain import (
    COMPUTED,
    Chain,
    Name,
    SettingFact,
    Walker,
    declared_names,
    is_commented,
    written_names,
)

_BY_LIBRARIES = re.compile(
    r"(LANG|LANGUAGE|LC_\w+|TZ|PATH|HOME|(HTTPS?|ALL|NO|FTP)_PROXY|PYTHON[A-Z]\w*|UV_\w+|PIP_\w+|NODE_\w+|NPM_\w+|PM2_\w+|"
    r"NEXT_TELEMETRY_DISABLED|OTEL_\w+|GIN_MODE|GO(MAXPROCS|GC|DEBUG|MEMLIMIT)|GRPC_\w+|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|"
    r"CURL_CA_BUNDLE|GUNICORN_CMD_ARGS|FLASK_\w+|TIKTOKEN_CACHE_DIR|NLTK_DATA|HF_\w+|TRANSFORMERS_\w+|COMPOSE_\w+|"
    r"DOCKER_\w+|AWS_\w+|SQLALCHEMY_\w+|GOOGLE_APPLICATION_CREDENTIALS|MALLOC_\w+|SCARF_NO_ANALYTICS|DO_NOT_TRACK|DD_\w+|COREPACK_\w+|PNPM_\w+)",
    re.IGNORECASE,
)
"""Variables that a run time, a library or docker compose itself reads: no line of the sources need
name them.
"""

_BY_FLASK = re.compile(
    r"SQLALCHEMY_\w+|SESSION_\w+|PERMANENT_SESSION_LIFETIME|SECRET_KEY|TESTING|DEBUG|MAX_CONTENT_LENGTH|MAX_FORM_\w+|"
    r"SEND_FILE_MAX_AGE_DEFAULT|SERVER_NAME|APPLICATION_ROOT|PREFERRED_URL_SCHEME|RESTX_\w+|TEMPLATES_AUTO_RELOAD"
)
"""Settings that Flask and its extensions take from its configuration, to which the api hands all of
its own.
"""

_MOST_WHERE = 3  # parts of compose services that one sentence names

_OF_ANY_OBJECT = frozenset({"field", "credential", "settings", "getattr"})
"""Ways of reading that name a key of something: without a declaration that may be anything."""

_FILE_ORIGINS = frozenset({"yaml", "credential"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What setting a key does. `services` are the containers that it reaches."""

    status: Status
    why: str
    services: tuple[str, ...]


def effect_of(chain: Chain, walker: Walker, *, compose: bool) -> Effect:
    """Return the effect of setting the names of `chain`; `compose`: the sources hold the compose
    deployment.
    """
    facts = [(fact, name) for fact, name in chain.facts.values() if not fact.test]
    keys = [(fact, name) for fact, name in facts if isinstance(fact, ConfigKey)]
    uses = [
        (fact, name)
        for fact, name in facts
        if isinstance(fact, ConfigUse) and not walker.delivery.is_middleware(fact)
    ]
    reads = [(fact, name) for fact, name in uses if fact.role == "reads"]
    services = _services(chain, walker, uses)
    if of_middleware_alone(chain, walker):
        in_middleware, of_middleware = _in_middleware(facts, walker)
        if in_middleware:
            why = f"{in_middleware}; the deployment of docker-compose.yaml does not"
            return Effect(status="live", why=why, services=of_middleware)
    asked = [fact for fact, _ in keys if declared_names(fact).intersection(chain.start)]
    if asked and all(fact.origin in COMPUTED for fact in asked):
        return Effect(
            status="computed",
            why="the program computes it: a variable of that name is ignored",
            services=(),
        )
    if script := _overwritten(chain, facts):
        why = f"{script} computes it: a variable of that name is ignored"
        return Effect(status="computed", why=why, services=())
    readers = {scope_of_file(fact.repo, fact.path) for fact, _ in reads} | {
        name.scope for fact, name in keys if fact.origin in ("getenv", "credential")
    }
    readers.discard(ENV)
    declared = {name.scope for fact, name in keys if fact.origin not in COMPUTED}
    interpolated = [fact for fact, name in reads if scope_of_file(fact.repo, fact.path) == ENV]
    using = tuple(dict.fromkeys(service for fact in interpolated for service in fact.services))
    where = f"docker compose itself uses it{_where(interpolated)}"
    if readers:
        effect = _read_by(chain, readers, uses, keys, services, walker, compose=compose)
        if not interpolated:
            return effect
        services = tuple(dict.fromkeys((*effect.services, *using)))
        return replace(effect, why=f"{effect.why}; {where}, too", services=services)
    if interpolated:
        return Effect(status="live", why=where, services=using or services)
    in_middleware, _ = _in_middleware(facts, walker)
    if any(
        _is_of_library(name) and not (declared and name.name.startswith("PIP_"))
        for name in chain.depth
    ):
        why = "read by a library or the run time, not by code of these repositories"
        return Effect(status="live", why=why, services=services)
    if "api" in declared and any(
        _BY_FLASK.fullmatch(fact.name) for fact, _ in keys if fact.repo == "dify"
    ):
        why = (
            "the api hands it to Flask with all its settings, where a library of that name reads it"
        )
        return Effect(status="live", why=why, services=services)
    if declared:
        who = " and ".join(sorted(scope_name(scope) for scope in declared))
        return Effect(
            status="unread", why=f"declared in {who}, but no code reads it", services=services
        )
    handed = {
        target.scope
        for fact, _ in uses
        for _, target in walker.rename(fact)
        if target in chain.depth
    }
    foreign = sorted(scope.partition(":")[2] for scope in handed if scope.startswith("image:"))
    if foreign:
        why = f"handed to the container {', '.join(foreign)}, whose code is in none of these repositories"
        return Effect(status="live", why=why, services=services)
    if any(fact.role == "renders" for fact, _ in uses):
        return Effect(
            status="live", why=_in_templates([fact for fact, _ in uses]), services=services
        )
    if chain.start and all(name.scope == VALUES for name in chain.start):
        return Effect(
            status="dead", why="in the chart's values, but no template uses it", services=services
        )
    if all(is_commented(fact) for fact, _ in uses):
        why = "only comments or documentation name it; no program of these repositories declares or reads it"
        return Effect(status="dead", why=why, services=())
    if all(name.scope.startswith("plugin:") for name in chain.depth):
        return Effect(
            status="live",
            why="for the plugin's SDK, whose code is in none of these repositories",
            services=(),
        )
    why = "set, but no program of these repositories declares or reads it"
    return Effect(
        status="dead", why=f"{why}; {in_middleware}" if in_middleware else why, services=services
    )


def _in_templates(uses: list[ConfigUse]) -> str:
    """Return what the chart's templates make of a value that no program gets."""
    switch = next(
        (use.description for use in uses if use.via == "helm-condition" and use.description), ""
    )
    if switch:
        return f"it {switch}"
    subchart = next((use.name for use in uses if use.via == "helm-subchart"), "")
    if subchart:
        return f"handed to the subchart {subchart}"
    fields = list(
        dict.fromkeys(use.target for use in uses if use.target and use.via == "helm-template")
    )
    if fields:
        return f"rendered into {', '.join(f'`{field}`' for field in fields[:_MOST_WHERE])} by the chart's templates"
    if any(use.via == "helm-template" for use in uses):
        return "rendered by the chart's templates"
    return "a condition of the chart's templates asks for it"


def _where(interpolated: list[ConfigUse]) -> str:
    """Return for what docker compose itself uses a setting: ` (nginx.ports)`."""
    places = list(dict.fromkeys(fact.symbol or f"{fact.path}:{fact.line}" for fact in interpolated))
    more = ", ..." if len(places) > _MOST_WHERE else ""
    return f" ({', '.join(places[:_MOST_WHERE])}{more})" if places else ""


def _overwritten(chain: Chain, facts: list[tuple[SettingFact, Name]]) -> str:
    """Return the start script that gives a variable its value whatever it was, or an empty string.

    A declared setting is left to its declaration: whoever runs the program without that script sets
    it.
    """
    asked = {name for name in chain.start if is_program(name.scope)}
    script = ""
    for fact, _ in facts:
        scope = scope_of_file(fact.repo, fact.path)
        if isinstance(fact, ConfigKey) or scope in (ENV, VALUES):
            return ""
        if fact.via == "shell" and Name(scope, fact.target or fact.name) in asked:
            if fact.role == "reads":
                return ""
            script = script or f"{fact.path}:{fact.line}"
    return script if len(asked) == len(chain.start) else ""


def _is_of_library(name: Name) -> bool:
    return is_read_by_library(name.name) and not name.scope.startswith("image:")


def of_middleware_alone(chain: Chain, walker: Walker) -> bool:
    """Tell whether only the compose file of the middleware and its `.env` bear the names that were
    asked for.
    """
    asked = {name.name for name in chain.start}
    bearing = [
        fact
        for fact, _ in chain.facts.values()
        if not fact.test and asked.intersection(written_names(fact))
    ]
    return bool(bearing) and all(
        isinstance(f, ConfigUse) and walker.delivery.is_middleware(f) for f in bearing
    )


def _in_middleware(
    facts: list[tuple[SettingFact, Name]], walker: Walker
) -> tuple[str, tuple[str, ...]]:
    """Return that the compose file of the middleware takes a setting, and its services; or nothing."""
    uses = [fact for fact, _ in facts if isinstance(fact, ConfigUse) and not is_commented(fact)]
    taken = [fact for fact in uses if fact.via.startswith("compose")]
    taken = [fact for fact in taken if walker.delivery.is_middleware(fact)]
    if not taken:
        return "", ()
    services = tuple(
        dict.fromkeys(service for fact in taken for service in walker.delivery.services(fact))
    )
    interpolated = [fact for fact in taken if fact.role == "reads"]
    file = taken[0].path.rpartition("/")[2]
    return f"{file}, which starts the middleware alone, uses it{_where(interpolated)}", services


def _read_by(
    chain: Chain,
    readers: set[str],
    uses: list[tuple[ConfigUse, Name]],
    keys: list[tuple[ConfigKey, Name]],
    services: tuple[str, ...],
    walker: Walker,
    *,
    compose: bool,
) -> Effect:
    who = " and ".join(scope_name(scope) for scope in sorted(readers))
    from_file = any(fact.origin in _FILE_ORIGINS for fact, _ in keys) or all(
        fact.via == "credential" for fact, _ in uses if fact.role == "reads"
    )
    got = {scope for fact, _ in uses for scope in _targets(fact, walker)}
    if (
        from_file
        or not compose
        or not readers & {"api", "web", "sandbox", "plugin_daemon", "nginx", "ssrf_proxy"}
    ):
        return Effect(status="live", why=f"read by {who}", services=services)
    in_compose = {
        s
        for fact, _ in uses
        if scope_of_file(fact.repo, fact.path) == ENV
        for s in _targets(fact, walker)
    }
    if readers & in_compose:
        return Effect(status="live", why=f"read by {who}", services=services)
    if all(name.scope == VALUES for name in chain.start) and readers & got:
        return Effect(status="live", why=f"read by {who}", services=services)
    chart = "; the Helm chart passes it" if readers & got else ""
    whom = "that container" if len(readers) == 1 else "them"
    why = f"read by {who}, but docker-compose.yaml does not pass it to {whom}{chart}"
    return Effect(status="undelivered", why=why, services=services)


def _targets(fact: ConfigUse, walker: Walker) -> Iterable[str]:
    return [target.scope for _, target in walker.rename(fact)] if fact.role != "reads" else []


def _services(chain: Chain, walker: Walker, uses: list[tuple[ConfigUse, Name]]) -> tuple[str, ...]:
    """Return the containers that get the value, those of compose where there are any, else those of
    the chart.
    """
    found: dict[str, dict[str, None]] = {ENV: {}, VALUES: {}}
    for fact, _ in uses:
        scope = scope_of_file(fact.repo, fact.path)
        # A condition or a field of a Kubernetes object has no name in the container that it shapes.
        sources = [source for source, _ in walker.rename(fact)] or [Name(scope, fact.name)]
        if (
            scope in found
            and fact.role != "reads"
            and any(source in chain.depth for source in sources)
        ):
            found[scope].update(dict.fromkeys(walker.delivery.services(fact)))
    return tuple(found[ENV] or found[VALUES])


def is_read_by_library(name: str) -> bool:
    """Tell whether a run time or a library reads a variable of that name, which no line of the
    sources need name.
    """
    return _BY_LIBRARIES.fullmatch(name) is not None


def is_dead_end(fact: SettingFact) -> bool:
    """Tell whether a fact alone does not prove that there is such a setting: a commented line, any
    object's field.
    """
    return fact.test or (
        isinstance(fact, ConfigUse) and (is_commented(fact) or fact.via in _OF_ANY_OBJECT)
    )


def programs_in(chain: Chain) -> list[str]:
    """Return the programs among the scopes of a chain."""
    return list(dict.fromkeys(name.scope for name in chain.depth if is_program(name.scope)))
