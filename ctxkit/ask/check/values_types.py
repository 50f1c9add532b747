"""Check values whose YAML type is not the one that templates and Kubernetes accept: `"false"`,
`tag: 1.10`, `value: 5`.

Not here: what programs accept (`evidence.py`), values that must fit together (`values/rules/`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.files.values import Value
from ctxkit.files.yaml_tree import Node
from ctxkit.model.rule import Rule
from ctxkit.regex import regex
from ctxkit.values.selection import ChartValues

_QUOTES = ("'", '"')
_SWITCH_NAMES = ("enabled", "useTLS", "useSSL")
_LISTS_OF_VARIABLES = ("extraenv", "extraenvs", "env")
_SWITCH_WORDS = frozenset({"true", "false", "yes", "no", "on", "off"})
_NUMBER = regex(
    r"[+-]?(?:0|[1-9][0-9_]*)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?\Z|0[xXoO]?[0-9a-fA-F]+\Z"
)
_LOSSY_FLOAT = regex(r"[0-9]+\.[0-9]*0\Z|[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+\Z")
_MAX_TAG_CHARS = 60
_MAX_NAME_CHARS = 80

QUOTED_FALSE = FileRule(
    id="quoted-false",
    category="wrong-type",
    severity="error",
    summary='A switch is the string "false"',
    why="Helm templates treat any string as true.",
    remedy="Remove the quotes.",
    broken={"values": 'ingress:\n  enabled: "false"\n'},
    kept={"values": "ingress:\n  enabled: false\n"},
)
UNQUOTED_TAG = FileRule(
    id="unquoted-tag",
    category="wrong-type",
    severity="error",
    summary="An image tag is read as a number",
    why="Its last zeros are lost: 1.10 becomes 1.1.",
    remedy="Quote the tag.",
    broken={"values": "api:\n  image:\n    tag: 1.10\n"},
    kept={"values": 'api:\n  image:\n    tag: "1.10"\n'},
)
UNQUOTED_VARIABLE = FileRule(
    id="unquoted-variable",
    category="wrong-type",
    severity="error",
    summary="The value of a variable is a number or a switch, not a string",
    why="Kubernetes rejects the container.",
    remedy="Quote the value.",
    broken={"values": "api:\n  extraEnv:\n  - name: UPLOAD_FILE_SIZE_LIMIT\n    value: 50\n"},
    kept={"values": 'api:\n  extraEnv:\n  - name: UPLOAD_FILE_SIZE_LIMIT\n    value: "50"\n'},
)
RULES = (QUOTED_FALSE, UNQUOTED_TAG, UNQUOTED_VARIABLE)


def check_types(case: ValuesCase) -> None:
    """Report the values of a chart that are of the wrong type."""
    defaults = case.merged if case.is_other_chart else case.chart.defaults
    for path, leaf in case.file.leaves.items():
        if leaf.node.kind == "scalar":
            _check_scalar(case, path, leaf, defaults)
        elif leaf.node.kind == "sequence" and _last_part(path).lower() in _LISTS_OF_VARIABLES:
            _check_list(case, path, leaf)


def _check_scalar(case: ValuesCase, path: str, leaf: Value, defaults: ChartValues) -> None:
    name, node = _last_part(path), leaf.node
    is_switch = name in _SWITCH_NAMES or defaults.get(path) in ("true", "false")
    if is_switch and _is_quoted_false(node):
        message = f'{path} is the string "false", which Helm templates treat as true'
        _report(case, QUOTED_FALSE, path, leaf.line, message, f"write {name}: false")
    elif name == "tag" and _is_lossy_number(node):
        message = f"{path} is not quoted, so it is read as a number that loses its last digits"
        _report(case, UNQUOTED_TAG, path, leaf.line, message, "quote the tag")


def _check_list(case: ValuesCase, path: str, leaf: Value) -> None:
    for name, value in _unquoted_variables(leaf.node):
        message = (
            f"the value of {name[:_MAX_NAME_CHARS]} in {path} is not a string: "
            "Kubernetes rejects the container"
        )
        _report(case, UNQUOTED_VARIABLE, path, value.line, message, "quote the value")


def _unquoted_variables(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the variables of a list whose value is a number or a switch."""
    for item in node.children:
        name, value = item.get("name"), item.get("value")
        if name is not None and value is not None and _is_number_or_switch(value):
            yield name.value, value


def _is_number_or_switch(node: Node) -> bool:
    # Text in quotes and in blocks has a style.
    if node.kind != "scalar" or node.style:
        return False
    if node.value.lower() in _SWITCH_WORDS:
        return True
    return _NUMBER.match(node.value[:_MAX_NAME_CHARS]) is not None


def _is_quoted_false(node: Node) -> bool:
    return node.style in _QUOTES and node.value.lower() == "false"


def _is_lossy_number(node: Node) -> bool:
    if node.style or len(node.value) >= _MAX_TAG_CHARS:
        return False
    return _LOSSY_FLOAT.match(node.value) is not None


def _last_part(path: str) -> str:
    return path.rpartition(".")[2]


def _report(case: ValuesCase, rule: Rule, path: str, line: int, message: str, fix: str) -> None:
    case.reporter.add(rule, Spot(path=case.file.path, key=path, line=line), message, fix)
