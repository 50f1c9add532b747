"""Entrypoints, Dockerfiles, and the configurations of nginx and squid, by annotated sources."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.extract.registry import extract, language_of
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse, Directive, LogTemplate, Symbol
from tests.extract.annotated import check


def test_what_an_entrypoint_prints_exports_renames_and_reads() -> None:
    check("shell/docker/entrypoint.sh", ConfigUse, LogTemplate, Symbol)


def test_what_an_image_sets() -> None:
    check("dockerfile/Dockerfile", ConfigUse)


def test_directives_and_the_variables_that_are_filled_in() -> None:
    check("directives/docker/nginx/default.conf.template", Directive, ConfigUse)
    check("directives/docker/ssrf_proxy/squid.conf.template", Directive, ConfigUse)


@pytest.mark.parametrize(
    "path", ["build/build_amd64.sh", ".github/workflows/ports.sh", "web/Dockerfile.dockerignore"]
)
def test_scripts_that_no_operator_runs_are_left_out(path: str) -> None:
    assert language_of(path) is None


@given(st.text(alphabet="\\$\"'`{}()#|>&;=:- \nabcABC_echo", max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_script_can_be_read(text: str) -> None:
    lines = text.count("\n") + 1
    for path in ("docker/entrypoint.sh", "Dockerfile", "docker/nginx/a.conf", "docker/squid.conf"):
        for fact in extract(Source(repo="dify", path=path, data=text.encode())):
            assert 1 <= fact.line <= fact.end_line <= lines


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker/entrypoint.sh", 'echo "' + "$A" * 400_000),
        ("docker/entrypoint.sh", "A=${A\n" * 50_000),
        ("docker/entrypoint.sh", "f() {\n" * 50_000),
        ("docker/nginx/a.conf", "a b\n" * 200_000),
        ("docker/nginx/a.conf", "a {\n" * 100_000),
        ("Dockerfile", "ENV " + "A=1 " * 200_000),
    ],
)
def test_hostile_files_take_no_longer_than_their_size(path: str, text: str) -> None:
    started = time.process_time()
    list(extract(Source(repo="dify", path=path, data=text.encode())))
    assert time.process_time() - started < 8
