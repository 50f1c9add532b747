from __future__ import annotations

import pytest

from ctxkit.extract.source import Language, Source


def test_a_source_is_program_code_unless_said_otherwise() -> None:
    assert not Source(repo="dify", path="a.py", data=b"").test


def test_a_language_without_words_is_always_parsed() -> None:
    assert Language(name="x", matches=bool, extract=lambda _: ()).words == ()


@pytest.mark.parametrize("kind", [Source, Language])
def test_neither_can_be_changed(kind: type[Source | Language]) -> None:
    values = dict.fromkeys(kind.__struct_fields__)
    with pytest.raises((AttributeError, TypeError)):
        kind(**values).name = "other"  # type: ignore[misc,arg-type,union-attr]
