"""What changed in settings between two versions, over literal facts."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.ask.drift.drift import Change, Drift, drift
from ctxkit.ask.drift.own_settings import affecting
from ctxkit.ask.drift.version_settings import Snapshot
from ctxkit.extract.compose import extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigKey, ConfigUse, Fact
from tests.ask.literal import Asked, literal_index

COMPOSE = "docker/docker-compose.yaml"


def key(name: str, default: str | None = None, **more: object) -> ConfigKey:
    return ConfigKey(name=name, line=1, end_line=1, origin="pydantic", default=default, **more)  # type: ignore[arg-type]


def passed(name: str, target: str = "") -> ConfigUse:
    """A line of compose that hands a key to the api."""
    return ConfigUse(
        name=name,
        target=target or name,
        line=2,
        end_line=2,
        role="sets",
        via="compose",
        services=("api",),
        value="x",
    )


def read(name: str) -> ConfigUse:
    return ConfigUse(name=name, line=3, end_line=3, role="reads", via="dify_config")


def compose_text(facts: list[Fact]) -> str:
    """Return a compose file in which the api gets what `facts` say."""
    uses = [fact for fact in facts if isinstance(fact, ConfigUse)]
    lines = [f"      {use.target}: ${{{use.name}:-x}}" for use in uses if use.role != "reads"]
    return "\n".join(["services:", "  api:", "    environment:", *lines, ""])


def version(
    folder: Path, api: list[Fact], compose: list[Fact], env: list[Fact] | None = None
) -> Asked:
    folder.mkdir()
    text = "\n" * 9
    files = {
        "api/configs/app.py": (text, api),
        COMPOSE: (compose_text(compose), compose),
        "docker/.env.example": (text, env or []),
    }
    return literal_index(folder, {"dify": files})


def compared(
    tmp_path: Path, old: list[list[Fact]], new: list[list[Fact]]
) -> tuple[Drift, Asked, Asked]:
    before, after = version(tmp_path / "old", *old), version(tmp_path / "new", *new)
    return drift(snapshot(before), snapshot(after)), before, after


def snapshot(asked: Asked) -> Snapshot:
    return Snapshot(asked.index, asked.sources)


def names(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(c.old.name if c.old else "", c.new.name if c.new else "") for c in changes]


def test_settings_come_go_and_change(tmp_path: Path) -> None:
    found, _, _ = compared(
        tmp_path,
        [
            [
                key("KEPT", "1", type="int"),
                key("GONE", "1"),
                key("TYPED", "1", type="Optional[int]"),
            ],
            [],
        ],
        [
            [
                key("KEPT", "2", type="PositiveInt", constraints="gt=0"),
                key("COME"),
                key("TYPED", "1", type="int | None"),
            ],
            [],
        ],
    )
    assert names(found.added) == [("", "COME")]
    assert names(found.removed) == [("GONE", "")]
    assert [(c.old.default, c.new.default) for c in found.defaults if c.old and c.new] == [
        ("1", "2")
    ]
    assert names(found.types) == [("KEPT", "KEPT")]  # Optional[int] and int | None are one type


def test_the_same_facts_are_no_drift(tmp_path: Path) -> None:
    side: list[list[Fact]] = [[key("A", "1"), read("A")], [passed("A")]]
    found, _, _ = compared(tmp_path, side, side)
    assert not found


@pytest.mark.parametrize(
    ("old", "new", "evidence"),
    [
        (
            key("OLD_NAME"),
            key("OTHER", aliases=("OLD_NAME",)),
            "the new setting also accepts the old name",
        ),
        (
            key("OLD", attribute="server_key"),
            key("NEW", attribute="server_key"),
            "same name in the code: server_key",
        ),
        (
            key("HTTP_TIME_OUT", "37"),
            key("HTTP_TIME_OUT_SECONDS", "37"),
            "similar name; same default",
        ),
    ],
)
def test_a_rename_has_evidence(
    tmp_path: Path, old: ConfigKey, new: ConfigKey, evidence: str
) -> None:
    found, _, _ = compared(tmp_path, [[old], []], [[new], []])
    assert names(found.renamed) == [(old.name, new.name)]
    assert "; ".join(found.renamed[0].why) == evidence
    assert not found.added
    assert not found.removed


def numbered(*keys: ConfigKey) -> list[Fact]:
    """Put one key a line, as they stand in their file."""
    return [replace(key, line=n, end_line=n) for n, key in enumerate(keys, 1)]


@pytest.mark.parametrize(
    ("old", "new", "evidence"),
    [
        (
            key("USING_POOL_INDEX", "False"),
            key("ACME_USING_POOL", "True"),
            "similar name; same position in the file",
        ),
        (
            key("RESET_TOKEN_EXPIRY_HOURS", "24"),
            key("RESET_TOKEN_EXPIRY_MINUTES", "5"),
            "similar name; same position in the file; the unit changed from hours to minutes",
        ),
        (
            key("PGNAME", "${DB_USER}"),
            key("POSTGRES_USER", "${DB_USER}"),
            "same default; same position in the file",
        ),
    ],
)
def test_where_a_setting_stood_speaks_for_a_rename(
    tmp_path: Path, old: ConfigKey, new: ConfigKey, evidence: str
) -> None:
    first, last = key("FIRST", "1"), key("LAST", "1")
    found, _, _ = compared(
        tmp_path, [numbered(first, old, last), []], [numbered(first, new, last), []]
    )
    assert names(found.renamed) == [(old.name, new.name)]
    assert "; ".join(found.renamed[0].why) == evidence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            key("ACME_GRPC_ENABLED", "true"),
            key("ACME_GRPC_ENDPOINT", "grpc://acme:1"),
        ),  # a switch is no address
        (
            key("BLOB_ACCOUNT_KEY", "x"),
            key("BLOB_ACCOUNT_URL", "y"),
        ),  # the last word says what it holds
        (key("MAIL_LIMIT", "30"), key("SEARCH_DEPTH", "30")),  # so short a default is that of many
    ],
)
def test_what_stands_in_the_place_of_a_setting_may_be_another(
    tmp_path: Path, old: ConfigKey, new: ConfigKey
) -> None:
    first, last = key("FIRST", "1"), key("LAST", "1")
    found, _, _ = compared(
        tmp_path, [numbered(first, old, last), []], [numbered(first, new, last), []]
    )
    assert not found.renamed


def test_the_place_says_nothing_elsewhere_in_the_file(tmp_path: Path) -> None:
    first, last = key("FIRST", "1"), key("LAST", "1")
    old, new = key("USING_POOL_INDEX", "False"), key("ACME_USING_POOL", "True")
    found, _, _ = compared(
        tmp_path, [numbered(first, old, last), []], [numbered(first, last, new), []]
    )
    assert not found.renamed


def test_two_settings_may_become_one(tmp_path: Path) -> None:
    first, last = key("FIRST", "1"), key("LAST", "1")
    old = numbered(
        first, key("SEND_IMAGE_FORMAT", "base64"), key("SEND_VIDEO_FORMAT", "base64"), last
    )
    found, _, _ = compared(
        tmp_path, [old, []], [numbered(first, key("SEND_FORMAT", "base64"), last), []]
    )
    assert names(found.renamed) == [
        ("SEND_IMAGE_FORMAT", "SEND_FORMAT"),
        ("SEND_VIDEO_FORMAT", "SEND_FORMAT"),
    ]
    assert not found.removed


def test_what_is_removed_names_what_is_new_in_its_place(tmp_path: Path) -> None:
    first, last = key("FIRST", "1"), key("LAST", "1")
    old = numbered(first, key("STORE_HOST", "a"), key("STORE_PORT", "1"), last)
    found, _, _ = compared(
        tmp_path, [old, []], [numbered(first, key("STORE_URI", "b"), key("OTHER"), last), []]
    )
    assert [c.why for c in found.removed] == [("possibly replaced by STORE_URI",)] * 2


def test_what_is_removed_from_compose_names_what_feeds_the_container_now(tmp_path: Path) -> None:
    found, _, _ = compared(
        tmp_path,
        [[key("POSTGRES_USER")], [passed("POSTGRES_USER")]],
        [[key("POSTGRES_USER")], [passed("DB_USERNAME", target="POSTGRES_USER")]],
    )
    gone = [c for c in found.removed if c.old and c.old.name == "POSTGRES_USER"]
    assert [c.why for c in gone] == [("the container's POSTGRES_USER is now set from DB_USERNAME",)]


def test_what_the_example_shows_no_more_may_still_be_known(tmp_path: Path) -> None:
    env: list[Fact] = [
        ConfigUse(name=name, line=1, end_line=1, role="sets", via="env-example", value="1")
        for name in ("A", "B")
    ]
    api: list[Fact] = [key("A"), key("B")]
    found, _, _ = compared(tmp_path, [api, [passed("A")], env], [api, [passed("A")], []])
    assert [(c.setting.name, c.why) for c in found.unlisted] == [("A", ("still used by dify api",))]
    gone = [(c.setting.name, c.why) for c in found.removed if c.old and c.old.scope == "env"]
    why = "dify api still declares it, but docker-compose.yaml does not pass it through"
    assert gone == [("B", (why,))]


def test_what_became_computed_says_so(tmp_path: Path) -> None:
    computed = replace(key("URI_SCHEME"), origin="property")
    found, _, _ = compared(tmp_path, [[key("URI_SCHEME", "postgresql")], []], [[computed], []])
    assert found.removed[0].why == (
        "now computed from other settings; the environment variable is ignored",
    )


def test_an_alike_name_alone_is_no_rename(tmp_path: Path) -> None:
    found, _, _ = compared(tmp_path, [[key("MAIL_PORT", "0")], []], [[key("MAIL_PORTS", "0")], []])
    assert not found.renamed
    assert (names(found.added), names(found.removed)) == ([("", "MAIL_PORTS")], [("MAIL_PORT", "")])


def test_a_line_that_compose_lost_leaves_a_setting_undelivered(tmp_path: Path) -> None:
    api = [key("A", "1"), read("A"), key("B", "1"), read("B"), key("IDLE", "1")]
    found, _, _ = compared(tmp_path, [api, [passed("A"), passed("IDLE")]], [api, [passed("B")]])
    assert names(found.undelivered) == [("A", "A")]
    assert "docker-compose.yaml does not pass it" in found.undelivered[0].why[0]
    assert names(found.delivered) == [("B", "B")]


def test_a_new_setting_says_whether_it_has_an_effect(tmp_path: Path) -> None:
    new: list[Fact] = [key("LIVE"), read("LIVE"), key("LOST"), read("LOST"), key("IDLE")]
    found, _, _ = compared(tmp_path, [[], []], [new, [passed("LIVE")]])
    api = {c.new.name: c.status for c in found.added if c.new and c.new.scope == "api"}
    assert api == {"LIVE": "live", "LOST": "undelivered", "IDLE": "unread"}


def test_what_is_removed_may_still_be_set(tmp_path: Path) -> None:
    env: list[Fact] = [
        ConfigUse(name="A", line=1, end_line=1, role="sets", via="env-example", value="1")
    ]
    found, _, _ = compared(tmp_path, [[key("A")], [], env], [[], [], env])
    assert found.removed[0].why == ("docker/.env.example still sets it",)


def test_only_changes_that_affect_the_customers_settings_are_left(tmp_path: Path) -> None:
    renamed = ConfigUse(
        name="API_A",
        target="A",
        line=2,
        end_line=2,
        role="renames",
        via="compose",
        services=("api",),
        value="x",
    )
    old: list[list[Fact]] = [[key("A", "1"), key("B", "1"), key("C", "1")], [renamed]]
    new: list[list[Fact]] = [[key("A", "2"), key("B", "2"), key("C", "2")], [renamed]]
    found, before, after = compared(tmp_path, old, new)
    assert names(found.defaults) == [("A", "A"), ("B", "B"), ("C", "C")]
    mine = affecting(found, {"API_A", "C"}, before.index, after.index)
    assert names(mine.defaults) == [("A", "A"), ("C", "C")]
    assert [c.mine for c in mine.defaults] == [("API_A",), ("C",)]


def example(*names: str) -> list[Fact]:
    return [
        ConfigUse(name=name, line=1, end_line=1, role="sets", via="env-example", value="1")
        for name in names
    ]


def deployed(tmp_path: Path, *sides: tuple[str, list[Fact], list[Fact]]) -> Drift:
    """Compare two versions, each with its compose file, its facts of the api and its example."""
    versions = []
    for number, (compose, api, env) in enumerate(sides):
        folder = tmp_path / str(number)
        folder.mkdir()
        facts = list(extract(Source(repo="dify", path=COMPOSE, data=compose.encode())))
        files = {
            "api/configs/app.py": ("\n" * 9, api),
            COMPOSE: (compose, facts),
            "docker/.env.example": ("\n" * 9, env),
        }
        versions.append(snapshot(literal_index(folder, {"dify": files})))
    return drift(*versions)


BY_NAME = """services:
  api:
    environment:
      LEVEL: ${LEVEL:-INFO}
      GONE: ${GONE:-1}
"""
WHOLE = """services:
  api:
    env_file: [./.env]
"""


def test_what_containers_now_get_with_the_whole_file_is_not_removed(tmp_path: Path) -> None:
    api: list[Fact] = [key("LEVEL"), read("LEVEL"), key("ALSO"), read("ALSO")]
    found = deployed(
        tmp_path,
        (BY_NAME, [*api, key("GONE"), read("GONE")], example("LEVEL", "GONE")),
        (WHOLE, api, example("LEVEL", "GONE")),
    )
    layers = {(c.setting.scope, c.setting.name) for c in found.removed}
    assert layers == {("api", "GONE"), ("compose", "GONE")}
    assert names(found.delivered) == [("ALSO", "ALSO")]
    assert [note.split(" take")[0] for note in found.notes] == [
        "1 settings that docker-compose.yaml no longer names still"
    ]


def test_a_name_that_the_compose_file_overrides_is_not_handed_over(tmp_path: Path) -> None:
    api: list[Fact] = [key("MODE"), read("MODE")]
    shadowed = f"{WHOLE}    environment:\n      MODE: api\n"
    found = deployed(tmp_path, (BY_NAME, api, []), (shadowed, api, []))
    assert not found.delivered


def test_what_compose_itself_fills_in(tmp_path: Path) -> None:
    fixed = "services:\n  db:\n    command: --max=1\n"
    filled = "services:\n  db:\n    command: --max=${MAX:-1}\n"
    now = deployed(tmp_path, (fixed, [], example("MAX")), (filled, [], example("MAX")))
    assert [(c.setting.scope, c.why) for c in now.delivered] == [
        ("env", ("now used by docker compose for db",))
    ]


def test_what_compose_itself_no_longer_fills_in(tmp_path: Path) -> None:
    fixed = "services:\n  db:\n    command: --max=1\n"
    filled = "services:\n  db:\n    command: --max=${MAX:-1}\n"
    now = deployed(tmp_path, (filled, [], example("MAX")), (fixed, [], example("MAX")))
    assert [(c.setting.scope, c.setting.name) for c in now.removed] == [("compose", "MAX")]
    required = "services:\n  db:\n    command: --max=${MAX}\n"
    (tmp_path / "required").mkdir()
    sides = (required, [], example("MAX")), (fixed, [], example("MAX"))
    now = deployed(tmp_path / "required", *sides)
    assert [(c.setting.name, c.why) for c in now.undelivered] == [
        ("MAX", ("was used by docker compose for db",))
    ]


def test_a_name_that_lives_on_was_not_renamed(tmp_path: Path) -> None:
    old = "services:\n  web:\n    environment:\n      API_URL: ${API_URL:-http://api:5001}\n"
    new = (
        "services:\n  web:\n    environment:\n"
        "      SERVER_API_URL: ${SERVER_API_URL:-http://api:5001}\n"
    )
    gone = deployed(tmp_path, (old, [], []), (new, [], []))
    assert names(gone.renamed) == [("API_URL", "SERVER_API_URL")]
    (tmp_path / "kept").mkdir()
    kept = deployed(tmp_path / "kept", (old, [], example("API_URL")), (new, [], example("API_URL")))
    assert not kept.renamed


def test_a_name_in_another_case_is_a_rename(tmp_path: Path) -> None:
    found, _, _ = compared(tmp_path, [[key("AGENT_url")], []], [[key("AGENT_URL")], []])
    assert [c.why for c in found.renamed] == [("same name but for its case",)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("coercedBoolean.default(false)", "coercedBoolean\n  .default(false)"),
        ("z.string( )", "z.string()"),
        ("Literal[ 'a',\n 'b' ]", "Literal['a', 'b']"),
        ("z.enum([\n'a'])", "z.enum(['a'])"),
        ("regex(/a/).or(b)", ".regex(/a/)\n.or(b)"),
    ],
)
def test_white_space_is_no_change_of_type(tmp_path: Path, old: str, new: str) -> None:
    sides = [[[key("A", type=text, constraints=text)], []] for text in (old, new)]
    found, _, _ = compared(tmp_path, *sides)  # type: ignore[arg-type]
    assert not found.types


def test_a_default_that_is_cast_is_the_same(tmp_path: Path) -> None:
    sides = [[[key("A", text)], []] for text in ("local", 'cast(Kind, "local")')]
    found, _, _ = compared(tmp_path, *sides)  # type: ignore[arg-type]
    assert not found.defaults
    (tmp_path / "other").mkdir()
    sides = [[[key("A", text)], []] for text in ("local", 'cast(Kind, "s3")')]
    found, _, _ = compared(tmp_path / "other", *sides)  # type: ignore[arg-type]
    assert names(found.defaults) == [("A", "A")]


def values_drift(tmp_path: Path, *sides: dict[str, str]) -> Drift:
    versions = []
    for number, values in enumerate(sides):
        folder = tmp_path / str(number)
        folder.mkdir()
        facts: list[Fact] = [
            ConfigUse(name=name, line=n, end_line=n, role="sets", via="helm-values", value=value)
            for n, (name, value) in enumerate(values.items(), 1)
        ]
        files = {"charts/dify/values.yaml": ("\n" * 9, facts)}
        versions.append(snapshot(literal_index(folder, {"dify-helm": files})))
    return drift(*versions)


@pytest.mark.parametrize("empty", ["{}", ""])
def test_an_empty_mapping_that_gains_keys_is_not_removed(tmp_path: Path, empty: str) -> None:
    sides = {"api.resources": empty}, {"api.resources.limits.cpu": "1"}
    grown = values_drift(tmp_path, *sides)
    assert (names(grown.removed), names(grown.added)) == ([], [("", "api.resources.limits.cpu")])
    (tmp_path / "back").mkdir()
    emptied = values_drift(tmp_path / "back", *reversed(sides))
    assert names(emptied.removed) == [("api.resources.limits.cpu", "")]
    assert not emptied.added


def test_a_value_that_became_a_mapping_is_removed(tmp_path: Path) -> None:
    found = values_drift(tmp_path, {"api.url": "http://a"}, {"api.url.host": "a"})
    assert names(found.removed) == [("api.url", "")]
