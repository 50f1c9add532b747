"""Which of the calls of a function failed, by the operation that an error of Go names."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.go_errors import operates
from tests.ask.locate_workspace import build
from tests.cause.asking import cause_of_log

STABLE = """package stable

func Open(path string) error {
	log.Info("opening the stable")
	err := Prepare(path)
	if err != nil {
		log.Panic("the stable stays shut: %v", err)
	}
	return nil
}
"""
PREPARE = """package stable

func Prepare(path string) error {
	hay, err := os.Open(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(path, 0755); err != nil {
		return err
	}
	horse, err := net.Dial("tcp", path)
	if err != nil {
		return err
	}
	return feed(horse, hay)
}
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    files = {"internal/stable/stable.go": STABLE, "internal/stable/prepare.go": PREPARE}
    index, sources = build(tmp_path_factory.mktemp("stable"), changed={"dify-sandbox": files})
    return Code(index, sources)


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        ("open hay.txt: no such file or directory", [5, 4]),
        ("mkdir /barn: permission denied", [8]),
        ("dial tcp 10.0.0.1:80: connect: connection refused", [12, 11]),
        # of more ways than two none is told by other words
        ("the hay is wet", []),
        ("chown /barn: operation not permitted", []),
    ],
)
def test_the_call_that_failed(code: Code, error: str, lines: list[int]) -> None:
    text = f"the stable stays shut: {error}"
    found = cause_of_log(code, "the stable stays", text)
    inside = [g for g in found.guards if g.location.path.endswith("prepare.go")]
    assert [guard.location.line for guard in inside] == lines


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("os.ReadFile", "failed to init config: open conf/config.yaml: no such file", True),
        ("os.Open", "open: conf: no such file", True),
        ("exec.LookPath", 'exec: "uv": executable file not found in $PATH', True),
        ("cmd.Start", "fork/exec /usr/bin/python: permission denied", True),
        ("http.ListenAndServe", "listen tcp :5003: bind: address already in use", True),
        ("os.Open", "reopen conf: no such file", False),
        ("os.Open", "open the door", False),
        ("os.Stat", "open conf: no such file", False),
        ("", "open conf: no such file", False),
    ],
)
def test_the_operation_of_a_function(name: str, line: str, told: bool) -> None:
    assert operates(name, line) is told


def test_a_long_line_takes_linear_time() -> None:
    assert not operates("os.Stat", "open a" * 50_000)
