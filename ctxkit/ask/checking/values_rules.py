"""The rules about the values of a chart that must fit together, each with cases; the tests run them all.

Data to be reviewed. Not here: which values the chart knows (`chart.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from ctxkit.ask.checking.rules import At, Breach, Rule, View, is_on
from ctxkit.factrows import fold_key
from ctxkit.model import Severity
from ctxkit.redact import secret_class

ENTERPRISE_PARTS = frozenset(
    """enterprise enterpriseAudit enterpriseFrontend plugin_daemon plugin_controller plugin_connector plugin_manager
    gateway triggerWorker workerBeat vectorDB unstructured""".split()  # noqa: SIM905
)
"""The parts of the Enterprise chart that a chart of the community lacks."""

ENTERPRISE_SECRETS = frozenset(
    (
        "74077f29b9cd0373",
        "b976843e2f4143c5",
        "f0e78d9d14a366af",
    )
)
"""The first digits of the SHA-256 of the secrets that the Enterprise chart ships."""


def _scheduler(view: View) -> list[Breach]:
    found = []
    for part in ("beat", "workerBeat", "worker_beat"):
        for name in ("replicas", "replicaCount"):
            at = At("", f"{part}.{name}")
            count = view.value(*at).strip()
            if count.isdecimal() and len(count) < 9 and int(count) > 1:
                why = f"{at.name} is {count}: each scheduler starts every scheduled task"
                found.append(Breach(rule="scheduler-replicas", at=(at,), why=why, fix=f"set {at.name} to 1"))
    return found


def _unstructured(view: View) -> list[Breach]:
    switch = At("", "unstructured.enabled")
    for path in ("global.rag.etlType", "api.etlType", "etlType"):
        at = At("", path)
        if view.value(*at).lower() == "unstructured" and view.has(*switch) and not is_on(view.value(*switch)):
            why = f"{path} is Unstructured, but unstructured.enabled is false: nothing answers the api's requests"
            return [Breach(rule="settings-clash", at=(at, switch), why=why, fix="set unstructured.enabled to true")]
    return []


def _chart_tls(view: View) -> list[Breach]:
    use, tls, enabled = At("", "global.useTLS"), At("", "ingress.tls"), At("", "ingress.enabled")
    if not view.has(*use) or not view.has(*tls) or not is_on(view.value(*enabled)):
        return []
    served = view.value(*tls).strip() not in ("", "[]")
    if served == is_on(view.value(*use)):
        return []
    why = (
        "ingress.tls serves https, but with global.useTLS false every URL that Dify makes is http"
        if served
        else "global.useTLS makes every URL https, but ingress.tls is empty"
    )
    fix = "set global.useTLS to true" if served else "set ingress.tls, unless a load balancer in front ends TLS"
    severity: Severity | None = None if served else "warning"
    return [Breach(rule="tls-one-side", at=(use, tls), why=why, fix=fix, severity=severity)]


def _no_store(view: View) -> list[Breach]:
    """Neither the chart's own database nor one outside is switched on."""
    found = []
    for own, outside in (("postgresql", ("externalPostgres", "externalMysql")), ("redis", ("externalRedis",))):
        switches = [At("", f"{each}.enabled") for each in (own, *outside)]
        known = [each for each in switches if view.has(*each)]
        if len(known) > 1 and not any(is_on(view.value(*each)) for each in known):
            names = " and ".join(each.name for each in known)
            why = f"{names} are false: Dify has no {'database' if own == 'postgresql' else 'Redis'}"
            breach = Breach(rule="settings-clash", at=tuple(reversed(known)), why=why, fix="switch one of them on")
            found.append(breach)
    return found


def _chart_mail(view: View) -> list[Breach]:
    found = []
    for prefix in ("mail", "api.mail"):
        chosen = view.value("", f"{prefix}.type")
        need = {"smtp": f"{prefix}.smtp.server", "resend": f"{prefix}.resend.apiKey"}.get(chosen)
        if need and secret_class(need) and is_on(view.value("", "externalSecret.enabled")):
            continue  # it comes from a vault
        if need and view.has("", need) and not view.value("", need):
            why = f"{prefix}.type is {chosen}, but {need} is empty"
            at = (At("", need), At("", f"{prefix}.type"))
            found.append(Breach(rule="chosen-but-empty", at=at, why=why, fix=f"set {need}, or empty {prefix}.type"))
    return found


VALUES_RULES = (
    Rule(look=_scheduler, broken={"": {"workerBeat.replicas": "2"}}, kept={"": {"worker.replicas": "2"}}),
    Rule(
        look=_unstructured,
        broken={"": {"global.rag.etlType": "Unstructured", "unstructured.enabled": "false"}},
        kept={"": {"global.rag.etlType": "dify", "unstructured.enabled": "false"}},
    ),
    Rule(
        look=_chart_tls,
        broken={"": {"global.useTLS": "false", "ingress.enabled": "true", "ingress.tls": "[{hosts: [d.example]}]"}},
        kept={"": {"global.useTLS": "true", "ingress.enabled": "true", "ingress.tls": "[{hosts: [d.example]}]"}},
    ),
    Rule(
        look=_no_store,
        broken={"": {"redis.enabled": "false", "externalRedis.enabled": "false"}},
        kept={"": {"redis.enabled": "false", "externalRedis.enabled": "true"}},
    ),
    Rule(
        look=_chart_mail,
        broken={"": {"mail.type": "smtp", "mail.smtp.server": ""}},
        kept={"": {"mail.type": "", "mail.smtp.server": ""}},
    ),
)


_OPTIONS = frozenset(
    "local s3 azureblob aliyunoss googlestorage tencentcos huaweiobs volcenginetos opendal smtp resend sendgrid".split()  # noqa: SIM905
)
"""Parts of a chart's values that are each one of several options, also where a file names no other."""


def is_chosen(path: str, values: Mapping[str, str | None]) -> bool:
    """Tell whether a value of a chart is in use: nothing above it is switched off, and no other option is chosen.

    `externalRedis.sentinel.password` is not, while `externalRedis.sentinel.enabled` is false; nor is
    `persistence.s3.accessKey`, while `persistence.type` is `local`.
    """
    parts = path.split(".")
    for depth in range(1, len(parts)):
        above = ".".join(parts[:depth])
        if (values.get(f"{above}.enabled") or "").lower() == "false":
            return False
        if values.get(f"{above}.type", "none") == "":
            return False
        if depth == len(parts) - 1:
            break
        block = parts[depth]
        for switch, prefix in (("type", ""), ("externalType", "external")):
            chosen = values.get(f"{above}.{switch}")
            if f"{above}.{switch}" not in values or (prefix and not block.startswith(prefix)):
                continue
            options = {key[len(above) + 1 :].partition(".")[0] for key in values if key.startswith(f"{above}.")}
            options -= {switch}
            wanted = fold_key(prefix + (chosen or ""))
            known = {fold_key(each) for each in options} | (_OPTIONS if fold_key(block) in _OPTIONS else set())
            if wanted != fold_key(block) and (not chosen or wanted in known):
                return False
        if block.startswith("external") and (values.get(f"{above}.useExternal") or "").lower() == "false":
            return False
    return True
