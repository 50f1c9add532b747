"""The running parts: their replicas, versions and stores, and the hosts that their pods call.

Not here: what is selected by a type (`options.py`), which stores there are (`dify/charts.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ctxkit.ask.check.rule import ChartValues, ValuesBreach, ValuesRule
from ctxkit.ask.check.value_forms import host_of, is_several
from ctxkit.ask.check.values_rules.selection import is_in_use
from ctxkit.dify.charts import DATA_STORES, is_address_value
from ctxkit.dify.choices import is_on
from ctxkit.dify.images import release_of
from ctxkit.dify.services import SCHEDULERS

_REPLICAS = ("replicas", "replicaCount")
_LOCALHOST = ("localhost", "127.0.0.1")
_ACCESS_MODES = "persistence.local.persistentVolumeClaim.accessModes"


def _schedulers(values: ChartValues) -> Iterator[ValuesBreach]:
    for scheduler in SCHEDULERS:
        for name in _REPLICAS:
            path = f"{scheduler.name}.{name}"
            count = values.get(path, "").strip()
            if is_several(count):
                yield ValuesBreach(
                    paths=(path,),
                    message=f"{path} is {count}: each scheduler starts every scheduled task",
                    fix=f"set {path} to 1",
                )


def _no_store(values: ChartValues) -> Iterator[ValuesBreach]:
    """Neither the chart's own store nor an external one is enabled."""
    for store in DATA_STORES:
        switches = [f"{part}.enabled" for part in (store.own, *store.external)]
        known = [path for path in switches if path in values]
        if len(known) > 1 and not any(is_on(values[path]) for path in known):
            yield ValuesBreach(
                paths=tuple(reversed(known)),
                message=f"{' and '.join(known)} are false: Dify has no {store.what}",
                fix="turn one of them on",
            )


def _image_tags(values: ChartValues) -> Iterator[ValuesBreach]:
    """The parts that run images of one release must run the same one."""
    tags: dict[str, list[str]] = defaultdict(list)
    for path, value in values.items():
        release = release_of(value.rpartition("/")[2])
        if release and _is_repository(path):
            tag = f"{path.removesuffix('repository')}tag"
            if values.get(tag):
                tags[release].append(tag)
    for first, *others in tags.values():
        other = next((path for path in others if values[path] != values[first]), "")
        if other:
            yield ValuesBreach(
                paths=(other, first),
                message=f"{other} and {first} differ, "
                "but their images belong to one release of Dify",
                fix="use the same tag for both",
            )


def _is_repository(path: str) -> bool:
    """Return whether a value names an image: `api.image.repository`, `image.api.repository`."""
    if path.endswith("image.repository"):
        return True
    return path.startswith("image.") and path.endswith(".repository")


def _localhost(values: ChartValues) -> Iterator[ValuesBreach]:
    """An external store is not on localhost, which inside a pod is the pod."""
    for path, value in values.items():
        block, _, name = path.rpartition(".")
        if not block.rpartition(".")[2].startswith("external") or not is_address_value(name):
            continue
        if host_of(value) in _LOCALHOST and is_in_use(path, values):
            yield ValuesBreach(
                paths=(path,),
                message=f"{path} points to the pod itself: "
                "inside a pod localhost is neither the node nor another pod",
                fix="use a service or host that every pod can reach",
            )


def _one_node(values: ChartValues) -> Iterator[ValuesBreach]:
    """A volume that one node may mount, for a program that runs several times."""
    is_local = values.get("persistence.type") == "local"
    if not is_local or "ReadWriteOnce" not in values.get(_ACCESS_MODES, ""):
        return
    for path in ("api.replicas", "worker.replicas"):
        count = values.get(path, "")
        if is_several(count):
            yield ValuesBreach(
                paths=(_ACCESS_MODES, path),
                message=f"{path} is {count}, "
                "but accessModes allows only one node to mount the storage",
                fix="use ReadWriteMany, or an object storage",
            )
            return


_IMAGES = {
    "api.image.repository": "langgenius/dify-api",
    "worker.image.repository": "langgenius/dify-api",
}
RULES = (
    ValuesRule(
        id="multiple-beat-pods",
        category="scheduler-replicas",
        severity="error",
        summary="The chart runs the scheduler more than once",
        why="Each scheduler starts every scheduled task, so every task runs several times.",
        remedy="Set its replicas to 1.",
        look=_schedulers,
        broken={"workerBeat.replicas": "2"},
        kept={"worker.replicas": "2"},
    ),
    ValuesRule(
        id="no-data-store",
        category="settings-clash",
        severity="error",
        summary="Neither the chart's own store nor an external one is enabled",
        why="Dify has no database or no Redis, and does not start.",
        remedy="Enable one of them.",
        look=_no_store,
        broken={"redis.enabled": "false", "externalRedis.enabled": "false"},
        kept={"redis.enabled": "false", "externalRedis.enabled": "true"},
        needs_all_layers=True,
    ),
    ValuesRule(
        id="image-tags-differ",
        category="versions-differ",
        severity="warning",
        summary="Two parts run images of different versions of one release",
        why="All parts of one release belong together: they share a database and internal"
        " interfaces.",
        remedy="Use the same tag for all images of one release.",
        look=_image_tags,
        broken={**_IMAGES, "api.image.tag": "1.14.0", "worker.image.tag": "1.13.3"},
        kept={**_IMAGES, "api.image.tag": "1.14.0", "worker.image.tag": "1.14.0"},
    ),
    ValuesRule(
        id="localhost-in-pod",
        category="own-container",
        severity="error",
        summary="An external store is on localhost, which in a pod is the pod itself",
        why="Inside a pod localhost is neither the node nor another pod, so nothing answers.",
        remedy="Use a service or host that every pod can reach.",
        look=_localhost,
        broken={"externalPostgres.enabled": "true", "externalPostgres.address": "localhost"},
        kept={"externalPostgres.enabled": "false", "externalPostgres.address": "localhost"},
    ),
    ValuesRule(
        id="single-node-volume",
        category="settings-clash",
        severity="warning",
        summary="Several pods share a volume that only one node can mount",
        why="With ReadWriteOnce, pods on other nodes do not start.",
        remedy="Use ReadWriteMany, or an object storage.",
        look=_one_node,
        broken={
            "persistence.type": "local",
            _ACCESS_MODES: "ReadWriteOnce",
            "api.replicas": "2",
        },
        kept={
            "persistence.type": "s3",
            _ACCESS_MODES: "ReadWriteOnce",
            "api.replicas": "2",
        },
    ),
)
