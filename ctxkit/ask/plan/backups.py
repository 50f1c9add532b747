"""Section 2 of a plan: what to back up before anything else, by the names that the user's files
give it, with the command that does it.

Not here: how it is brought back (`rollback.py`).
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterator

from ctxkit.ask.explain.effective_chart import in_chart
from ctxkit.ask.explain.explain import answer_for
from ctxkit.ask.plan.case import PlanCase
from ctxkit.ask.plan.mounts import data_mounts, mounts_of, store_services, vector_services
from ctxkit.deployment.containers import Deployment
from ctxkit.dify.choices import all_choices, is_on
from ctxkit.dify.databases import closed_databases
from ctxkit.index.rows import fold_key
from ctxkit.model import Effective
from ctxkit.model.plans import PlanRow
from ctxkit.settings.graph import SettingsGraph
from ctxkit.values.refusals import values_of
from ctxkit.values.selection import ChartValues, is_in_use

_MAX_PLACES = 200
_IN_CHART = (
    ("database dify", "DB_DATABASE"),
    ("database dify_plugin", "DB_PLUGIN_DATABASE"),
    ("vector store", "VECTOR_STORE"),
    ("file storage", "STORAGE_TYPE"),
)
"""What a chart names, and the setting by which its values are found."""
_PLUGIN = "plugin"
_KEY = "SECRET_KEY"


def backup_rows(case: PlanCase) -> Iterator[PlanRow]:
    """Yield what to back up. Of what could not be told, a row says so: it is never left out."""
    if case.is_compose:
        yield from _of_compose(case)
    if case.is_helm:
        yield from _of_charts(case)
    if case.enterprise:
        for row in closed_databases():
            yield PlanRow(
                text=f"of a closed component of Dify Enterprise; {row.setting} names it",
                name=f"database {row.name}",
                mark="do",
            )
    yield from _keys(case)
    yield from _own_files(case)


def _of_compose(case: PlanCase) -> Iterator[PlanRow]:
    deployment = case.deployment
    if deployment is None:
        for name, setting in _IN_CHART:
            yield PlanRow(
                text=f"{setting} could not be told: pass the compose file with --compose",
                name=name,
                mark="unknown",
            )
        return
    whose = "your files" if case.deployed is not None else "Dify's defaults"
    for service, title in (("api", "dify"), ("plugin_daemon", "dify_plugin")):
        yield _database(case, deployment, service, title, whose)
    yield _vector_store(case, deployment, whose)
    yield _file_storage(case, deployment, whose)
    stores = store_services(deployment)  # which may run in a way that no file says
    mounts = [m for m in data_mounts(deployment) if m.runs or m.service in stores]
    listed = _outermost({mount.source for mount in mounts})
    if listed:
        yield PlanRow(
            text="last, with all services stopped, the folders that keep their data: "
            f"{', '.join(listed)}",
            name="volumes",
            mark="do",
            command=f"docker compose stop && sudo tar czf volumes-{_word(case.old.name)}.tgz "
            f"{' '.join(map(shlex.quote, listed))}",
        )


def _outermost(folders: Collection[str]) -> list[str]:
    """Return the folders that are below no other of them."""
    return sorted(f for f in folders if not any(f.startswith(f"{each}/") for each in folders))


def _database(
    case: PlanCase, deployment: Deployment, service: str, title: str, whose: str
) -> PlanRow:
    def value(name: str) -> str:
        return case.masked(name, deployment.value(service, name))

    name, host = value("DB_DATABASE"), value("DB_HOST")
    if not name:
        return PlanRow(
            text=f"{whose} give {service} no DB_DATABASE: look it up, {title} is usual",
            name=f"database {title}",
            mark="unknown",
        )
    inside = deployment.network.service(host)
    return PlanRow(
        text=f"{name} on {host or 'an unknown host'}, by {whose}",
        name=f"database {title}",
        mark="do",
        command=_dump(case, name, host, inside.name if inside else "", value),
    )


def _dump(case: PlanCase, name: str, host: str, inside: str, value: Callable[[str], str]) -> str:
    file = shlex.quote(f"{_word(name)}-{_word(case.old.name)}.dump")
    user, port = value("DB_USERNAME"), value("DB_PORT")
    quoted = shlex.quote
    if case.database == "mysql":
        dump = f"mysqldump --single-transaction -u {quoted(user or '<user>')} -p"
        if inside:
            return f"docker compose exec {quoted(inside)} {dump} {quoted(name)} > {file}"
        at = f"-h {quoted(host or '<host>')} -P {quoted(port or '3306')}"
        return f"{dump} {at} {quoted(name)} > {file}"
    dump = f"pg_dump -U {quoted(user or '<user>')} -Fc"
    if inside:
        return f"docker compose exec -T {quoted(inside)} {dump} {quoted(name)} > {file}"
    return (
        f"{dump} -h {quoted(host or '<host>')} -p {quoted(port or '5432')} {quoted(name)} > {file}"
    )


def _vector_store(case: PlanCase, deployment: Deployment, whose: str) -> PlanRow:
    store = case.masked("VECTOR_STORE", deployment.value("api", "VECTOR_STORE"))
    if not store:
        return PlanRow(
            text=f"which one could not be told: {whose} give api no VECTOR_STORE",
            name="vector store",
            mark="unknown",
        )
    services = vector_services(store, deployment)
    found = [mount for mount in data_mounts(deployment) if mount.service in services]
    if not found:
        return PlanRow(
            text=f"{store} keeps its data in no folder of this compose deployment: take its own "
            "snapshot, or be ready to index all documents again",
            name=f"vector store {store}",
            mark="do",
        )
    return PlanRow(
        text=f"{store}, whose data are in {', '.join(m.source for m in found)}, by {whose}",
        name=f"vector store {store}",
        mark="do",
    )


def _file_storage(case: PlanCase, deployment: Deployment, whose: str) -> PlanRow:
    kind = case.masked("STORAGE_TYPE", deployment.value("api", "STORAGE_TYPE"))
    scheme = case.masked("OPENDAL_SCHEME", deployment.value("api", "OPENDAL_SCHEME"))
    called = f"{kind} {scheme}".strip() if kind == "opendal" else kind
    folders = [mount.source for mount in mounts_of("api", deployment)]
    is_here = kind in ("local", "") or (kind == "opendal" and scheme in ("fs", ""))
    if is_here and folders:
        return PlanRow(
            text=f"uploaded files are in {', '.join(folders)}, by {whose}",
            name="file storage",
            mark="do",
        )
    return PlanRow(
        text=f"uploaded files are in the storage {called or 'that no setting names'}: copy it, or "
        "see that its versions are kept",
        name="file storage",
        mark="do" if called else "unknown",
    )


# --- a chart ---------------------------------------------------------------------------------


def _of_charts(case: PlanCase) -> Iterator[PlanRow]:
    merged = _merged(case)
    for name, setting in _IN_CHART:
        found = [each for each in _in_charts(case, setting) if is_in_use(each.name, merged)]
        if setting == "DB_DATABASE":  # containers of both get a variable of this name
            found = [e for e in found if _PLUGIN not in e.name.lower()] or found
        elif setting == "DB_PLUGIN_DATABASE":
            found = [e for e in found if _PLUGIN in e.name.lower()] or found
        own = [each for each in found if _is_own(each)] or found
        said = [f"{each.name} = {each.value or '(empty)'}" for each in own]
        said = said or _parts_on(setting, merged)
        if not said:
            yield PlanRow(
                text=f"no value of the chart sets {setting}: look up what your release uses",
                name=name,
                mark="unknown",
            )
            continue
        yield PlanRow(
            text=f"by your values and the chart: {', '.join(dict.fromkeys(said))}",
            name=name,
            mark="do",
            command=_dump_outside(case) if name.startswith("database") else "",
        )


def _merged(case: PlanCase) -> ChartValues:
    """Return the values of the release: the chart's own ones with those of the user."""
    chart = [case.old.chart.values] if case.old.chart else []
    merged: dict[str, str] = {}
    for file in (*chart, *case.values):
        merged.update(values_of(file))
    return merged


def _in_charts(case: PlanCase, setting: str) -> list[Effective]:
    """Return the values of a setting in the release, of each place the one that counts."""
    index, sources = case.old.index, case.old.sources
    key = answer_for(SettingsGraph(index), index, sources, setting, places=_MAX_PLACES)
    if key is None:
        return []
    return list(in_chart(key, setting, case.values))


def _is_own(value: Effective) -> bool:
    """Return whether the user's files set a value."""
    return value.layers[0].layer != "chart"


def _parts_on(setting: str, values: ChartValues) -> list[str]:
    """Return the switches of the parts that are on and are called by an option of a setting."""
    options = {fold_key(each.value) for each in all_choices() if each.switch == setting}
    switches = [path for path in values if path.endswith(".enabled") and path.count(".") == 1]
    return [
        path
        for path in switches
        if is_on(values[path])
        and fold_key(path.partition(".")[0].removeprefix("external")) in options
    ]


def _dump_outside(case: PlanCase) -> str:
    file = f"<database>-{_word(case.old.name)}.dump"
    if case.database == "mysql":
        return f"mysqldump --single-transaction -h <host> -u <user> -p <database> > {file}"
    return f"pg_dump -h <host> -U <user> -Fc <database> > {file}"


# --- keys and files --------------------------------------------------------------------------


def _keys(case: PlanCase) -> Iterator[PlanRow]:
    where = next(_secret_key_lines(case), "")
    found = f"it is in {where}" if where else "the files that were given do not set it"
    yield PlanRow(
        text=f"without the same {_KEY} nobody can read the credentials that the database has; "
        + found,
        name=_KEY,
        mark="do" if where else "unknown",
    )


def _secret_key_lines(case: PlanCase) -> Iterator[str]:
    """Yield the lines of the user's files that set SECRET_KEY."""
    if case.deployed is not None:
        for env in (case.deployed.env, *case.deployed.env_files.values()):
            setting = env.settings.get(_KEY)
            if setting is not None and setting.value:
                yield f"{env.path}:{setting.line}"
    if not case.is_helm:
        return
    for each in _in_charts(case, _KEY):
        layer = each.layers[0]
        if _is_own(each) and each.value:
            yield f"{layer.path}:{layer.line}"


def _own_files(case: PlanCase) -> Iterator[PlanRow]:
    version = _word(case.old.name)
    if case.is_helm:
        yield PlanRow(
            text="your values, also those that are only in the release",
            name="values",
            mark="do",
            command=f"helm get values <release> -n <namespace> -o yaml > values-{version}.yaml",
        )
    if case.is_compose:
        given = [file.path for file in (case.files.env, *case.files.compose) if file]
        given += [file.path for file in case.files.env_files.values()]
        names = given or [".env", "docker-compose.yaml"]
        command = f"mkdir backup-{version} && cp -p {' '.join(map(shlex.quote, names))}"
        yield PlanRow(
            text="the files of the deployment, and what you changed beside them",
            name=".env and compose files",
            mark="do",
            command=f"{command} backup-{version}/",
        )


def _word(text: str) -> str:
    """Return a text that a file name can have."""
    return "".join(each if each.isalnum() or each in "._-" else "-" for each in text)[:60]
