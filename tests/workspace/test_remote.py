"""What `git ls-remote --symref` says of a server."""

from __future__ import annotations

import pytest

from ctxkit.workspace.remote import parse_advert

LISTING = """\
ref: refs/heads/develop\tHEAD
{a}\tHEAD
{b}\trefs/heads/main
{a}\trefs/heads/develop
{c}\trefs/tags/1.0
{d}\trefs/tags/2.0
{b}\trefs/tags/2.0^{{}}
{b}\trefs/pull/1/head
""".format(a="a" * 40, b="b" * 40, c="c" * 40, d="d" * 40)


def test_an_annotated_tag_is_its_commit() -> None:
    advert = parse_advert(LISTING)
    assert advert.tags == {"1.0": "c" * 40, "2.0": "b" * 40}
    assert advert.heads == {"main": "b" * 40, "develop": "a" * 40}
    assert advert.head == "develop"


def test_an_old_server_that_does_not_tell_its_default_branch() -> None:
    rows = LISTING.splitlines(keepends=True)
    assert parse_advert("".join(rows[1:])).head == "develop"
    assert parse_advert("".join(rows[2:])).head == ""
    assert parse_advert("").head == ""


@pytest.mark.parametrize(
    ("names", "head"),
    [(["aaa", "main", "master"], "main"), (["aaa", "master"], "master"), (["aaa", "zzz"], "aaa")],
)
def test_of_branches_at_the_same_commit_the_usual_one_is_the_default(
    names: list[str], head: str
) -> None:
    rows = [f"{'a' * 40}\tHEAD", *(f"{'a' * 40}\trefs/heads/{name}" for name in names)]
    assert parse_advert("\n".join(rows)).head == head
