"""The running parts: their replicas, versions, services that must run, and the hosts that their
pods call.

Not here: what is selected by a type (`options.py`), stores (`stores.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ctxkit.dify.charts import ADDRESS_VALUES
from ctxkit.dify.images import release_of
from ctxkit.dify.services import SCHEDULERS
from ctxkit.values.rule import THIS, Is, Requirement, ValuesBreach, ValuesRule
from ctxkit.values.selection import ChartValues

_REPLICAS = ("replicas", "replicaCount")
_ADDRESS = "|".join(row.name for row in ADDRESS_VALUES)
_WATCHDOG = "https://github.com/sorphwer/dify-helm-watchdog"


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


_IMAGES = {
    "api.image.repository": "langgenius/dify-api",
    "worker.image.repository": "langgenius/dify-api",
}
_SOURCE = "plugin_manager.metric.source"
_PREFIX = "plugin_connector.imageRepoPrefix"
_REGISTRY_TYPE = "plugin_connector.imageRepoType"

RULES = (
    ValuesRule(
        id="multiple-beat-pods",
        category="scheduler-replicas",
        severity="error",
        summary="The chart runs the scheduler more than once",
        why="Each scheduler starts every scheduled task, so every task runs several times.",
        remedy="Set its replicas to 1.",
        reference="https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html",
        requirements=tuple(
            Requirement(
                must=(Is(f"{scheduler.name}.{name}", "one"),),
                message="{path} is {value}: each scheduler starts every scheduled task",
                sets={f"{scheduler.name}.{name}": "1"},
            )
            for scheduler in SCHEDULERS
            for name in _REPLICAS
        ),
        broken={"workerBeat.replicas": "2"},
        kept={"worker.replicas": "2"},
    ),
    ValuesRule(
        id="image-tags-differ",
        category="versions-differ",
        severity="warning",
        summary="Two parts run images of different versions of one release",
        why="All parts of one release belong together: they share a database and internal"
        " interfaces.",
        remedy="Use the same tag for all images of one release.",
        reference="dify-helm charts/dify/values.yaml#repository: langgenius/dify-api",
        find=_image_tags,
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
        reference="https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking",
        requirements=(
            Requirement(
                about=rf"(?:.*\.)?external[^.]*\.(?:{_ADDRESS})",
                when=(Is(THIS, "in use"),),
                must=(Is(THIS, "elsewhere"),),
                message="{path} points to the pod itself: "
                "inside a pod localhost is neither the node nor another pod",
                advice="use a service or host that every pod can reach",
            ),
        ),
        broken={"externalPostgres.enabled": "true", "externalPostgres.address": "localhost"},
        kept={"externalPostgres.enabled": "false", "externalPostgres.address": "localhost"},
    ),
    ValuesRule(
        id="websocket-url-empty",
        category="chosen-but-empty",
        severity="error",
        summary="The websocket server is enabled, but browsers are not told where it is",
        why="The web console connects to apiWebsocket.socketUrl, which has no default.",
        remedy="Set apiWebsocket.socketUrl to the origin at which nginx is reached.",
        reference="dify-helm charts/dify/values.yaml#NEXT_PUBLIC_SOCKET_URL",
        requirements=(
            Requirement(
                when=(Is("apiWebsocket.enabled", "on"),),
                must=(Is("apiWebsocket.socketUrl", "set"),),
                message="apiWebsocket.enabled is true, but apiWebsocket.socketUrl is empty",
                advice="set apiWebsocket.socketUrl, such as wss://console.example.com",
                paths=("apiWebsocket.socketUrl", "apiWebsocket.enabled"),
            ),
        ),
        broken={"apiWebsocket.enabled": "true", "apiWebsocket.socketUrl": ""},
        kept={"apiWebsocket.enabled": "false", "apiWebsocket.socketUrl": ""},
    ),
    ValuesRule(
        id="prometheus-disabled",
        category="settings-clash",
        severity="error",
        summary="Plugins are measured with Prometheus, but the chart is told of none",
        why="The plugin manager asks externalPrometheus for its figures and gets none.",
        remedy="Enable externalPrometheus and set its endpoint.",
        reference=_WATCHDOG,
        requirements=(
            Requirement(
                when=(Is(_SOURCE, "equal", "prometheus"),),
                must=(Is("externalPrometheus.enabled", "on"),),
                message=f"{_SOURCE} is prometheus, but externalPrometheus.enabled is false",
                sets={"externalPrometheus.enabled": "true"},
                advice="set externalPrometheus.enabled to true, and its endpoint",
                paths=(_SOURCE, "externalPrometheus.enabled"),
            ),
        ),
        broken={_SOURCE: "prometheus", "externalPrometheus.enabled": "false"},
        kept={_SOURCE: "disabled", "externalPrometheus.enabled": "false"},
    ),
    ValuesRule(
        id="registry-prefix-form",
        category="url-form",
        severity="error",
        summary="The prefix of plugin images is a URL",
        why="The name of an image has no scheme: images of plugins are neither pushed nor pulled.",
        remedy="Write the registry's host and path only.",
        reference="https://docs.docker.com/reference/cli/docker/image/tag/#description",
        requirements=(
            Requirement(
                must=(Is(_PREFIX, "without", "://"),),
                message=f"{_PREFIX} is a URL, but it is the beginning of the names of images",
                advice="write the registry without its scheme, such as registry.example.com/dify",
            ),
        ),
        broken={_PREFIX: "https://registry.example.com/dify"},
        kept={_PREFIX: "registry.example.com/dify"},
    ),
    ValuesRule(
        id="registry-type-differs",
        category="settings-clash",
        severity="warning",
        summary="The registry of plugin images is said to be Amazon's, but its address is not",
        why="The chart gets a token from Amazon, which no other registry accepts.",
        remedy="Set imageRepoPrefix to the ECR registry, or imageRepoType to docker.",
        reference=_WATCHDOG,
        requirements=(
            Requirement(
                when=(Is(_REGISTRY_TYPE, "equal", "ecr"),),
                must=(Is(_PREFIX, "holds", ".ecr."),),
                message=f"{_REGISTRY_TYPE} is ecr, but {_PREFIX} is not an address of ECR",
                advice=f"set {_PREFIX} to an ECR registry, or {_REGISTRY_TYPE} to docker",
                paths=(_PREFIX, _REGISTRY_TYPE),
            ),
        ),
        broken={_PREFIX: "registry.example.com/dify", _REGISTRY_TYPE: "ecr"},
        kept={
            _PREFIX: "123456789012.dkr.ecr.us-east-1.amazonaws.com/dify",
            _REGISTRY_TYPE: "ecr",
        },
    ),
)
