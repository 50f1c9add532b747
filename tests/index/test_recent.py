from __future__ import annotations

from functools import partial
from gc import collect
from weakref import ref

from hypothesis import given
from hypothesis import strategies as st

from ctxkit.index.recent import Recent, RecentBySize, kept


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


def test_of_too_large_answers_the_one_asked_the_longest_ago_is_made_again() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key

    recent: RecentBySize[str, str] = RecentBySize(5, len)
    for key in ("aa", "bb", "aa", "cc", "aa", "bb", "longer", "longer", "aa"):
        assert recent.get(key, partial(make, key)) == key
    # What is larger than all together is not kept, and nothing beside it.
    assert made == ["aa", "bb", "cc", "bb", "longer", "longer", "aa"]


@given(st.lists(st.integers(0, 9)), st.integers(0, 20))
def test_what_is_kept_is_never_larger_than_the_bound(keys: list[int], most: int) -> None:
    alive: list[int] = []
    recent: RecentBySize[int, _Weight] = RecentBySize(most, lambda each: each.weight)
    for key in keys:
        recent.get(key, partial(_Weight, key, alive))
        assert sum(alive) <= most


class _Weight:
    """Says while it is there what it weighs."""

    def __init__(self, weight: int, alive: list[int]) -> None:
        self.weight = weight
        self._alive = alive
        alive.append(weight)

    def __del__(self) -> None:
        self._alive.remove(self.weight)


class _Asked:
    """Stands for an open index."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @kept(2)
    def answer(self, name: str, *, end: str = "") -> list[str]:
        self.asked.append(name)
        return [name + end]


def test_a_question_is_asked_once_of_each_index() -> None:
    one, two = _Asked(), _Asked()
    assert one.answer("a") is one.answer("a")
    assert one.answer("a", end="!") == ["a!"]
    assert two.answer("a") == ["a"]
    assert (one.asked, two.asked) == (["a", "a"], ["a"])


def test_of_more_questions_the_first_is_asked_again() -> None:
    one = _Asked()
    for name in ("a", "b", "c", "c", "a"):
        one.answer(name)
    assert one.asked == ["a", "b", "c", "a"]


def test_an_index_goes_though_its_answers_were_kept() -> None:
    one = _Asked()
    one.answer("a")
    gone = ref(one)
    del one
    collect()
    assert gone() is None
