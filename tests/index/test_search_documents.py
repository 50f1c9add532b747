from __future__ import annotations

import pytest

from ctxkit.index.fact_queries import DocumentRow
from ctxkit.index.search_documents import StoredPlace, documents, read_places, stored_places
from ctxkit.text.words import stem


def row(
    kind: str = "symbol", name: str = "retry", text: str = "", **changed: object
) -> DocumentRow:
    made = DocumentRow(kind, "dify", "api/a.py", 3, name, text, "", 1)
    return made._replace(**changed)  # type: ignore[arg-type]


def text_of(*rows: DocumentRow) -> str:
    (text,) = documents(rows)
    return text


def stems(*words: str) -> str:
    return " ".join(sorted(map(stem, words)))


def test_a_word_of_the_name_counts_three_times() -> None:
    assert text_of(row(name="RETRY_COUNT", text="How often")) == stems(
        *["retry", "count"] * 3, "how", "often"
    )


def test_facts_of_the_same_words_are_one_document() -> None:
    first, second = row(name="retry_count"), row(name="RetryCount", line=9, number=2)
    assert list(documents([first, second]).values()) == [
        [
            StoredPlace("symbol", "dify", "api/a.py", 3, "retry_count", 1),
            StoredPlace("symbol", "dify", "api/a.py", 9, "RetryCount", 2),
        ]
    ]


def test_places_are_stored_whatever_they_are_called() -> None:
    places = [
        StoredPlace("symbol", "dify", "api/a.py", 3, "", 1),
        StoredPlace("config_key", "dify", "a\tb\n.py", 9, "\t\n\\ \u2028", 7),
        StoredPlace("symbol", "dify", "api/a.py", 4, "a", 2),
    ]
    files: dict[tuple[str, str], int] = {}
    stored = stored_places(places, files)
    assert list(files) == [("dify", "api/a.py"), ("dify", "a\tb\n.py")]
    assert list(read_places(stored, list(files))) == places


def test_a_symbol_is_found_by_the_class_around_it_for_less() -> None:
    assert text_of(row(name="core.Client.send")) == stems(*["send"] * 3, "client")
    assert text_of(row("config_use", "core.Client.send")) == stems(*["core", "client", "send"] * 3)


@pytest.mark.parametrize("name", ["__init__", "Client.__init__"])
def test_dunder_names_are_no_documents(name: str) -> None:
    assert documents([row(name=name)]) == {}
    assert documents([row(name=f"{name}x".replace("__i", "i"))]) != {}


def test_a_pair_of_words_is_joined_where_some_name_writes_it_so() -> None:
    alone = documents([row(name="TIME_OUT")])
    assert list(alone) == [stems(*["time", "out"] * 3)]
    both = documents([row(name="TIME_OUT"), row("config_key", "timeout")])
    assert stems(*["time", "out", "timeout"] * 3) in both
    # A word of a message is no name.
    message = row("log_template", "x", "timeout of the request")
    assert stems(*["time", "out"] * 3) in documents([row(name="TIME_OUT"), message])


def test_a_setting_is_one_document_a_program() -> None:
    uses = [
        row("config_use", "LOG_LEVEL", path="docker/a.yaml"),
        row("config_use", "LOG_LEVEL", path="docker/b.yaml"),
        row("config_use", "LOG_LEVEL", path="api/a.py"),
        row("config_use", "LOG_LEVEL", path="docker/a.yaml", repo="dify-helm"),
    ]
    (places,) = documents(uses).values()
    assert [place[1:3] for place in places] == [
        ("dify", "docker/a.yaml"), ("dify", "api/a.py"), ("dify-helm", "docker/a.yaml"),
    ]  # fmt: skip


def test_each_declaration_of_a_setting_is_a_document() -> None:
    keys = [row("config_key", "LOG_LEVEL", path=f"api/{n}.py") for n in "aab"]
    (places,) = documents(keys).values()
    assert [place.path for place in places] == ["api/a.py", "api/b.py"]


def test_symbols_of_a_name_are_all_kept() -> None:
    (places,) = documents([row(line=1), row(line=2)]).values()
    assert len(places) == 2


@pytest.mark.parametrize(
    ("message", "found"), [("sent the mail", True), ("sent mail", False), ("", False)]
)
def test_short_messages_are_no_documents(message: str, found: bool) -> None:
    for kind in ("log_template", "raise"):
        assert bool(documents([row(kind, "logger.info", message)])) is found


def test_the_name_of_a_logger_says_nothing() -> None:
    assert text_of(row("log_template", "logger.info", "sent the mail")) == stems(
        "sent", "the", "mail"
    )


def test_errors_of_plugins_are_no_documents() -> None:
    plugin = {"repo": "dify-official-plugins"}
    assert documents([row("raise", "E", "sent the mail", **plugin)]) == {}
    assert documents([row("log_template", "E", "sent the mail", **plugin)]) != {}


def test_a_document_has_forty_words_at_most() -> None:
    text = text_of(row(name="name", text=" ".join(f"w{'x' * n}" for n in range(50))))
    assert len(text.split()) == 40


def test_a_directive_is_found_by_its_file_its_value_and_its_comment() -> None:
    made = row("directive", "acl", "web Safe_ports port 80", path="docker/ssrf_proxy/squid.conf")
    words = ["acl", "web", "safe", "ports", "port", "80", "ssrf", "proxy", "squid", "conf"]
    assert text_of(made) == stems(*words)


def test_a_section_is_found_by_its_heading_and_its_text() -> None:
    made = row("section", "Why so slow?", "a " + "long text " * 80)
    assert text_of(made) == stems(*["why", "so", "slow"] * 3, *["long", "text"] * 55, "long")
