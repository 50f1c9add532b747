"""What a chart chooses: types and the blocks that belong to them, letters that matter, what is
switched off.

Data to be reviewed. Not here: which values the chart knows (`ask/check/chart_paths.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from ctxkit.ask.check.rules import At, Breach, Rule, View, is_on
from ctxkit.index.rows import fold_key
from ctxkit.text.redact import secret_class

_OPTIONS = frozenset(
    "local s3 azureblob aliyunoss googlestorage tencentcos huaweiobs volcenginetos opendal smtp resend sendgrid".split()  # noqa: SIM905
)
"""Parts of a chart's values that are each one of several options, also where a file names no other."""


def is_chosen(path: str, values: Mapping[str, str | None]) -> bool:
    """Tell whether a value of a chart is in use: nothing above it is switched off, and no other
    option is chosen.

    `externalRedis.sentinel.password` is not, while `externalRedis.sentinel.enabled` is false; nor
    is `persistence.s3.accessKey`, while `persistence.type` is `local`.
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
            options = {
                key[len(above) + 1 :].partition(".")[0]
                for key in values
                if key.startswith(f"{above}.")
            }
            options -= {switch}
            wanted = fold_key(prefix + (chosen or ""))
            known = {fold_key(each) for each in options} | (
                _OPTIONS if fold_key(block) in _OPTIONS else set()
            )
            if wanted != fold_key(block) and (not chosen or prefix or wanted in known):
                return False
        if (
            block.startswith("external")
            and (values.get(f"{above}.useExternal") or "").lower() == "false"
        ):
            return False
    return True


REACHED_BY = (
    "endpoint",
    "host",
    "address",
    "url",
    "uri",
    "server",
    "bucketName",
    "containerName",
    "nodes",
)


def _unstructured(view: View) -> list[Breach]:
    switch = At("", "unstructured.enabled")
    for path in ("global.rag.etlType", "api.etlType", "etlType"):
        at = At("", path)
        if (
            view.value(*at).lower() == "unstructured"
            and view.has(*switch)
            and not is_on(view.value(*switch))
        ):
            why = f"{path} is Unstructured, but unstructured.enabled is false: nothing answers the api's requests"
            return [
                Breach(
                    rule="settings-clash",
                    at=(at, switch),
                    why=why,
                    fix="set unstructured.enabled to true",
                )
            ]
    return []


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
            found.append(
                Breach(
                    rule="chosen-but-empty",
                    at=at,
                    why=why,
                    fix=f"set {need}, or empty {prefix}.type",
                )
            )
    return found


def _empty_options(view: View) -> list[Breach]:
    """What is chosen by a type (`externalType: qdrant`) needs an address
    (`externalQdrant.endpoint`).
    """
    found = []
    values = {name: view.value("", name) for name in view.names("")}
    for path, value in values.items():
        block, _, name = path.rpartition(".")
        above = block.rpartition(".")[0]
        if value or name not in REACHED_BY or not above:
            continue
        switch = next(
            (
                f"{above}.{each}"
                for each in ("type", "externalType")
                if values.get(f"{above}.{each}")
            ),
            "",
        )
        option = fold_key(block.rpartition(".")[2]).removeprefix("external")
        if switch and fold_key(values[switch]) == option and is_chosen(path, values):
            at = (At("", path), At("", switch))
            why = f"{switch} chooses {block}, but {path} is empty"
            fix = f"set {path}, or choose another {switch}"
            found.append(
                Breach(rule="chosen-but-empty", at=at, why=why, fix=fix, severity="warning")
            )
    return found


def _unknown_options(view: View) -> list[Breach]:
    """A type that is none of the blocks beside it."""
    found = []
    names = list(view.names(""))
    for switch, prefix in (("persistence.type", ""), ("vectorDB.externalType", "external")):
        chosen, above = view.value("", switch), switch.rpartition(".")[0]
        beside = {
            name.split(".")[1]
            for name in names
            if name.startswith(f"{above}.") and name.count(".") > 1
        }
        options = sorted(each for each in beside if each.startswith(prefix))
        folded = {fold_key(each).removeprefix(prefix) for each in options}
        if (
            not chosen
            or len(options) < 3
            or fold_key(chosen) in folded
            or _is_known(chosen, folded)
        ):
            continue
        why = f"{switch} is none of the options that stand beside it ({', '.join(options[:8])})"
        found.append(
            Breach(
                rule="settings-clash",
                at=(At("", switch),),
                why=why,
                fix="choose one of them",
                severity="warning",
            )
        )
    return found


def _is_known(chosen: str, options: set[str]) -> bool:
    """Tell whether an option is one under a longer or shorter name: `pgvecto-rs`, `azure-blob`,
    `tencent`.
    """
    folded = fold_key(chosen)
    return any(
        folded.startswith(each[:5]) for each in options if len(each) >= 5 and len(folded) >= 5
    )


def _mail_letters(view: View) -> list[Breach]:
    for switch in ("mail.type", "api.mail.type"):
        value = view.value("", switch)
        if value.lower() in ("smtp", "resend", "sendgrid") and value != value.lower():
            why = f"{switch} is compared letter by letter: the api refuses this and does not start"
            return [
                Breach(
                    rule="misread-value",
                    at=(At("", switch),),
                    why=why,
                    fix=f"write {value.lower()}",
                )
            ]
    return []


def _etl_letters(view: View) -> list[Breach]:
    for path in ("global.rag.etlType", "api.etlType", "etlType"):
        value = view.value("", path)
        if value.lower() == "unstructured" and value != "Unstructured":
            why = f"{path} is compared with Unstructured letter by letter: the api takes this for dify"
            return [
                Breach(rule="misread-value", at=(At("", path),), why=why, fix="write Unstructured")
            ]
    return []


RULES = (
    Rule(
        look=_unstructured,
        broken={"": {"global.rag.etlType": "Unstructured", "unstructured.enabled": "false"}},
        kept={"": {"global.rag.etlType": "dify", "unstructured.enabled": "false"}},
    ),
    Rule(
        look=_chart_mail,
        broken={"": {"mail.type": "smtp", "mail.smtp.server": ""}},
        kept={"": {"mail.type": "", "mail.smtp.server": ""}},
    ),
    Rule(
        look=_empty_options,
        broken={"": {"vectorDB.externalType": "qdrant", "vectorDB.externalQdrant.endpoint": ""}},
        kept={"": {"vectorDB.externalType": "qdrant", "vectorDB.externalMilvus.uri": ""}},
    ),
    Rule(
        look=_unknown_options,
        broken={
            "": {
                "persistence.type": "minio",
                **{f"persistence.{each}.x": "" for each in ("local", "s3", "azureBlob")},
            }
        },
        kept={
            "": {
                "persistence.type": "s3",
                **{f"persistence.{each}.x": "" for each in ("local", "s3", "azureBlob")},
            }
        },
    ),
    Rule(
        look=_mail_letters,
        broken={"": {"mail.type": "SMTP"}},
        kept={"": {"mail.type": "smtp"}},
    ),
    Rule(
        look=_etl_letters,
        broken={"": {"global.rag.etlType": "unstructured"}},
        kept={"": {"global.rag.etlType": "Unstructured"}},
    ),
)
