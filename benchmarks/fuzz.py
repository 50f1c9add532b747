"""Give every command what nobody would: no crash, and nothing over two seconds.

    python benchmarks/fuzz.py [--seconds 1800] [--seed 1] [--command NAME ...]

Hypothesis makes the inputs from parts of logs, `.env`, YAML, JSON, paths, and characters that
programs stumble over, repeated up to 200 KB, and makes a failing one small. The commands run in
this process, in the demo's workspace. A failure is an internal error, a traceback, or more than two
seconds of processor. Prints each with its input; the exit code is 1 if there is one.
"""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ctxkit.commands.app import run
from ctxkit.commands.demo import make_workspace

MAX_SECONDS = 2.0
MEMORY = 4 << 30
BATCH = 60
"""Inputs of a command until the next one has its turn."""

WORDS = (
    "LOG_LEVEL", "SECRET_KEY", "SSRF_DEFAULT_MAX_RETRIES", "retry policy", "ssrf_proxy.py", "dify",
    "api/core/helper/ssrf_proxy.py", "2026-05-04 09:12:44.120 ", "WARNING [Dummy-7] ", "[a.py:31] - ",
    "Request to http://x failed at attempt 2: timed out", "Traceback (most recent call last):\n",
    '  File "/app/api/a.py", line 3, in f\n', "ValueError: x\n", "caused by: ", "\tat a.b(C.java:1)\n",
    "goroutine 1 [running]:\n", '{"level":"error","msg":"', '"}', "{", "}", "[", "]", "(", ")", '"',
    "'", "`", "```\n", "|", "| ", "> ", "#", " #", ": ", ":", "=", "==", ",", ";", "&", "*", "&a ",
    "*a", "<<: *a\n", "!!python/object:os.system ", "---\n", "...\n", "- ", "? ", "%s", "%(a)s", "{}",
    "${A}", "${A:-${B}}", "$(x)", "$", "\\", "\\n", "\\u0000", "\n", "\r\n", "\r", "\t", " ", "  ",
    "\x00", "\x1b[31m", "\x1b]52;c;eA==\x07", "\u202e", "\u200b", "\ufeff", "\u2028", "\ud800",
    "é", "密码是", "パスワード", "🙂", "9999-12-31T23:59:59Z ", "0001-01-01 ", "1e999", "-1", "0x",
    "99999999999999999999", "</pasted>", "<asked>", "services:\n", "  api:\n", "    environment:\n",
    "      - A=b\n", "api:\n  replicas: 2\n", "image: x:1\n", "apiVersion: v1\nkind: Pod\n", "../", "/",
    "//", "http://u:p@h/", "password=", "token ", "Bearer ", "-----BEGIN PRIVATE KEY-----\n", "NAME ",
    "READY STATUS RESTARTS\n", "a" * 300, "1" * 50, "--", "-x", "@", "~", "^", "\\x",
)  # fmt: skip
PART = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
TEXT = st.builds(
    lambda parts, times: ("".join(parts) * times)[:200_000],
    st.lists(PART, max_size=14),
    st.sampled_from((1, 1, 1, 2, 40, 3000)),
)
BYTES = st.one_of(
    TEXT.map(lambda text: text.encode("utf8", "surrogatepass")),
    TEXT.map(lambda text: text.encode("utf16", "surrogatepass")),
    st.binary(max_size=200),
)
LINE = st.builds("".join, st.lists(PART, min_size=1, max_size=8)).filter(
    lambda text: "\x00" not in text
)
"""What an argument can be."""

FILES = {
    "triage": (("triage", "a.log"), ("triage", "a.log", "--json")),
    "check": (
        ("check", "--env", "a.log"),
        ("check", "--values", "a.log"),
        ("check", "--compose", "a.log", "--json"),
        ("check", "a.log", "--sarif"),
    ),
    "explain": (("explain", "LOG_LEVEL", "--env", "a.log"),),
    "drift": (("drift", "--values", "a.log", "--to", "b.yaml"), ("drift", "--values", "b.yaml", "--to", "a.log")),
    "upgrade-values": (("upgrade-values", "a.log", "--to-chart", "dify-0.37.0"),),
    "new-values": (
        ("new-values", "--profile", "ha", "--base", "a.log", "--out", "made.yaml", "--force"),
        ("new-values", "--profile", "ha", "--mine", "a.log", "--out", "made.yaml", "--force"),
    ),
    "import": (("import", "a.tar.gz", "new"),),
    "status": (("status",),),
}  # fmt: skip
"""Commands whose file is anything."""

LINES = {
    "locate": (("locate", "--", "{}"), ("locate", "--json", "--", "{}"), ("locate", "--format", "xml", "--", "{}")),
    "find": (("find", "--", "{}"), ("find", "--json", "--", "{}")),
    "explain-key": (("explain", "--", "{}"), ("explain", "--json", "--", "{}")),
    "show": (("show", "dify", "{}"), ("show", "--", "{}", "x:1")),
    "prompt": (("prompt", "show", "--", "{}"),),
    "drift-versions": (("drift", "--from", "{}"),),
    "init": (("init", "--dify", "{}", "-w", "new"),),
}  # fmt: skip
"""Commands of which an argument is anything."""


def stream(data: bytes = b"") -> io.TextIOWrapper:
    """Return a standard stream: `emit` writes bytes where a name is not UTF-8."""
    return io.TextIOWrapper(io.BytesIO(data), "utf8", "backslashreplace")


class Fuzz:
    """A workspace in which commands run, and what went wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tally: Counter[str] = Counter()
        self.slowest: dict[str, float] = {}
        with contextlib.redirect_stdout(stream()), contextlib.redirect_stderr(stream()):
            assert make_workspace(folder / "demo") == 0
        (folder / "b.yaml").write_text("api:\n  replicas: 2\n")

    def give(self, name: str, arguments: tuple[str, ...], data: bytes = b"") -> None:
        """Run a command in this process; raise AssertionError where it is wrong."""
        home = self.folder / "demo"
        if name == "status":
            home = self.folder / "other"
            home.mkdir(exist_ok=True)
            (home / "workspace.yaml").write_bytes(data)
        else:
            for file in ("a.log", "a.tar.gz"):
                (home / file).write_bytes(data)
            (home / "b.yaml").write_text("api:\n  replicas: 2\n")
        out, err = stream(), stream()
        began = time.process_time()
        os.chdir(home)
        with (
            mock.patch.object(sys, "argv", ["ctxkit", *arguments]),
            mock.patch.object(sys, "stdin", stream(data)),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = run()
        took = time.process_time() - began
        self.tally[f"{name} exit {code}"] += 1
        self.slowest[name] = max(took, self.slowest.get(name, 0.0))
        err.flush()
        err.seek(0)
        said = err.read()
        assert "internal error" not in said, said[-400:]
        assert not re.search(r"(?m)^Traceback", said), said[-400:]  # and not the user's own
        assert code in (0, 1, 2, 3, 4), code
        assert took <= MAX_SECONDS, f"{took:.1f} s"


def targets(fuzz: Fuzz, number: int) -> dict[str, object]:
    """Return what tries each command with some inputs."""
    options = settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )

    def with_file(name: str) -> object:
        @seed(number)
        @options
        @given(st.sampled_from(FILES[name]), BYTES)
        def run_it(arguments: tuple[str, ...], data: bytes) -> None:
            fuzz.give(name, arguments, data)

        return run_it

    def with_line(name: str) -> object:
        @seed(number)
        @options
        @given(st.sampled_from(LINES[name]), LINE)
        def run_it(arguments: tuple[str, ...], text: str) -> None:
            fuzz.give(name, tuple(text if word == "{}" else word for word in arguments))

        return run_it

    made = {name: with_file(name) for name in FILES}
    return {**made, **{name: with_line(name) for name in LINES}}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", nargs="*", help="the commands to give, by default all")
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    wrong: dict[str, str] = {}
    until = time.monotonic() + arguments.seconds
    with tempfile.TemporaryDirectory(prefix="ctxkit-fuzz-") as name:
        fuzz, number = Fuzz(Path(name).resolve()), arguments.seed
        while time.monotonic() < until:
            for command, target in targets(fuzz, number).items():
                if time.monotonic() > until or command in wrong:
                    continue
                if arguments.command and command not in arguments.command:
                    continue
                try:
                    target()  # type: ignore[operator]
                except Exception as error:  # whatever it is, the next command has its turn
                    notes = "\n".join(getattr(error, "__notes__", ()))
                    wrong[command] = f"{type(error).__name__}: {str(error)[:600]}\n{notes[:900]}"
                    print(f"== {command}: {wrong[command]}", flush=True)
            number += 1
        os.chdir("/")
    runs = ", ".join(f"{count} {what}" for what, count in sorted(fuzz.tally.items()))
    slowest = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in fuzz.slowest.items())
    print(f"{fuzz.tally.total()} inputs: {runs}\nslowest: {slowest}\n{len(wrong)} commands failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
