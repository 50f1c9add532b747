"""Types that are case-sensitive.

Not here: comparisons that the sources show (`ask/check/evidence.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.rule import ChartValues, ValuesBreach, ValuesRule
from ctxkit.ask.check.values_rules.options import ETL_TYPES, MAIL_BLOCKS
from ctxkit.dify.services import SERVICE_CHOICES

_MAIL_TYPES = frozenset(row.value for row in SERVICE_CHOICES if row.switch == "MAIL_TYPE")
_ETL_TYPE = "Unstructured"


def _mail_type(values: ChartValues) -> Iterator[ValuesBreach]:
    for block in MAIL_BLOCKS:
        path = f"{block}.type"
        value = values.get(path, "")
        if value not in _MAIL_TYPES and value.lower() in _MAIL_TYPES:
            yield ValuesBreach(
                paths=(path,),
                message=f"{path} is case-sensitive: the api rejects this value and does not start",
                fix=f"write {value.lower()}",
            )


def _etl_type(values: ChartValues) -> Iterator[ValuesBreach]:
    for path in ETL_TYPES:
        value = values.get(path, "")
        if value != _ETL_TYPE and value.lower() == _ETL_TYPE.lower():
            yield ValuesBreach(
                paths=(path,),
                message=f"{path} is case-sensitive: "
                f"the api reads this value as dify, not {_ETL_TYPE}",
                fix=f"write {_ETL_TYPE}",
            )


RULES = (
    ValuesRule(
        id="mail-type-case",
        category="misread-value",
        severity="error",
        summary="The kind of mail is not in lower case",
        why="The api compares it case-sensitively, rejects any other, and does not start.",
        remedy="Write it in lower case.",
        look=_mail_type,
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
        look=_etl_type,
        broken={"global.rag.etlType": "unstructured"},
        kept={"global.rag.etlType": "Unstructured"},
    ),
)
