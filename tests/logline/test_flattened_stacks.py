"""A stack that lost its newlines is broken into its lines again."""

from __future__ import annotations

import pytest

from ctxkit.logline.flattened_stacks import unflatten

HEADER = "Traceback (most recent call last):"
ONE, TWO = 'File "/app/a.py", line 3, in run', 'File "/app/b.py", line 7, in send'
DURING = "During handling of the above exception, another exception occurred:"


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (f"{HEADER}   {ONE}     send()", [HEADER, f"  {ONE}     send()"]),
        (f"{ONE} {TWO} ValueError: no", [f"  {ONE}", f"  {TWO}", "ValueError: no"]),
        (
            f"failed {HEADER} {ONE} KeyError: 3 {DURING} {HEADER} {TWO} ValueError: no",
            [
                "failed",
                HEADER,
                f"  {ONE}",
                "KeyError: 3 ",
                DURING,
                HEADER,
                f"  {TWO}",
                "ValueError: no",
            ],
        ),
        (f'{HEADER} {ONE} File "/app/b.py", li', [HEADER, f"  {ONE}", '  File "/app/b.py", li']),
        (f'failed {HEADER} File "/app/b.py",', ["failed", HEADER, '  File "/app/b.py",']),
        (f"{HEADER} {ONE} note: no", [HEADER, f"  {ONE} note: no"]),
        (f"{HEADER} {ONE} note: x ValueError: no", [HEADER, f"  {ONE} note: x", "ValueError: no"]),
    ],
)
def test_a_python_stack(line: str, lines: list[str]) -> None:
    assert [each.rstrip() for each in unflatten(line)] == [each.rstrip() for each in lines]


def test_a_go_stack() -> None:
    line = (
        "goroutine 1 [running]: main.run(0x1) /app/run.go:7 +0x1d main.main() /app/main.go:9 +0x25"
    )
    assert unflatten(line) == [
        "goroutine 1 [running]:",
        "main.run(0x1)",
        "\t/app/run.go:7 +0x1d",
        "main.main()",
        "\t/app/main.go:9 +0x25",
    ]


def test_a_javascript_stack() -> None:
    line = "Error: no at run (https://a.b/x.js:1:2) at async send (https://a.b/y.js:3:4)"
    assert unflatten(line) == [
        "Error: no",
        "    at run (https://a.b/x.js:1:2)",
        "    at async send (https://a.b/y.js:3:4)",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "plain words",
        ONE,
        'two files: File "a" and File "b"',
        f"{HEADER} without a frame",
        "goroutine 1 is at a.go",
        "it failed at run (https://a.b/x.js:1:2)",
        "met at noon at the bridge",
    ],
)
def test_other_lines_stay_whole(line: str) -> None:
    assert unflatten(line) == [line]
