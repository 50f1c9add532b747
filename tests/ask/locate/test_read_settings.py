"""The settings that located code reads."""

from __future__ import annotations

from pathlib import Path

from ctxkit.ask.locate.read_settings import settings_of
from ctxkit.model import ConfigKey, ConfigUse, Fact, Raise, Symbol
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask


def test_the_settings_that_the_code_reads(ask: Ask) -> None:
    [key] = ask("mail quota of a@b exhausted after 9 attempts").keys
    assert (key.name, key.default, key.description) == (
        "MAIL_MAX_ATTEMPTS",
        "5",
        "Attempts to deliver a letter",
    )
    assert [p.role for p in key.places] == ["declares", "reads"]


SOURCE = """TIMEOUT = dify_config.BOX_TIMEOUT
LIMIT = dify_config.BOX_LIMIT

def send():
    wait(BOX_TIMEOUT)
    use(dify_config.BOX_SIZE)
    raise E


def close():
    use(dify_config.BOX_LID)
"""


def use(name: str, line: int, symbol: str = "", **fields: object) -> Fact:
    given = {"role": "reads", "via": "dify_config", **fields}
    return ConfigUse(name=name, line=line, end_line=line, symbol=symbol, **given)  # type: ignore[arg-type]


def key(name: str, line: int, **fields: object) -> Fact:
    given = {"origin": "pydantic", "default": "1", **fields}
    return ConfigKey(name=name, line=line, end_line=line, **given)  # type: ignore[arg-type]


def error(line: int) -> Raise:
    return Raise(name="E", template="", line=line, end_line=line, repo="dify", path="api/box.py")


USES = [
    use("BOX_TIMEOUT", 1),
    use("BOX_LIMIT", 2),
    use("BOX_SIZE", 6, "send", value="7"),
    use("BOX_NAME", 6, "send", role="sets"),
    use("BOX_LID", 11, "close"),
]


def answers(
    folder: Path, *facts: Fact, lines: tuple[int, ...] = (7,)
) -> list[tuple[str, str | None]]:
    functions = [
        Symbol(name="Box", what="class", line=1, end_line=11),
        Symbol(name="send", what="function", line=4, end_line=7),
        Symbol(name="close", what="function", line=10, end_line=11),
    ]
    asked = literal_index(
        folder,
        {
            "dify": {
                "api/box.py": (SOURCE, [*functions, *USES]),
                "api/configs.py": ("x\n" * 9, list(facts)),
            }
        },
    )
    found = settings_of(asked.index, asked.sources, [error(line) for line in lines])
    return [(answer.name, answer.default) for answer in found]


def test_what_the_function_reads_itself_or_by_a_name_of_its_module(tmp_path: Path) -> None:
    assert answers(tmp_path) == [("BOX_TIMEOUT", None), ("BOX_SIZE", "7")]
    assert answers(tmp_path / "x", lines=(11,)) == [("BOX_LID", None)]
    assert answers(tmp_path / "y", lines=(9,)) == []


def test_each_setting_once(tmp_path: Path) -> None:
    assert answers(tmp_path, lines=(7, 7, 7, 11)) == [("BOX_TIMEOUT", None), ("BOX_SIZE", "7")]
    assert answers(tmp_path / "x", lines=(7, 11, 7)) == [
        ("BOX_TIMEOUT", None),
        ("BOX_SIZE", "7"),
        ("BOX_LID", None),
    ]


def test_the_declaration_of_the_setting(tmp_path: Path) -> None:
    declared = [
        key("BOX_SIZE", 1, origin="credential", default="2"),
        key("BOX_SIZE", 2, default="3"),
    ]
    assert answers(tmp_path, *declared)[1] == ("BOX_SIZE", "3")
    spelled = [key("boxSize", 1, default="4"), key("BOX_SIZE", 2, default="5")]
    assert answers(tmp_path / "x", *spelled)[1] == ("BOX_SIZE", "5")


def test_six_settings_are_shown(tmp_path: Path) -> None:
    uses = [use(f"BOX_{n}", 2, "send") for n in range(8)]
    send = Symbol(name="send", what="function", line=1, end_line=3)
    asked = literal_index(tmp_path, {"dify": {"api/box.py": ("x\n" * 3, [send, *uses])}})
    found = settings_of(asked.index, asked.sources, [error(2)])
    assert [answer.name for answer in found] == [f"BOX_{n}" for n in range(6)]


def test_the_status_is_that_of_explain(tmp_path: Path) -> None:
    send = Symbol(name="send", what="function", line=1, end_line=3)
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/box.py": ("x\n" * 3, [send, use("BOX_SIZE", 2, "send")]),
                "api/configs.py": ("x\n" * 9, [key("BOX_SIZE", 1)]),
                "docker/docker-compose.yaml": ("services: {}\n", []),
            }
        },
    )
    (found,) = settings_of(asked.index, asked.sources, [error(2)])
    assert (found.status, found.status_why) == (
        "undelivered",
        "dify api reads it, but docker-compose.yaml does not pass it to the api container",
    )


def test_what_is_no_setting_is_not_shown(tmp_path: Path) -> None:
    send = Symbol(name="send", what="function", line=1, end_line=3)
    uses = [use("boxDefault", 2, "send", via="field"), use("BOX_SIZE", 2, "send")]
    asked = literal_index(tmp_path, {"dify": {"api/box.py": ("x\n" * 3, [send, *uses])}})
    found = settings_of(asked.index, asked.sources, [error(2)])
    assert [answer.name for answer in found] == ["BOX_SIZE"]
