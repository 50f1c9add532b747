"""The name of a setting in pasted text: `${LOG_LEVEL:-INFO}`, `.Values.api.logLevel`, `X=1`.

Not here: whether there is such a setting (`resolve.py`), the nearest names
(`suggest.py`).
"""

from __future__ import annotations

from ctxkit.regex import regex

_MAX_CHARS = 400  # of a query: names are short, pasted files are not
_VALUES = regex(r"\.Values\.([\w.-]{1,200})")
_INTERPOLATED = regex(r"\$\{?([A-Za-z_]\w{0,200})")
_QUOTED = regex(
    r"(?:getenv|environ|get|getattr|Getenv|env)\w{0,20}\s?[(\[][^'\"]{0,80}['\"]([\w.-]{1,200})['\"]"
)
_ASSIGNED = regex(r"(?:export |ENV |ARG |--set |-e |- )?\s?([A-Za-z_][\w.-]{0,200})\s?[=:](?!:)")
_CODE = regex(
    r"(?:dify_config|DifyConfig|current_app\.config|app\.config|process\.env|import\.meta\.env|os\.environ|"
    r"self|env|config|cfg|conf|settings|configs?\.App|appConfig|configuration)\.([A-Za-z_]\w{0,200})$"
)
_NAME = regex(r"[A-Za-z_][\w.-]{0,200}")
_ANNOTATION = regex(r"[A-Za-z_][\w-]{0,60}\.[\w.-]{1,100}/[\w.-]{1,60}")
"""A path that ends in an annotation: `api.persistence.annotations.helm.sh/resource-policy`."""


def names_in(text: str) -> list[str]:
    """Return the names that `text` may mean, likeliest first; empty if nothing looks like a name.

    A dotted path comes before its last part, because paths of the chart are full names.
    """
    lines = [line.strip() for line in text[:_MAX_CHARS].splitlines() if line.strip()]
    line = lines[0].strip("`'\",;") if lines else ""
    for pattern in (_VALUES, _QUOTED):
        if match := pattern.search(line):
            return [match[1].rstrip(".-")]
    found = _names_in_line(line)
    return [name for name in dict.fromkeys(found) if name]


def _names_in_line(line: str) -> list[str]:
    if match := _ASSIGNED.match(line) or _INTERPOLATED.search(line):
        return [match[1]]
    if match := _CODE.match(line):
        return [match[1], line]
    if _NAME.fullmatch(line) or _ANNOTATION.fullmatch(line):
        return [line]
    # Words of a sentence: all of them together, as in `log level`, else the first.
    words = _NAME.findall(line)
    return ["_".join(words), *words[:1]]
