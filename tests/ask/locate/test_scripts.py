"""What a shell says of a script leads to the script's line."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.scripts import resolve_script
from ctxkit.logline import parse_events
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import SCRIPT, Ask, ContextOf, first, place

SOURCE = "#!/bin/bash\n" + "true\n" * 8 + "cat /etc/box.conf | postbox --open\n" + "true\n" * 30


def resolved(folder: Path, line: str, *paths: str) -> list[tuple[str, int, float, str]]:
    files = {path: (SOURCE, []) for path in paths or ("docker/entrypoint.sh",)}
    asked = literal_index(folder, {"dify": files})  # type: ignore[dict-item]
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    return [
        (c.fact.path, c.fact.line, c.score, c.confidence)
        for c in resolve_script(context).candidates
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/entrypoint.sh: line 10: /etc/box.conf: Read-only file system", (10, 45.0, "high")),
        ("entrypoint.sh: 10: postbox: not found", (10, 45.0, "high")),
        ("sh: /x/entrypoint.sh: line 10: postbox: command not found", (10, 45.0, "high")),
        ("bash: /x/entrypoint.sh: line 10: postbox: command not found", (10, 45.0, "high")),
        ("/entrypoint.sh: line 6: /etc/box.conf postbox: failed", (10, 45.0, "medium")),
        ("/entrypoint.sh: line 22: postbox: not found", (10, 42.0, "medium")),
        ("/entrypoint.sh: line 23: postbox: not found", (23, 30.0, "low")),
        (
            "/entrypoint.sh: line 10: cat open postbox /etc/box.conf box.conf etc: x",
            (10, 48.0, "high"),
        ),
        ("/entrypoint.sh: line 5: syntax error near unexpected token", (5, 30.0, "medium")),
        ("/entrypoint.sh: line 5: letters: not found", (5, 30.0, "low")),
        ("/entrypoint.sh: line 99: letters: not found", None),
        ("see /entrypoint.sh: line 10: postbox: not found", None),
        ("/other.sh: line 10: postbox: not found", None),
    ],
)
def test_the_line_near_the_named_one_with_most_of_the_words(
    tmp_path: Path, line: str, expected: tuple[int, float, str] | None
) -> None:
    found = resolved(tmp_path, line)
    assert found == ([("docker/entrypoint.sh", *expected)] if expected else [])


def test_of_two_scripts_that_fit_alike_neither_is_certain(tmp_path: Path) -> None:
    paths = ("docker/a/entrypoint.sh", "docker/b/entrypoint.sh")
    line = "/entrypoint.sh: line 10: postbox: not found"
    assert resolved(tmp_path, line, *paths) == [(path, 10, 45.0, "low") for path in paths]


def test_one_bit_more_makes_a_script_certain(tmp_path: Path) -> None:
    line = "/entrypoint.sh: line 10: postbox letters: not found"
    more = SOURCE.replace("postbox", "postbox letters")
    files = {"docker/a/entrypoint.sh": (more, []), "docker/b/entrypoint.sh": (SOURCE, [])}
    asked = literal_index(tmp_path, {"dify": files})  # type: ignore[dict-item]
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    found = resolve_script(context).candidates
    assert [(c.score, c.confidence) for c in found] == [(46.0, "high"), (45.0, "high")]


def test_without_its_words_one_of_several_scripts_is_not_known(tmp_path: Path) -> None:
    paths = ("docker/a/entrypoint.sh", "docker/b/entrypoint.sh")
    assert resolved(tmp_path, "/entrypoint.sh: line 5: letters: not found", *paths) == []


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ("/docker-entrypoint.sh: line 6: /etc/squid/squid.conf: Read-only file system", "> /etc/squid"),
        ("/docker-entrypoint.sh: line 7:    34 Killed                  /usr/sbin/squid -NYC", "/usr/sbin"),
        ("/docker-entrypoint.sh: line 4: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)", "LC_ALL"),
    ],
)  # fmt: skip
def test_complaints_of_real_shells(ask_services: Ask, line: str, fragment: str) -> None:
    assert first(ask_services(line)) == place(SCRIPT, fragment)
    assert ask_services(line).confidence in ("high", "medium")


def test_what_no_script_has_is_not_claimed(service_context: ContextOf) -> None:
    line = "/docker-entrypoint.sh: line 3: ups: command not found"  # two scripts have that name
    assert resolve_script(service_context(line)).candidates == []


def test_windows_line_ends_are_told(tmp_path: Path) -> None:
    files = {
        "internal/box.sh": (SOURCE, []),
        "internal/box.go": ("//go:embed box.sh\nvar box string\n", []),
    }
    asked = literal_index(tmp_path, {"dify-sandbox": files})  # type: ignore[dict-item]
    for line, places in (
        ("/tmp/x/box.sh: line 2: $'\\r': command not found", [("box.sh", 1), ("box.go", 1)]),
        ("/bin/bash^M: bad interpreter: No such file or directory", []),
        ("env: 'bash\\r': No such file or directory", []),
    ):
        context = LocateContext(
            event=parse_events(line)[0], index=asked.index, sources=asked.sources
        )
        found = resolve_script(context)
        assert [(c.fact.path.rpartition("/")[2], c.fact.line) for c in found.candidates] == places
        assert "CRLF" in found.notes[0]
