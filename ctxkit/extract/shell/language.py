"""Shell scripts: what an entrypoint prints, exports, renames and reads.

A scan of lines; a script's own variables are not settings. Not here: scripts inside YAML (compose
commands, chart templates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.shell.file import parsed_file
from ctxkit.extract.shell.indirect import named_reads
from ctxkit.extract.shell.logs import log_templates
from ctxkit.extract.shell.settings_use import config_uses
from ctxkit.extract.source import Language, Source
from ctxkit.model import Fact, Symbol

_SCRIPT = re.compile(r"\.(sh|bash)$|(^|/)(docker-)?entrypoint$")
_DEVELOPMENT = re.compile(r"(^|/)(\.\w{1,20}|ci|dev|build|scripts|sdks)/")


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a shell script."""
    if source.test:
        return
    file = parsed_file(source.data)
    for function in file.functions:
        yield Symbol(
            name=function.name,
            what="function",
            line=function.line,
            end_line=function.end_line,
        )
    yield from log_templates(file)
    yield from config_uses(file)
    yield from named_reads(file)


def _matches(path: str) -> bool:
    """Return whether a script runs in a deployment: the output of those that build, test and
    publish is seen by no operator.
    """
    return bool(_SCRIPT.search(path)) and not _DEVELOPMENT.search(path)


LANGUAGE = Language(
    name="shell", endings=(".sh", ".bash", "entrypoint"), matches=_matches, extract=extract
)
