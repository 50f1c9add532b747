"""What a terminal, a bundle and JSON say of a table."""

# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from ctxkit.api.answers import Answer
from ctxkit.ask.explain.explain import explain
from ctxkit.model.tables import TableAnswer, TableColumn, TenantScope
from ctxkit.output.table_words import column_words, scope_words
from ctxkit.output.terminal import print_details, print_verdict
from tests.ask.literal import Asked


def answered(letters: Asked, key: str) -> Answer:
    found = explain(letters.index, letters.sources, key)
    return Answer(found, letters.index, letters.sources)


def printed(letters: Asked, key: str, *, details: bool = False) -> str:
    out = Console(file=io.StringIO(), width=100, highlight=False)
    finding = answered(letters, key).finding
    if details:
        print_details(finding, lambda location: "", out)
    else:
        print_verdict(finding, 100, out)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type": "uuid", "null": False}, "uuid, not null"),
        ({"type": "", "hint": "Point", "null": True}, "Point, null"),
        ({"type": "", "null": True}, "type unknown, null"),
        ({"type": "text", "null": True, "default": "'x'", "code_default": "y"}, "text, null, default 'x'"),
        ({"type": "text", "null": True, "code_default": '"{}"'}, 'text, null, the code sets "{}"'),
        ({"type": "text", "null": True, "code_default": "None"}, "text, null"),
        ({"type": "text", "null": True, "values": ("a", "b"), "values_class": "C"}, "text, null, a | b"),
        ({"type": "text", "null": True, "values_class": "C"}, "text, null, values of C"),
        ({"type": "text", "null": True, "attribute": "_b"}, "text, null, in the code _b"),
        ({"type": "text", "null": True, "attribute": "b"}, "text, null"),
    ],
)  # fmt: skip
def test_a_column(fields: dict[str, object], words: str) -> None:
    assert column_words(TableColumn(name="b", **fields)) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (None, ""),
        (TenantScope(kind="own", column="a.tenant_id"), "by a.tenant_id"),
        (TenantScope(kind="global"), "none found: no foreign key and no column named after a table leads to a tenant"),
        (
            TenantScope(kind="path", column="c.tenant_id", steps=(("a.b_id", "bs.id"), ("bs.c_id", "c.id"))),
            "by a.b_id -> bs.c_id -> c.tenant_id",
        ),
        (
            TenantScope(kind="path", column="b.tenant_id", steps=(("a.b_id", "b.id"),), by_name=True),
            "by a.b_id -> b.tenant_id, by the names of the columns: no foreign key says so",
        ),
    ],
)  # fmt: skip
def test_whose_rows_they_are(scope: TenantScope | None, words: str) -> None:
    assert scope_words(TableAnswer(name="a", database="", scope=scope)) == words


def test_the_verdict(letters: Asked) -> None:
    text = printed(letters, "letters")
    assert text.startswith("table letters of the database dify, model Letter   4 columns\n")
    for words in ("by letters.box_id -> boxes.tenant_id", "sent | lost", "LIMIT 50", "box_id"):
        assert words in text
    assert len(text.splitlines()) <= 12
    assert "dropped" in printed(letters, "stamps").splitlines()[0]


def test_the_details(letters: Asked) -> None:
    text = printed(letters, "letters", details=True)
    for words in (
        "id      uuid, not null",
        "status  character varying(9), not null, default 'sent', sent | lost; since 2025-03-04, bbb222",
        "2025-02-03, aaa111  api/migrations/versions/aaa111_letters.py",
        "writers: LetterService.send api/services/letter_service.py:9",
    ):
        assert words in text


def test_the_bundle(letters: Asked) -> None:
    answer = answered(letters, "letters")
    whole = answer.bundle(budget=3000).markdown
    for words in (
        "- table letters of the database dify, model Letter - dify api/models/letter.py:9-14",
        "  - `body` text, null, in the code _body; changed by bbb222",
        "- migrations (2), the oldest first:",
        "class Letter(Identified, Base):",
        "session.add(Letter(body=",
    ):
        assert words in whole
    assert "1. table" not in whole
    brief = answer.bundle(budget=3000, detail="brief").markdown
    assert "columns (4)" in brief
    assert "```" not in brief


@pytest.mark.parametrize("budget", [150, 300, 600])
def test_no_bundle_is_over_its_budget(letters: Asked, budget: int) -> None:
    assert answered(letters, "letters").bundle(budget=budget).tokens <= budget


def test_the_json(letters: Asked) -> None:
    data = json.loads(json.dumps(answered(letters, "letters").to_dict()))
    [table] = data["tables"]
    assert (table["name"], table["database"], table["model"]) == ("letters", "dify", "Letter")
    assert table["columns"][3]["values"] == ["sent", "lost"]
    assert table["tenant"] == {
        "scope": "path",
        "column": "boxes.tenant_id",
        "steps": [{"from": "letters.box_id", "to": "boxes.id"}],
        "by_name": True,
    }
    assert table["migrations"][1]["revision"] == "bbb222"
    assert table["writers"][0]["symbol"] == "LetterService.send"
    other = answered(letters, "LOG_LEVEL").to_dict()
    assert "tables" not in other
