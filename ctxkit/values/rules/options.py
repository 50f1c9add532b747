"""The options that a chart selects: types and the blocks that belong to them, and services that
must run.

Not here: which values are in use (`values/selection.py`), values that differ only in case
(`letters.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.dify.charts import is_address_value
from ctxkit.index.rows import fold_key
from ctxkit.text.redact import secret_class
from ctxkit.values.rule import Is, Requirement, ValuesBreach, ValuesRule
from ctxkit.values.selection import OPTION_SWITCHES, ChartValues, is_in_use

ETL_TYPES = ("global.rag.etlType", "api.etlType", "etlType")
MAIL_BLOCKS = ("mail", "api.mail")

UNSTRUCTURED_TYPE = "Unstructured"

_UNSTRUCTURED = "unstructured.enabled"
_MAIL_NEEDS = {"smtp": "smtp.server", "resend": "resend.apiKey"}
_LISTED_OPTIONS = (("persistence.type", ""), ("vectorDB.externalType", "external"))
"""Switches whose chart has a block for each option, and how the blocks' names begin."""
_MIN_OPTIONS = 3  # fewer blocks do not show what else there is
_MAX_NAMED_OPTIONS = 8
_MIN_COMMON_CHARS = 5


def _empty_address(values: ChartValues) -> Iterator[ValuesBreach]:
    """An option selected by a type (`externalType: qdrant`) needs an address
    (`externalQdrant.endpoint`).
    """
    for path, value in values.items():
        block, _, name = path.rpartition(".")
        if value or not is_address_value(name):
            continue
        switch = _switch_of(block, values)
        if switch and is_in_use(path, values):
            yield ValuesBreach(
                paths=(path, switch),
                message=f"{switch} selects {block}, but {path} is empty",
                fix=f"set {path}, or select another {switch}",
            )


def _switch_of(block: str, values: ChartValues) -> str:
    """Return the switch that selects a block, or ""."""
    above, _, name = block.rpartition(".")
    if not above:
        return ""
    set_switches = [f"{above}.{switch.name}" for switch in OPTION_SWITCHES]
    switch = next((path for path in set_switches if values.get(path)), "")
    option = fold_key(name).removeprefix("external")
    return switch if switch and fold_key(values[switch]) == option else ""


def _unknown_option(values: ChartValues) -> Iterator[ValuesBreach]:
    """A type that is none of the blocks beside it."""
    for switch, prefix in _LISTED_OPTIONS:
        selected = values.get(switch, "")
        options = _blocks_beside(switch, prefix, values)
        if not selected or len(options) < _MIN_OPTIONS:
            continue
        folded = {fold_key(option).removeprefix(prefix) for option in options}
        if fold_key(selected) not in folded and not _is_known(selected, folded):
            shown = ", ".join(options[:_MAX_NAMED_OPTIONS])
            yield ValuesBreach(
                paths=(switch,),
                message=f"{switch} is not one of the chart's options ({shown})",
                fix="select one of them",
            )


def _blocks_beside(switch: str, prefix: str, values: ChartValues) -> list[str]:
    above = switch.rpartition(".")[0]
    blocks = {
        path.split(".")[1]
        for path in values
        if path.startswith(f"{above}.") and path.count(".") > 1
    }
    return sorted(block for block in blocks if block.startswith(prefix))


def _is_known(selected: str, options: set[str]) -> bool:
    """Return whether an option is one under a longer or shorter name: `pgvecto-rs`, `azure-blob`,
    `tencent`.
    """
    folded = fold_key(selected)
    if len(folded) < _MIN_COMMON_CHARS:
        return False
    long_options = [option for option in options if len(option) >= _MIN_COMMON_CHARS]
    return any(folded.startswith(option[:_MIN_COMMON_CHARS]) for option in long_options)


def _mail_case(block: str, kind: str, needed: str) -> Requirement:
    switch, path = f"{block}.type", f"{block}.{needed}"
    # With external secrets the chart takes secret values from a vault.
    from_vault = (Is("externalSecret.enabled", "not on"),) if secret_class(path) else ()
    return Requirement(
        when=(Is(switch, "equal", kind), *from_vault),
        must=(Is(path, "set"),),
        message=f"{switch} is {kind}, but {path} is empty",
        advice=f"set {path}, or clear {switch}",
        paths=(path, switch),
    )


RULES = (
    ValuesRule(
        id="unstructured-disabled",
        category="settings-clash",
        severity="error",
        summary="Unstructured is selected to extract text, but the chart does not run it",
        why="Nothing answers the api's requests, so no document is indexed.",
        remedy="Set unstructured.enabled to true.",
        reference="dify api/core/rag/extractor/extract_processor.py#UNSTRUCTURED_API_URL",
        requirements=tuple(
            Requirement(
                when=(Is(path, "like", UNSTRUCTURED_TYPE),),
                must=(Is(_UNSTRUCTURED, "on"),),
                message=f"{path} is Unstructured, but {_UNSTRUCTURED} is false: "
                "nothing answers the api's requests",
                sets={_UNSTRUCTURED: "true"},
                paths=(path, _UNSTRUCTURED),
            )
            for path in ETL_TYPES
        ),
        broken={"global.rag.etlType": "Unstructured", "unstructured.enabled": "false"},
        kept={"global.rag.etlType": "dify", "unstructured.enabled": "false"},
    ),
    ValuesRule(
        id="unstructured-unused",
        category="settings-clash",
        severity="note",
        summary="The chart runs Unstructured, but the api extracts text itself",
        why="Its pod takes a large image and memory, and nothing calls it.",
        remedy="Set unstructured.enabled to false, or select Unstructured to extract text.",
        reference="dify api/core/rag/extractor/extract_processor.py#UNSTRUCTURED_API_URL",
        requirements=tuple(
            Requirement(
                when=(Is(path, "equal", "dify"),),
                must=(Is(_UNSTRUCTURED, "off"),),
                message=f"{_UNSTRUCTURED} is true, but {path} is dify: nothing calls it",
                sets={_UNSTRUCTURED: "false"},
                paths=(_UNSTRUCTURED, path),
            )
            for path in ETL_TYPES
        ),
        broken={"global.rag.etlType": "dify", "unstructured.enabled": "true"},
        kept={"global.rag.etlType": "Unstructured", "unstructured.enabled": "true"},
    ),
    ValuesRule(
        id="mail-value-empty",
        category="chosen-but-empty",
        severity="error",
        summary="A kind of mail is selected, but the value that it needs is empty",
        why="The api does not start without it.",
        remedy="Set the value, or clear the type.",
        reference="dify api/extensions/ext_mail.py#match mail_type",
        requirements=tuple(
            _mail_case(block, kind, needed)
            for block in MAIL_BLOCKS
            for kind, needed in _MAIL_NEEDS.items()
        ),
        broken={"mail.type": "smtp", "mail.smtp.server": ""},
        kept={"mail.type": "", "mail.smtp.server": ""},
    ),
    ValuesRule(
        id="selected-address-empty",
        category="chosen-but-empty",
        severity="warning",
        summary="Something outside the chart is selected, but its address is empty",
        why="The api cannot connect to it.",
        remedy="Set the address, or select something else.",
        reference="dify-helm charts/dify/values.yaml#endpoint:",
        find=_empty_address,
        broken={"vectorDB.externalType": "qdrant", "vectorDB.externalQdrant.endpoint": ""},
        kept={"vectorDB.externalType": "qdrant", "vectorDB.externalMilvus.uri": ""},
    ),
    ValuesRule(
        id="unknown-option",
        category="settings-clash",
        severity="warning",
        summary="A type is not one of the options that the chart has a block for",
        why="The chart has no settings for it.",
        remedy="Select one of the options that the problem lists.",
        reference="https://github.com/sorphwer/dify-helm-watchdog",
        find=_unknown_option,
        broken={
            "persistence.type": "minio",
            "persistence.local.path": "",
            "persistence.s3.endpoint": "",
            "persistence.azureBlob.url": "",
        },
        kept={
            "persistence.type": "azure-blob",
            "persistence.local.path": "",
            "persistence.s3.endpoint": "",
            "persistence.azureBlob.url": "https://a.example",
        },
    ),
)
