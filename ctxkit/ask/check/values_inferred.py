"""Check the values of a chart without templates by the setting that their path most likely feeds.

Not here: how a setting is inferred from a path (`settings/inference.py`).
"""

from __future__ import annotations

from itertools import islice

from ctxkit.ask.check.validation import is_plain_type
from ctxkit.ask.check.value_rules import report_likely_objection
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.dify.programs import SERVICES_OF, is_program, scope_name, scope_of_service
from ctxkit.files.values import Value
from ctxkit.settings.inference import inferred
from ctxkit.values.selection import is_in_use

_MAX_INFERRED = 2_000  # values of a file


def check_inferred_values(case: ValuesCase) -> None:
    """Report numbers and switches that the setting which they most likely feed does not accept."""
    names: set[str] = set()
    for program in SERVICES_OF:
        names |= case.enumerations.declared_names(program)
    plain = ((path, leaf) for path, leaf in case.file.leaves.items() if _is_plain(leaf))
    used = ((path, leaf) for path, leaf in plain if is_in_use(path, case.merged))
    for path, leaf in islice(used, _MAX_INFERRED):
        for name in inferred(path, names)[:1]:
            _check_value(case, path, leaf, name)


def _is_plain(leaf: Value) -> bool:
    if leaf.node.kind != "scalar" or not leaf.value:
        return False
    return "{{" not in leaf.value


def _check_value(case: ValuesCase, path: str, leaf: Value, name: str) -> None:
    own = scope_of_service(path.split(".")[0])
    program = own if is_program(own) else "api"
    value = leaf.value or ""
    reader = f"{name} of {scope_name(program)}"
    for key, objection in case.evidence.objections(program, name, value):
        if key is not None and is_plain_type(objection.expected):
            report_likely_objection(case.reporter, objection, case.spot(leaf), value, reader, key)
