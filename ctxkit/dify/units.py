"""The units of numbers whose names do not say them, and what is certainly another unit.

Not here: limits that must fit each other (`related.py`), types (`ask/check/validation.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row, is_named

_EXAMPLE = "dify docker/.env.example#"


class Unit(Row, frozen=True, kw_only=True):
    """Settings that `names`, a pattern, matches are in `unit`.

    A value above `highest`, or below `lowest` but for 0, was most likely meant in `other_unit`, of
    which `factor` make one of `unit` (less than 1: the other unit is larger).
    """

    names: str
    unit: str
    other_unit: str
    factor: float
    highest: float = float("inf")
    lowest: float = 0


UNITS = (
    Unit(
        names=r"(?:APP|WORKFLOW)_MAX_EXECUTION_TIME",
        unit="seconds",
        other_unit="milliseconds",
        factor=1000,
        highest=3 * 86_400,
        since="1.8.1",
        reference=_EXAMPLE + "APP_MAX_EXECUTION_TIME=",
        sample="WORKFLOW_MAX_EXECUTION_TIME",
    ),
    Unit(
        names=r"(?:GUNICORN|WORKER|PLUGIN_DAEMON|PLUGIN_MAX_EXECUTION|SQLALCHEMY_POOL)_TIMEOUT"
        r"|(?:CODE_EXECUTION|SSRF_DEFAULT|HTTP_REQUEST_MAX)_(?:CONNECT|READ|WRITE)_TIME_?OUT",
        unit="seconds",
        other_unit="milliseconds",
        factor=1000,
        highest=86_400,
        since="1.8.1",
        reference=_EXAMPLE + "GUNICORN_TIMEOUT=",
        sample="CODE_EXECUTION_READ_TIMEOUT",
    ),
    Unit(
        names=r"(?:TEXT|WORKFLOW)_GENERATION_TIMEOUT_MS",
        unit="milliseconds",
        other_unit="seconds",
        factor=0.001,
        lowest=1000,
        since="1.8.1",
        reference=_EXAMPLE + "TEXT_GENERATION_TIMEOUT_MS=",
        sample="TEXT_GENERATION_TIMEOUT_MS",
    ),
    Unit(
        names=r"UPLOAD_(?:\w+_)?FILE_SIZE_LIMIT",
        unit="megabytes",
        other_unit="bytes",
        factor=1024**2,
        highest=1_000_000,
        since="1.8.1",
        reference=_EXAMPLE + "UPLOAD_FILE_SIZE_LIMIT=",
        sample="UPLOAD_IMAGE_FILE_SIZE_LIMIT",
    ),
    Unit(
        names=r"PLUGIN_MAX_PACKAGE_SIZE|MAX_PLUGIN_PACKAGE_SIZE",
        unit="bytes",
        other_unit="megabytes",
        factor=1 / 1024**2,
        lowest=10_000,
        since="1.8.1",
        reference=_EXAMPLE + "PLUGIN_MAX_PACKAGE_SIZE=",
        sample="PLUGIN_MAX_PACKAGE_SIZE",
    ),
)


def unit_of(name: str) -> Unit | None:
    """Return the unit of a setting, None where it is not known."""
    return next((row for row in UNITS if is_named(name, row.names)), None)
