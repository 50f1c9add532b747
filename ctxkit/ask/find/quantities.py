"""Numbers with their units in a question, as the values that a setting may have for them.

"15 MB" is 15 where a setting counts megabytes and 15728640 where it counts bytes; "an hour" is 60
minutes or 3600 seconds. A setting whose default is what somebody complains about is likely the one
that is asked for. Not here: what that is worth (`weights.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.regex import regex

_MIN_BARE = 20  # a smaller number without a unit says too little
_TOO_COMMON = frozenset(("0", "1", "2"))


class CountedUnit(NamedTuple):
    """A unit: how it is written, a sample, and by what a number of it is multiplied for each unit
    that a setting may count in.
    """

    written: str
    sample: str
    factors: tuple[int, ...]


UNITS = (
    CountedUnit(r"seconds?|secs?|s|秒钟?|초", "30 seconds", (1,)),
    CountedUnit(r"minutes?|mins?|分钟|分鐘|分間?|분", "5分", (1, 60)),
    CountedUnit(r"hours?|hrs?|h|小时|小時|時間|시간", "2 hours", (1, 60, 3600)),
    CountedUnit(r"days?|天|日間?|일", "30天", (1, 24, 1440, 86400)),
    CountedUnit(r"[kK]i?[bB]|K", "10 KB", (1, 1024)),
    CountedUnit(r"[mM]i?[bB]|M|兆", "15MB", (1, 1024, 1 << 20)),
    CountedUnit(r"[gG]i?[bB]|G", "1 GB", (1, 1024, 1 << 30)),
    CountedUnit(
        r"characters?|chars?|字符|文字|字|个|個|件|步|回|次|times|items?|files?|steps?|tokens?",
        "80000文字",
        (1,),
    ),
)

_SPELT = {
    "every hour": "1 hour",
    "an hour": "1 hour",
    "one hour": "1 hour",
    "half an hour": "30 minutes",
    "every day": "1 day",
    "a day": "1 day",
    "二十分钟": "20分钟",
    "三十分钟": "30分钟",
    "十分钟": "10分钟",
    "五分钟": "5分钟",
    "半小时": "30分钟",
    "一个小时": "1小时",
    "一小时": "1小时",
    "一天": "1天",
}
_ANY = "|".join(f"({unit.written})" for unit in UNITS)
_QUANTITY = regex(rf"(?<![A-Za-z0-9_.])([0-9]{{1,12}})\s?(?:{_ANY})?(?![A-Za-z0-9_])")


def quantities(question: str) -> frozenset[str]:
    """Return the values that the numbers of a question may have as values of settings."""
    for words, spelt in _SPELT.items():
        question = question.replace(words, f" {spelt} ")
    values: set[str] = set()
    for match in _QUANTITY.finditer(question):
        number = int(match[1])
        unit = next(
            (row for row, text in zip(UNITS, match.groups()[1:], strict=True) if text), None
        )
        if unit:
            values.update(str(number * factor) for factor in unit.factors)
        elif number >= _MIN_BARE:
            values.add(str(number))
    return frozenset(values - _TOO_COMMON)
