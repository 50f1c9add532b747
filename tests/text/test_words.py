from __future__ import annotations

import pytest

from ctxkit.text.words import joins, name_words, stem, text_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LOG_LEVEL", ["log", "level"]),
        ("LOG-LEVEL.X", ["log", "level", "x"]),
        ("_LOG__LEVEL_", ["log", "level"]),
        ("DB2_HOST", ["db2", "host"]),
        ("logLevel", ["log", "level"]),
        ("log_level", ["log", "level"]),
        ("pluginDaemon.auth.serverKey", ["plugin", "daemon", "auth", "server", "key"]),
        ("HTTPServer", ["http", "server"]),
        ("parseHTTP", ["parse", "http"]),
        ("AClass", ["a", "class"]),
        ("db2Host", ["db", "2", "host"]),
        ("日志Level", ["日志", "level"]),
        ("", []),
        ("ÜBER_X", ["ber", "x"]),
    ],
)
def test_words_of_a_name(name: str, words: list[str]) -> None:
    assert name_words(name) == words


def test_words_of_prose() -> None:
    assert text_words("The log-level of a DB2, i18n") == ["the", "log", "level", "of", "db"]
    assert text_words("x" * 50) == ["x" * 40, "x" * 10]


def test_scripts_without_blanks_are_cut_into_pairs() -> None:
    assert text_words("日志级别 of ログ 字") == ["日志", "志级", "级别", "of", "ログ", "字"]
    assert text_words("가나") == ["가나"]


def test_neighbours_joined() -> None:
    assert joins(["read", "time", "out"]) == ["readtime", "timeout"]
    assert joins(["one"]) == joins([]) == []


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("migrations", "migr"), ("migration", "migr"), ("settings", "set"), ("options", "opt"),
        ("setting", "set"), ("option", "opt"), ("retries", "retr"), ("retried", "retr"),
        ("workers", "work"), ("failed", "fail"), ("limites", "limit"), ("worker", "work"),
        ("retry", "retr"), ("limits", "limit"), ("cache", "cach"),
        ("log", "log"), ("time", "tim"), ("use", "use"), ("ties", "tie"), ("uses", "use"),
        ("verification", "verif"), ("verifying", "verif"), ("verify", "verif"),
        ("retrying", "retr"), ("deployed", "deplo"), ("deploy", "deplo"), ("buffering", "buff"),
        ("buffer", "buff"), ("filtered", "filt"), ("filter", "filt"), ("running", "run"),
        ("logging", "log"), ("embedded", "embed"), ("adding", "add"), ("calling", "call"),
        ("passing", "pass"), ("application", "applic"), ("notifications", "notif"),
        ("nation", "nat"), ("sing", "sing"), ("日志", "日志"),
    ],
)  # fmt: skip
def test_stems(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed
