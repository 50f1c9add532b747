from __future__ import annotations

from functools import partial

from ctxkit.index.recent import Recent


def test_what_was_asked_last_is_not_asked_again() -> None:
    asked: list[int] = []

    def make(key: int) -> str:
        asked.append(key)
        return f"answer {key}"

    recent: Recent[int, str] = Recent(2)
    keys = (1, 2, 1, 3, 2, 1)
    assert [recent.get(key, partial(make, key)) for key in keys] == [f"answer {k}" for k in keys]
    # The third is one too many: the first that was made is made again.
    assert asked == [1, 2, 3, 1]


def test_an_empty_answer_is_an_answer() -> None:
    recent: Recent[str, list[int]] = Recent(1)
    first = recent.get("none", list)
    assert recent.get("none", list) is first
