"""The values of a chart that are in use: not below a part that is switched off, and not of an
option that is not selected.

Not here: what is wrong with the options (`rules/options.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ctxkit.dify.services import SERVICE_CHOICES
from ctxkit.dify.storages import STORAGES
from ctxkit.index.rows import fold_key

ChartValues = Mapping[str, str]
"""The values of a chart by path, its defaults included; empty where a value is null."""


class OptionSwitch(NamedTuple):
    """A value that selects one of the blocks beside it, whose names begin with `prefix`:
    `type: s3`, `externalType: qdrant` (the block `externalQdrant`).
    """

    name: str
    prefix: str


IDENTITY_SWITCHES = ("useAwsManagedIam", "useIAM")
"""Switches with which an object storage takes the identity of the pod."""

_OF_KEYS = frozenset({"accesskey", "secretkey", "endpoint"})
"""Values beside such a switch that the api does not read then."""

OPTION_SWITCHES = (OptionSwitch("type", ""), OptionSwitch("externalType", "external"))

_KNOWN_OPTIONS = frozenset(
    fold_key(choice.value)
    for choice in (*SERVICE_CHOICES, *STORAGES)
    if choice.switch in ("STORAGE_TYPE", "MAIL_TYPE")
)
"""Blocks that are options even in a file with only one of them."""


def is_off(values: ChartValues, path: str) -> bool:
    """Return whether a switch is there, and false."""
    return values.get(path, "").lower() == "false"


def is_in_use(path: str, values: ChartValues) -> bool:
    """Return whether a value of a chart is in use.

    `externalRedis.sentinel.password` is not, while `externalRedis.sentinel.enabled` is false; nor
    is `persistence.s3.accessKey`, while `persistence.type` is `local`.
    """
    parts = path.split(".")
    for depth in range(1, len(parts)):
        above = ".".join(parts[:depth])
        if is_off(values, f"{above}.enabled") or values.get(f"{above}.type") == "":
            return False
        is_block = depth < len(parts) - 1
        if is_block and _is_unselected_block(above, parts[depth], values):
            return False
    return not _has_identity(path, values)


def _has_identity(path: str, values: ChartValues) -> bool:
    """Return whether a value is a key of a storage that takes the identity of the pod instead."""
    above, _, name = path.rpartition(".")
    if name.lower() not in _OF_KEYS:
        return False
    return any(values.get(f"{above}.{switch}", "") == "true" for switch in IDENTITY_SWITCHES)


def _is_unselected_block(above: str, block: str, values: ChartValues) -> bool:
    if block.startswith("external") and is_off(values, f"{above}.useExternal"):
        return True
    return any(_selects_other(above, block, switch, values) for switch in OPTION_SWITCHES)


def _selects_other(above: str, block: str, switch: OptionSwitch, values: ChartValues) -> bool:
    """Return whether a switch selects another block than this one."""
    path = f"{above}.{switch.name}"
    if path not in values or not block.startswith(switch.prefix):
        return False
    selected = values[path]
    wanted = fold_key(switch.prefix + selected)
    if wanted == fold_key(block):
        return False
    if not selected or switch.prefix:
        return True
    # The type may also be something else than one of the blocks: `service.type`.
    return wanted in _options_beside(above, block, values)


def _options_beside(above: str, block: str, values: ChartValues) -> set[str]:
    """Return the blocks below a path that a type can select."""
    start = f"{above}."
    found = {
        fold_key(path[len(start) :].partition(".")[0]) for path in values if path.startswith(start)
    }
    found.discard("type")
    if fold_key(block) in _KNOWN_OPTIONS:
        found |= _KNOWN_OPTIONS
    return found
