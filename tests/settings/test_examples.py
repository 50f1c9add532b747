"""The sources of the examples are what they are said to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.settings import examples
from ctxkit.settings.examples import Example
from tests.settings.sources import source_index

EXAMPLES = {name: value for name, value in vars(examples).items() if isinstance(value, Example)}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_key_is_in_the_sources(example: Example, tmp_path: Path) -> None:
    assert example.key in source_index(tmp_path, example.sources).index.key_names() or (
        f"# {example.key}=" in example.sources[0][1]
    )


def test_no_file_is_given_twice() -> None:
    for example in EXAMPLES.values():
        places = [place for place, _ in example.sources]
        assert len(places) == len(set(places))
