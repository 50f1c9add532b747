"""The rules that read versions from compose files, charts and tags."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ctxkit.workspace.versions import (
    Version,
    best_chart,
    chart_versions,
    find_tag,
    image_tags,
    nearest_tags,
    parse_version,
    release_number,
    releases_in,
    without_build,
)
from tests.pace import at_most


@pytest.mark.parametrize(
    ("line", "name", "tag"),
    [
        ("    image: langgenius/dify-sandbox:0.2.15", "dify-sandbox", "0.2.15"),
        ("image: 'dify-sandbox:0.2.15'  # pinned", "dify-sandbox", "0.2.15"),
        (
            '  - image: "registry.example.org:5000/mirror/dify-sandbox:0.2.15"',
            "dify-sandbox",
            "0.2.15",
        ),
        (
            "  image: ${REGISTRY:-docker.io}/langgenius/dify-sandbox:${TAG:-0.2.15}",
            "dify-sandbox",
            "0.2.15",
        ),
        ("  image: ${TAG-langgenius/dify-sandbox:0.2.15}", "dify-sandbox", "0.2.15"),
        ("  image: x/dify-sandbox:0.2.15@sha256:0123", "dify-sandbox", "0.2.15"),
        ("  image: x/dify-plugin-daemon:0.6.0-local\r", "dify-plugin-daemon", "0.6.0-local"),
    ],
)
def test_an_image_is_known_by_its_own_name_whatever_the_registry(
    line: str, name: str, tag: str
) -> None:
    assert image_tags(f"services:\n  a:\n{line}\n") == {name: tag}


@pytest.mark.parametrize(
    "line",
    [
        "  # image: x/dify-sandbox:0.2.15",
        "  image: x/dify-sandbox",
        "  image: x/dify-sandbox:${TAG}",
        "  image: registry.example.org:5000/dify-sandbox",
        "  image: x/dify-sandbox@sha256:0123",
        "  image: x/dify-sandbox:\x1b[2J",
        "  my_image: x/dify-sandbox:0.2.15",
        "  image:",
    ],
)
def test_a_line_without_a_tag_names_no_version(line: str) -> None:
    assert image_tags(line + "\n") == {}


def test_an_image_with_two_tags_is_left_out() -> None:
    assert image_tags("image: a:1\nimage: a:2\nimage: b:1\nimage: b:1\n") == {"b": "1"}


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("0.6.0-local", "0.6.0"),
        ("0.5.0-serverless", "0.5.0"),
        ("0.6.10-local-linux-amd64", "0.6.10"),
        ("0.6.10-linux-arm64", "0.6.10"),
        ("0.6.10-x86_64", "0.6.10"),
        ("0.6.10-aarch64", "0.6.10"),
        ("0.6.10-local-x", "0.6.10-local-x"),
        ("1.10.1-fix.1", "1.10.1-fix.1"),
        ("0.2.15-rc1", "0.2.15-rc1"),
        ("0.2.15", "0.2.15"),
        ("local", "local"),
    ],
)
def test_how_an_image_was_built_is_no_part_of_its_version(tag: str, version: str) -> None:
    assert without_build(tag) == version


def test_versions_are_ordered_as_they_were_released() -> None:
    released = [
        "0.9.0",
        "1.0.0-alpha.1",
        "1.0.0-beta.1",
        "1.0.0-beta.2",
        "1.0.0rc1",
        "1.0.0",
        "1.0.0-fix",
        "1.0.0-fix.1",
        "1.0.1",
        "1.10.0",
        "v1.10.0-1",
    ]
    parsed = [parse_version(text) for text in released]
    assert None not in parsed
    assert all(before < after for before, after in pairwise(parsed))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("dev", -4), ("nightly", -4), ("alpha", -3), ("a", -3), ("beta", -2), ("b", -2),
        ("rc", -1), ("RC", -1), ("pre", -1), ("preview", -1), ("fix", 1), ("hotfix", 1),
    ],
)  # fmt: skip
def test_the_stage_of_a_release(word: str, stage: int) -> None:
    assert parse_version(f"1.2-{word}.3") == Version((1, 2, 0, 0), stage, 3)
    assert parse_version(f"1.2.{word}") == Version((1, 2, 0, 0), stage, 0)


def test_a_release_of_a_release() -> None:
    assert parse_version("1.2.3") == Version((1, 2, 3, 0), 0, 0)
    assert parse_version("v1.2.3.4-15") == Version((1, 2, 3, 4), 1, 15)


@pytest.mark.parametrize(
    "text", ["", "main", "latest", "2025", "20a40526", "c47b7e7d", "1.2.3.4.5", "x1.2", "1..2", "."]
)
def test_what_is_no_version(text: str) -> None:
    assert parse_version(text) is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("1.0", "1.0"), ("v2.0", "2.0"), ("3.0", "v3.0"), ("v3.0", "v3.0"), ("4.0", None)],
)
def test_a_v_in_front_makes_no_difference(wanted: str, found: str | None) -> None:
    assert find_tag(["1.0", "v1.0", "2.0", "v3.0"], wanted) == found


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ("1.9", ["1.9.0", "1.9.2", "1.8.1", "1.11.4", "2.0.0"]),
        ("1.9.3", ["1.9.2", "1.9.0", "1.8.1", "1.11.4", "2.0.0"]),
        ("1.10.0", ["1.9.2", "1.9.0", "1.11.4", "1.8.1", "2.0.0"]),
        ("2.1.0", ["2.0.0", "1.11.4", "1.9.2", "1.9.0", "1.8.1"]),
        ("0.15.3", ["1.8.1", "1.9.0", "1.9.2", "1.11.4", "2.0.0"]),
    ],
)
def test_the_nearest_comes_first_and_the_older_of_two(wanted: str, order: list[str]) -> None:
    assert nearest_tags(["2.0.0", "1.8.1", "1.9.2", "1.11.4", "1.9.0", "nightly"], wanted) == order


def test_for_a_word_the_nearest_are_spelt_alike() -> None:
    assert nearest_tags(["main", "release", "1.0"], "mian") == ["main"]
    assert nearest_tags([], "mian") == []


def test_a_chart_tells_both_versions() -> None:
    text = (
        "apiVersion: v2\nname: dify\nversion: 0.37.0 # chart\n"
        'appVersion: "1.14.2"\ndependencies:\n  - version: 9\n'
    )
    assert chart_versions(text) == ("1.14.2", "0.37.0")
    assert chart_versions("appVersion: v1.8.1\r\n") == ("v1.8.1", "")
    assert chart_versions("") == ("", "")


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("1.14.2", ("dify-0.37.0", "tag")),
        ("v1.14.2", ("dify-0.37.0", "tag")),
        ("1.14.0", ("dify-0.37.0", "nearest")),
        ("1.13.3", ("dify-0.36.1", "nearest")),
        ("1.16.1", ("dify-0.38.0-rc2", "tag")),
        ("2.0.0", ("dify-0.38.0-rc2", "guess")),
    ],
)
def test_the_chart_for_a_version(wanted: str, chosen: tuple[str, str]) -> None:
    apps = {
        "dify-0.36.0": "1.12.1",
        "dify-0.36.1": "1.12.1",
        "dify-0.37.0": "v1.14.2",
        "dify-0.38.0-rc2": "1.16.1",
        "dify-0.38.0-rc1": "1.16.1",
        "dify-0.1.0": "",
    }
    assert best_chart(apps, wanted) == chosen


def test_without_charts_or_numbers_there_is_no_chart() -> None:
    assert best_chart({}, "1.0.0") is None
    assert best_chart({"a": "latest"}, "1.0.0") is None
    assert best_chart({"a": "1.0.0"}, "main") is None


@pytest.mark.no_cover
def test_reading_takes_time_in_proportion_to_the_text() -> None:
    with at_most(2):
        for text in (
            "\n" * 300_000,
            "image: " + "a" * 300_000,
            "image: ${" + "a" * 300_000,
            "image: a:1" + "-local" * 50_000,
        ):
            for tag in image_tags(text).values():
                without_build(tag)
            chart_versions(text)
            parse_version(text)


@pytest.mark.parametrize(
    ("tag", "is_release"),
    [("0.6.0", True), ("v0.6.0", True), ("0.6.0-fix1", True), ("0.6.0b1", False), ("main", False)],
)
def test_what_is_a_release(tag: str, is_release: bool) -> None:
    assert (release_number(tag) is not None) == is_release


def test_releases_are_in_the_order_of_their_numbers() -> None:
    found = releases_in(["1.10.0", "main", "1.9.2", "1.10.0-rc.1", "v1.11"])
    assert [tag for _, tag in found] == ["1.9.2", "1.10.0", "v1.11"]
