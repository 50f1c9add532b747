"""Which functions of a Go file read and write the rows of which models, by the helpers of the
plugin daemon and gorm's own functions (`db.GetOne[models.Plugin](`, `plugin := &models.Plugin{`).

By the bytes of the file, because these forms are its own. Not here: which names are models
(`tables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ctxkit.extract.go.file import GoFile
from ctxkit.extract.lines import LineIndex
from ctxkit.model import TableUse

_USE = re.compile(
    rb"(?:(?P<package>\b\w{1,60})\.)?(?P<call>\b\w{1,60})"
    rb"(?:\[models\.(?P<type>[A-Z]\w{0,80})\]\(|\(\s{0,80}&?models\.(?P<argument>[A-Z]\w{0,80})\{)"
    rb"|=\s{0,8}&?models\.(?P<new>[A-Z]\w{0,80})\{"
)
_WRITES = re.compile(r"(?:Create|Delete|Insert|Save|Update|Upsert)")
_READS = re.compile(r"(?:Count|Exists|Find|First|Get|Last|Model|Take)")
_NOT_THE_DATABASE = ("cache", "parser", "routine")
_NO_ROWS = ("AutoMigrate",)


def table_uses(file: GoFile) -> Iterator[TableUse]:
    """Yield the first line of each function that reads, and of each that writes, a model's rows."""
    data = file.source.data
    if b"models." not in data:
        return
    lines = LineIndex(data)
    seen: set[tuple[str, str, str]] = set()
    for match in _USE.finditer(data):
        package = (match["package"] or b"").decode()
        start = data.rfind(b"\n", 0, match.start()) + 1
        if package in _NOT_THE_DATABASE or data[start : match.start()].lstrip().startswith(b"//"):
            continue
        via = (match["call"] or b"").decode()
        if via in _NO_ROWS:
            continue
        name = (match["type"] or match["argument"] or match["new"]).decode()
        how = _how(via)
        symbol = file.scopes.at(match.start())
        if (name, how, symbol) not in seen:
            seen.add((name, how, symbol))
            line = lines.line_at(match.end())
            yield TableUse(name=name, line=line, end_line=line, symbol=symbol, how=how, via=via)


def _how(via: str) -> Literal["reads", "writes", "other"]:
    if not via or _WRITES.match(via):
        return "writes"
    return "reads" if _READS.match(via) else "other"
