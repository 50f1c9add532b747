"""The sixty messages by which an assistant is tried: no live model is asked here, but that the set
is what it should be, and that what is wanted can be asked.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from ctxkit.assistants.words import words
from ctxkit.text.languages import LANGUAGES

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "triggers.jsonl").read_text(encoding="utf8").splitlines()
]


def test_twenty_in_each_language_of_which_five_should_lead_elsewhere() -> None:
    assert len(ROWS) == 60
    assert len({row["text"] for row in ROWS}) == 60
    assert Counter(row["lang"] for row in ROWS) == dict.fromkeys(LANGUAGES, 20)
    elsewhere = Counter(row["lang"] for row in ROWS if row["wanted"] == "none")
    assert elsewhere == dict.fromkeys(LANGUAGES, 5)


def test_what_is_wanted_is_in_the_words_that_an_assistant_reads() -> None:
    routes = {route.asks.split()[1] for route in words().route}
    assert {row["wanted"] for row in ROWS} - {"none"} <= routes
