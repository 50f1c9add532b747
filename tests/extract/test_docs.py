import time

import pytest

from ctxkit.extract.docs import LANGUAGE, extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse
from tests.extract.annotated import check


def test_headings_and_rows_of_tables() -> None:
    check("docs/en/environments.mdx", ConfigUse)


def test_what_is_written_for_assistants_is_no_documentation() -> None:
    assert LANGUAGE.matches("docs/en/environments.mdx")
    assert not LANGUAGE.matches(".agents/skills/x/SKILL.md")


@pytest.mark.no_cover
def test_hostile_pages_take_linear_time() -> None:
    started = time.process_time()
    for text in (
        "## A_B\n" * 20_000,
        "| `A_B` |" + "|" * 100_000,
        "#" * 100_000,
        "## A_" + "A" * 100_000 + "!",
    ):
        list(extract(Source(repo="dify-docs", path="x.md", data=text.encode())))
    assert time.process_time() - started < 4
