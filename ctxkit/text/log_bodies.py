"""Where the text of a line begins behind what shows it writes before: a container's name and `|`,
the time and stream of a container runtime, the sign of a quotation.

What spans lines, as a block of YAML or a private key, is read behind it. Not here: the heads that
programs themselves write before their messages (`logline/`).
"""

from __future__ import annotations

from ctxkit.regex import regex

_BEFORE = regex(
    r"(?:[\w./-]{1,80}\s{0,30}\|[ ]?)?"
    r"(?:\d{4}-\d\d-\d\dT[\d:.,]{5,20}(?:Z|[+-]\d\d:?\d\d)[ ](?:std(?:out|err)[ ][FP][ ])?)?"
    r"(?:>[ ]?(?=.|\Z)){0,4}"
)


def body_start(line: str) -> int:
    """Return where the text of a line begins behind its prefix, 0 if it has none."""
    found = _BEFORE.match(line)
    return found.end() if found else 0
