"""Types that are case-sensitive.

Not here: comparisons that the sources show (`ask/check/evidence.py`).
"""

from __future__ import annotations

from ctxkit.dify.services import SERVICE_CHOICES
from ctxkit.values.rule import Is, Requirement, ValuesRule
from ctxkit.values.rules.options import ETL_TYPES, MAIL_BLOCKS, UNSTRUCTURED_TYPE

_MAIL_TYPES = tuple(row.value for row in SERVICE_CHOICES if row.switch == "MAIL_TYPE")


def _written(path: str, value: str, effect: str) -> Requirement:
    """Return the case of a value that differs from `value` only in case."""
    return Requirement(
        when=(Is(path, "like", value),),
        must=(Is(path, "equal", value),),
        message=f"{path} is case-sensitive: the api {effect}",
        sets={path: value},
        advice=f"write {value}",
    )


RULES = (
    ValuesRule(
        id="mail-type-case",
        category="misread-value",
        severity="error",
        summary="The kind of mail is not in lower case",
        why="The api compares it case-sensitively, rejects any other, and does not start.",
        remedy="Write it in lower case.",
        reference="dify api/extensions/ext_mail.py#match mail_type",
        requirements=tuple(
            _written(f"{block}.type", kind, "rejects this value and does not start")
            for block in MAIL_BLOCKS
            for kind in _MAIL_TYPES
        ),
        broken={"mail.type": "SMTP"},
        kept={"mail.type": "smtp"},
    ),
    ValuesRule(
        id="etl-type-case",
        category="misread-value",
        severity="error",
        summary="The kind of text extraction differs from Unstructured only in case",
        why="The api compares it case-sensitively, and uses its own extraction instead.",
        remedy="Write Unstructured.",
        reference="dify api/constants/__init__.py#dify_config.ETL_TYPE",
        requirements=tuple(
            _written(path, UNSTRUCTURED_TYPE, f"reads this value as dify, not {UNSTRUCTURED_TYPE}")
            for path in ETL_TYPES
        ),
        broken={"global.rag.etlType": "unstructured"},
        kept={"global.rag.etlType": "Unstructured"},
    ),
)
