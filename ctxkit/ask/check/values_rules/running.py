"""What runs: how often, of which version, with which stores, and whom its pods call.

Data to be reviewed. Not here: what is chosen by a type (`chosen.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.rules import At, Breach, Rule, View, host_of, is_on
from ctxkit.ask.check.values_rules.chosen import REACHED_BY, is_chosen


def _scheduler(view: View) -> list[Breach]:
    found = []
    for part in ("beat", "workerBeat", "worker_beat"):
        for name in ("replicas", "replicaCount"):
            at = At("", f"{part}.{name}")
            count = view.value(*at).strip()
            if count.isdecimal() and len(count) < 9 and int(count) > 1:
                why = f"{at.name} is {count}: each scheduler starts every scheduled task"
                found.append(
                    Breach(rule="scheduler-replicas", at=(at,), why=why, fix=f"set {at.name} to 1")
                )
    return found


def _no_store(view: View) -> list[Breach]:
    """Neither the chart's own database nor one outside is switched on."""
    found = []
    for own, outside in (
        ("postgresql", ("externalPostgres", "externalMysql")),
        ("redis", ("externalRedis",)),
    ):
        switches = [At("", f"{each}.enabled") for each in (own, *outside)]
        known = [each for each in switches if view.has(*each)]
        if len(known) > 1 and not any(is_on(view.value(*each)) for each in known):
            names = " and ".join(each.name for each in known)
            why = f"{names} are false: Dify has no {'database' if own == 'postgresql' else 'Redis'}"
            breach = Breach(
                rule="settings-clash",
                at=tuple(reversed(known)),
                why=why,
                fix="switch one of them on",
            )
            found.append(breach)
    return found


def _versions(view: View) -> list[Breach]:
    """The parts that run one image must run the same one."""
    tags: dict[str, list[str]] = {}
    for path in view.names(""):
        if path.endswith("image.repository") or (
            path.startswith("image.") and path.endswith(".repository")
        ):
            image = view.value("", path).rpartition("/")[2]
            tag = path.removesuffix("repository") + "tag"
            if image in ("dify-api", "dify-web", "dify-enterprise", "dify-audit") and view.value(
                "", tag
            ):
                tags.setdefault("dify-api" if image == "dify-web" else image, []).append(tag)
    found = []
    for paths in tags.values():
        first = paths[0]
        other = next((each for each in paths if view.value("", each) != view.value("", first)), "")
        if other:
            why = f"{other} and {first} differ, but what they name is of one release of Dify"
            at = (At("", other), At("", first))
            found.append(
                Breach(rule="versions-differ", at=at, why=why, fix="give both the same tag")
            )
    return found


def _own_pod(view: View) -> list[Breach]:
    """What is outside is not on localhost, which in a pod is the pod."""
    found = []
    values = {name: view.value("", name) for name in view.names("")}
    for path, value in values.items():
        block, _, name = path.rpartition(".")
        outside = block.rpartition(".")[2].startswith("external") and name in REACHED_BY
        if outside and host_of(value) in ("localhost", "127.0.0.1") and is_chosen(path, values):
            why = f"{path} names the pod itself: in a pod, localhost is neither the node nor another pod"
            fix = "name the service or host that every pod can reach"
            found.append(Breach(rule="own-container", at=(At("", path),), why=why, fix=fix))
    return found


def _one_node(view: View) -> list[Breach]:
    """A volume that one node may mount, for a program that runs several times."""
    modes = At("", "persistence.local.persistentVolumeClaim.accessModes")
    if view.value("", "persistence.type") != "local" or "ReadWriteOnce" not in view.value(*modes):
        return []
    for name in ("api.replicas", "worker.replicas"):
        count = view.value("", name)
        if count.isdecimal() and len(count) < 6 and int(count) > 1:
            why = f"{name} is {count}, but accessModes lets one node alone mount the storage"
            fix = "use ReadWriteMany, or an object storage"
            return [
                Breach(
                    rule="settings-clash",
                    at=(modes, At("", name)),
                    why=why,
                    fix=fix,
                    severity="warning",
                )
            ]
    return []


RULES = (
    Rule(
        look=_scheduler,
        broken={"": {"workerBeat.replicas": "2"}},
        kept={"": {"worker.replicas": "2"}},
    ),
    Rule(
        look=_no_store,
        broken={"": {"redis.enabled": "false", "externalRedis.enabled": "false"}},
        kept={"": {"redis.enabled": "false", "externalRedis.enabled": "true"}},
    ),
    Rule(
        look=_versions,
        broken={
            "": {
                **{f"{part}.image.repository": "langgenius/dify-api" for part in ("api", "worker")},
                "api.image.tag": "1.14.0",
                "worker.image.tag": "1.13.3",
            }
        },
        kept={
            "": {
                **{f"{part}.image.repository": "langgenius/dify-api" for part in ("api", "worker")},
                "api.image.tag": "1.14.0",
                "worker.image.tag": "1.14.0",
            }
        },
    ),
    Rule(
        look=_own_pod,
        broken={"": {"externalPostgres.enabled": "true", "externalPostgres.address": "localhost"}},
        kept={"": {"externalPostgres.enabled": "false", "externalPostgres.address": "localhost"}},
    ),
    Rule(
        look=_one_node,
        broken={
            "": {
                "persistence.type": "local",
                "persistence.local.persistentVolumeClaim.accessModes": "ReadWriteOnce",
                "api.replicas": "2",
            }
        },
        kept={
            "": {
                "persistence.type": "s3",
                "persistence.local.persistentVolumeClaim.accessModes": "ReadWriteOnce",
                "api.replicas": "2",
            }
        },
    ),
)
