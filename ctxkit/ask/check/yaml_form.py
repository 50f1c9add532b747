"""Report what is wrong with a values or compose file as YAML: broken, keys that stand twice,
further documents.

Not here: what its values mean (`values_check.py`, `deployment/containers.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.reporting import Reporter
from ctxkit.files.decoding import decode
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.yaml_flaws import flaws_of

_FIXES = {
    "broken": "correct the line, or what stands above it",
    "twice": "keep one of the two",
    "documents": "keep one document a file",
}


def check_form(file: CustomerFile, reporter: Reporter, *, compose: bool = False) -> bool:
    """Report the flaws of a file; tell whether it can be read at all."""
    readable = True
    for flaw in flaws_of(decode(file.data)):
        readable = readable and flaw.kind != "broken"
        message = flaw.message
        if flaw.kind == "twice":
            message += (
                ", and docker compose refuses the file"
                if compose
                else ", which counts; this one is lost"
            )
        elif flaw.kind == "documents":
            if compose:
                continue
            message += ", and Helm reads only the first"
        reporter.add(
            {"broken": "not-yaml", "twice": "set-twice", "documents": "not-yaml"}[flaw.kind],
            key="",
            path=file.path,
            line=flaw.line,
            message=message,
            fix=_FIXES[flaw.kind],
            severity="error"
            if flaw.kind == "twice" and compose
            else "warning"
            if flaw.kind == "documents"
            else None,
        )
    return readable
