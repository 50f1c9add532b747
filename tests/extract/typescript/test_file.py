from __future__ import annotations

from ctxkit.extract.source import Source
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.extract.typescript.symbols import Definitions


def test_a_file_with_its_definitions_and_lines() -> None:
    data = b"x()\nfunction f() {\n  y()\n}\n"
    source = Source(repo="dify", path="web/a.ts", data=data)
    file = TypeScriptFile(source=source, definitions=Definitions(data))
    assert [file.at(line) for line in range(1, 5)] == ["", "f", "f", "f"]
    assert file.lines == [b"x()", b"function f() {", b"  y()", b"}", b""]
