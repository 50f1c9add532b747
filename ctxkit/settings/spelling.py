"""The name of a setting in whatever a person pastes: `${LOG_LEVEL:-INFO}`, `.Values.api.logLevel`,
`X=1`.

Not here: whether there is such a setting (`ask/explain/explain.py`) and what comes near it
(`suggest.py`).
"""

from __future__ import annotations

import re

_LONGEST = 400  # characters that are looked at: names are short, pasted files are not
_VALUES = re.compile(r"\.Values\.([\w.-]{1,200})")
_INTERPOLATED = re.compile(r"\$\{?([A-Za-z_]\w{0,200})")
_QUOTED = re.compile(
    r"(?:getenv|environ|get|getattr|Getenv|env)\w{0,20}\s?[(\[][^'\"]{0,80}['\"]([\w.-]{1,200})['\"]"
)
_ASSIGNED = re.compile(
    r"(?:export |ENV |ARG |--set |-e |- )?\s?([A-Za-z_][\w.-]{0,200})\s?[=:](?!:)"
)
_CODE = re.compile(
    r"(?:dify_config|DifyConfig|current_app\.config|app\.config|process\.env|import\.meta\.env|os\.environ|"
    r"self|env|config|cfg|conf|settings|configs?\.App|appConfig|configuration)\.([A-Za-z_]\w{0,200})$"
)
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,200}")
_ANNOTATION = re.compile(r"[A-Za-z_][\w-]{0,60}\.[\w.-]{1,100}/[\w.-]{1,60}")
"""A path of the chart that ends in an annotation:
`api.persistence.annotations.helm.sh/resource-policy`.
"""


def names_in(text: str) -> list[str]:
    """Return the names that `text` may mean, likeliest first; none where it holds nothing that
    looks like a name.

    A dotted path comes before its last part, since the chart's paths are names in full.
    """
    line = (
        next((part for part in text[:_LONGEST].splitlines() if part.strip()), "")
        .strip()
        .strip("`'\",;")
    )
    found: list[str] = []
    for pattern in (_VALUES, _QUOTED):
        if match := pattern.search(line):
            return [match.group(1).rstrip(".-")]
    if match := _ASSIGNED.match(line) or _INTERPOLATED.search(line):
        found.append(match.group(1))
    elif match := _CODE.match(line):
        found += [match.group(1), line]
    elif _NAME.fullmatch(line) or _ANNOTATION.fullmatch(line):
        found.append(line)
    elif words := _NAME.findall(line):
        found += ["_".join(words), words[0]]
    return [name for name in dict.fromkeys(found) if name]
