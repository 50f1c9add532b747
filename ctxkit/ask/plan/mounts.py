"""The folders in which the services of a compose deployment keep data, and which of them are
stores: the database, Redis, the vector store.

Not here: what is done with them (`backups.py`, `images.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ctxkit.deployment.containers import Deployment

_OF_HOST = ("/var/run/", "/run/", "/etc/", "/proc/", "/sys/", "/dev/")
_CONFIGURATION = (
    *(".sh", ".template", ".conf", ".cnf", ".ini", ".txt", ".xml", ".yml", ".yaml", ".json"),
    *(".pem", ".crt", ".key", ".script", ".d"),
)
"""How the names of files end that a service mounts and that are no data of its own."""
_HOSTS = ("DB_HOST", "REDIS_HOST")


class Mount(Struct, frozen=True, kw_only=True):
    """A folder of the host, or a volume of docker, that a service mounts; `runs`: it starts."""

    service: str
    source: str
    runs: bool


def data_mounts(deployment: Deployment) -> Iterator[Mount]:
    """Yield the folders that services mount, but for what is of the host or ends as the name of
    a file of configuration does.
    """
    for service in deployment.network.services.values():
        runs = deployment.runs(service.name)
        for mount in service.mounts:
            source = _source(mount)
            if source and not source.startswith(_OF_HOST) and not source.endswith(_CONFIGURATION):
                yield Mount(service=service.name, source=source, runs=runs)


def _source(mount: str) -> str:
    """Return what is mounted by `SOURCE:TARGET[:MODE]`, empty for a volume without a name."""
    source, colon, target = mount.partition(":")
    if len(source) == 1 and target.startswith(("\\", "/")):  # a drive of Windows
        return f"{source}:{target.partition(':')[0]}"
    return source if colon else ""


def mounts_of(service: str, deployment: Deployment) -> list[Mount]:
    """Return what a service of Dify's keeps data in, whatever this deployment calls it."""
    name = deployment.called(service)
    return [mount for mount in data_mounts(deployment) if mount.service == name]


def vector_services(store: str, deployment: Deployment) -> set[str]:
    """Return the services of a vector store: those of its name or profile."""
    return {
        name
        for name in deployment.network.services
        if name == store or store in deployment.profiles.get(name, ())
    }


def store_services(deployment: Deployment) -> set[str]:
    """Return the services of the deployment that keep what api has nowhere else."""
    hosts = (deployment.network.service(deployment.value("api", name)) for name in _HOSTS)
    found = {host.name for host in hosts if host is not None}
    store = deployment.value("api", "VECTOR_STORE")
    return found | (vector_services(store, deployment) if store else set())
