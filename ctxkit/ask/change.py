"""How to change a setting, in compose and in the chart: which line to edit, what to add, which services to restart.

Not here: whether the change has an effect (`ask/status.py`).
"""

from __future__ import annotations

from ctxkit.ask.chain import Chain, Name, SettingFact, Walker, is_commented
from ctxkit.ask.places import Found
from ctxkit.ask.programs import ENV, SERVICES_OF, VALUES, scope_of_file, scope_of_service
from ctxkit.ask.status import Effect
from ctxkit.model import ConfigKey, ConfigUse

_EXTRA_ENV = {
    "api": ("api", "worker", "beat"),
    "web": ("web",),
    "sandbox": ("sandbox",),
    "plugin_daemon": ("pluginDaemon",),
}
"""The parts of the chart's values that hold the `extraEnv` of a program; its nginx and squid read no variables."""


def how_to_change(chain: Chain, walker: Walker, found: list[Found], effect: Effect, *, compose: bool) -> list[str]:
    """Return a sentence for each deployment in which the setting can be changed; none where there is no way."""
    if effect.status in ("computed", "dead"):
        return []
    facts = [fact for fact, _, _ in found if not fact.test]
    steps = []
    from_chart = all(name.scope == VALUES for name in chain.start)
    if compose and not from_chart and (step := _in_compose(chain, walker, facts, effect)):
        steps.append(step)
    if step := _in_chart(chain, walker, facts):
        steps.append(step)
    return steps


def _in_compose(chain: Chain, walker: Walker, facts: list[SettingFact], effect: Effect) -> str:
    handed_on = [
        (fact, source)
        for fact in facts
        if isinstance(fact, ConfigUse) and scope_of_file(fact.repo, fact.path) == ENV
        if fact.via.startswith("compose") or fact.via == "env-example"
        for source, _ in walker.rename(fact)[:1]
        if source in chain.depth and "template" not in fact.path
    ]
    if effect.status == "undelivered" or not handed_on:
        return _add_to_compose(chain, facts)
    knowing = {scope_of_file(f.repo, f.path) for f in facts if isinstance(f, ConfigKey) or f.role == "reads"}
    concerned = [s for s in effect.services if scope_of_service(s) in knowing] or list(effect.services)
    restart = f", then `docker compose up -d {' '.join(concerned)}`" if concerned else ""
    names = list(dict.fromkeys(source.name for _, source in handed_on))
    lines = {fact.name: fact for fact in facts if isinstance(fact, ConfigUse) and _is_env_line(fact)}
    known = [name for name in names if name in lines] or names
    line = lines.get(known[0])
    file = line.path.removesuffix(".example") if line else "docker/.env"
    example = f" ({line.path}:{line.line})" if line else ""
    if all(fact.via == "compose-literal" for fact, _ in handed_on):
        places = ", ".join(f"{fact.path}:{fact.line}" for fact, _ in handed_on[:3])
        return f"to change it with compose: edit {places}{restart}; docker/.env has no say in it"
    return f"to change it with compose: set `{known[0]}` in {file}{example}{restart}"


def _is_env_line(fact: ConfigUse) -> bool:
    return fact.via == "env-example" and not is_commented(fact) and scope_of_file(fact.repo, fact.path) == ENV


def _add_to_compose(chain: Chain, facts: list[SettingFact]) -> str:
    """Return what to add where compose does not hand the setting to the program that reads it."""
    reader = _reader(chain, facts)
    if reader is None or reader.scope not in SERVICES_OF:
        return ""
    services = ", ".join(SERVICES_OF[reader.scope])
    return (
        f"to change it with compose: add `{reader.name}: ${{{reader.name}:-...}}` to `environment` of {services} in a "
        "docker-compose.override.yaml; docker/.env alone does not reach the container"
    )


def _reader(chain: Chain, facts: list[SettingFact]) -> Name | None:
    """Return the variable by which a program takes the setting in."""
    for fact in facts:
        scope = scope_of_file(fact.repo, fact.path)
        if isinstance(fact, ConfigKey) and fact.origin in ("pydantic", "envconfig", "zod", "getenv"):
            return _outermost(Name(scope, fact.name), facts)
        if isinstance(fact, ConfigUse) and fact.role == "reads" and fact.via in ("getenv", "env", "shell", "template"):
            # A read of all names of a pattern is a read of the one that was asked for.
            return Name(scope, chain.start[0].name if "*" in fact.name else fact.name)
    return None


def _outermost(name: Name, facts: list[SettingFact]) -> Name:
    """Return the variable that an entrypoint exports as `name`, for that export overwrites `name`; else `name`."""
    for fact in facts:
        if isinstance(fact, ConfigUse) and fact.via == "shell" and fact.target == name.name and fact.name != name.name:
            return Name(name.scope, fact.name)
    return name


def _in_chart(chain: Chain, walker: Walker, facts: list[SettingFact]) -> str:
    values = [
        fact
        for fact in facts
        if isinstance(fact, ConfigUse) and fact.via == "helm-values" and fact.path.endswith("/values.yaml")
        if Name(VALUES, fact.name) in chain.depth and not fact.name.startswith("externalSecret.")
    ]
    if values:
        places = ", ".join(f"`{fact.name}` ({fact.path}:{fact.line})" for fact in values[:3])
        return f"to change it with Helm: set {places}, then `helm upgrade`"
    reader = _reader(chain, facts)
    if reader is None:
        return ""
    paths = [f"{part}.extraEnv" for part in _EXTRA_ENV.get(reader.scope, ())]
    known = {fact.name for fact in walker.about(paths) if isinstance(fact, ConfigUse) and fact.via == "helm-values"}
    extra = [path for path in paths if path in known]
    if not extra:
        return ""
    where = " and ".join(f"`{path}`" for path in extra)
    made = next((f for f in facts if isinstance(f, ConfigUse) and f.via in ("helm-literal", "helm-computed")), None)
    instead = f"; it goes before what {made.path}:{made.line} sets" if made else ""
    return f"to change it with Helm: add `{reader.name}` to {where} of the values, then `helm upgrade`{instead}"
