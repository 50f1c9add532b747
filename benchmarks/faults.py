"""Kill ctxkit at random moments and look at what is left: `make faults`.

    python benchmarks/faults.py [--n 300] [--scenario NAME ...] [--victim both|tree|process]
    python benchmarks/faults.py --workspace DIR --old VERSION --n 40

Without `--workspace` the small repositories of `ctxkit demo` are synced. Each round copies a
workspace, starts a command in it, and kills that at a random moment of its usual time: the process
with all that it started, as the end of a container does, or the process alone, as the kernel does
that runs out of memory. Then it is asked, and the command is given once more:

- right after the kill, `status` and `explain` answer as a workspace that was never killed, of the
  old or the new version, or with an error that ctxkit raises on purpose; where `status` says that
  all is in order, all is;
- the same command, given again at once, ends well;
- after that `status`, `explain` and `find` answer as in a workspace that was never killed, the
  checkouts are clean, and no file is there that is not there in such a workspace.

The scenario "everything at once" kills nothing: `together.py`.

Prints one line a scenario and each round that went wrong; the exit code is 1 if one did. A real
workspace is only read; its repositories must be within reach.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from together import run_together, wrong_in

import ctxkit
from ctxkit.api.maintenance import index, status, sync
from ctxkit.api.portable import export_workspace, import_workspace
from ctxkit.commands.demo import make_workspace
from ctxkit.errors import CtxkitError
from ctxkit.index.schema import DATABASE

ARCHIVE = "site.tar.gz"
TOGETHER = "everything at once"
TOPIC = "retry policy"
SLOWEST = 1.05  # of the usual time: some rounds end before they are killed
ORPHAN_SECONDS = 3.0  # for what a killed process left running
_VERSION = re.compile(r"(?m)^dify: .*$")
_SEARCH = re.compile(r"search-[0-9a-f]{16}$")
_GIT_LEFT = re.compile(r"\.lock$|\.keep$|^tmp_|^ctxkit-|^incoming|^shallow_|^\.tmp")
"""What git, or a switch that was cut short, leaves in a git directory."""


class Options(NamedTuple):
    """What is asked, and of which versions."""

    key: str
    old: str
    new: str


class Scenario(NamedTuple):
    """A command and the state in which it is given; `again` gives it in this process."""

    name: str
    state: str
    command: tuple[str, ...]
    again: Callable[[Path], Any]


def _found(folder: Path) -> None:
    with ctxkit.open_workspace(folder) as ws:
        ws.find(TOPIC)


def _imported(folder: Path) -> None:
    if not (folder / "site").exists():
        import_workspace(folder / ARCHIVE, folder / "site")


SCENARIOS = (
    Scenario("sync of a new workspace", "bare", ("sync",), sync),
    Scenario("sync to another version", "switch", ("sync",), sync),
    Scenario("sync without a change", "new", ("sync",), sync),
    Scenario("index", "unindexed", ("index",), index),
    Scenario("find", "unsearched", ("find", TOPIC), _found),
    Scenario("import", "archive", ("import", ARCHIVE), _imported),
)


def set_version(folder: Path, version: str) -> None:
    file = folder / "workspace.yaml"
    file.write_text(_VERSION.sub(f'dify: "{version}"', file.read_text()))


def copied(source: Path, target: Path) -> Path:
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)
    return target


class States:
    """Workspaces as they are before the commands, and what a whole one answers."""

    def __init__(self, folder: Path, options: Options, workspace: Path | None) -> None:
        self.folder = folder
        self._options = options
        self._make(workspace)

    def __getitem__(self, name: str) -> Path:
        return self.folder / name

    def _make(self, workspace: Path | None) -> None:
        bare = self["bare"]
        if workspace is None:
            assert make_workspace(self["demo"], self._options.new) == 0
            (self["demo"] / "upstreams").rename(self["upstreams"])
            workspace = self["demo"]
        bare.mkdir()
        text = (workspace / "workspace.yaml").read_text()
        inside = (self["demo"] / "upstreams").resolve().as_uri()
        (bare / "workspace.yaml").write_text(
            text.replace(inside, self["upstreams"].resolve().as_uri())
        )
        set_version(bare, self._options.old)
        sync(copied(bare, self["switch"]))
        self.old = answers(self["switch"], self._options.key)
        set_version(self["switch"], self._options.new)
        # Of the old version still, which the answer says of itself.
        self.superseded = answers(self["switch"], self._options.key)
        set_version(bare, self._options.new)
        self._make_new()

    def _make_new(self) -> None:
        new = copied(self["bare"], self["new"])
        sync(new)
        self.new = answers(new, self._options.key)
        assert self.new["explain"] != self.old["explain"], "choose a key that tells them apart"
        unsearched = copied(new, self["unsearched"])
        for search in (unsearched / ".ctxkit").glob("search-*"):
            shutil.rmtree(search)
        unindexed = copied(new, self["unindexed"])
        (unindexed / ".ctxkit" / DATABASE).unlink()
        self["archive"].mkdir()
        export_workspace(new, self["archive"] / ARCHIVE)


def answers(folder: Path, key: str) -> dict[str, Any]:
    """Return what a workspace says of itself and of a setting."""
    found: dict[str, Any] = {"status": status(folder).to_dict()}
    with ctxkit.open_workspace(folder) as ws:
        found["explain"] = ws.explain(key).to_dict()
        found["find"] = ws.find(TOPIC).to_dict()
    return found


def descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they did (Linux alone)."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def kill(process: subprocess.Popen[bytes], *, tree: bool) -> None:
    """Kill a process, and what it started where `tree` is wanted."""
    if tree:
        with suppress(OSError):
            os.kill(process.pid, signal.SIGSTOP)  # nothing is started while we look
        for _ in range(2):
            for pid in descendants(process.pid):
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
    process.kill()
    process.wait()


def listing(folder: Path) -> set[str]:
    """Return the names of what ctxkit and git keep: all but work trees, objects and refs."""
    found: set[str] = set()
    for root, _, files in os.walk(folder):
        place = Path(root).relative_to(folder)
        parts = place.parts
        if ".git" in parts or any(part.endswith(".git") for part in parts):
            packs = {name for name in files if name.endswith(".pack")}
            left = {name for name in files if _GIT_LEFT.search(name)}
            left |= {name for name in packs if f"{name[:-5]}.idx" not in files}
            found.update(str(place / name) for name in left)
            found.update({str(place)} if _GIT_LEFT.search(place.name) else ())
        elif _SEARCH.search(str(place)):
            found.add(str(place))  # Whoosh gives its files names by chance
        elif not parts or parts[0].startswith("."):
            found.update(str(place / name) for name in files)
            found.add(str(place))
    return found


class Faults:
    """The rounds of one scenario."""

    def __init__(self, scenario: Scenario, states: States, options: Options) -> None:
        self.scenario = scenario
        self._states = states
        self._options = options
        self._usual, self._whole = self._undisturbed()
        self.tally: Counter[str] = Counter()

    @property
    def usual(self) -> float:
        """The seconds that the command takes when nobody kills it."""
        return self._usual

    def _start(self, folder: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "ctxkit.commands.cli", *self.scenario.command]
        null = subprocess.DEVNULL
        return subprocess.Popen(
            command, cwd=folder, stdin=null, stdout=null, stderr=null, start_new_session=True
        )

    def _undisturbed(self) -> tuple[float, set[str]]:
        folder = copied(self._states[self.scenario.state], self._states["round"])
        began = time.monotonic()
        assert self._start(folder).wait() == 0
        took = time.monotonic() - began
        answers(self._home(folder), self._options.key)  # `find` builds its index
        whole = listing(folder)
        shutil.rmtree(folder)
        return took, whole

    def round_together(self, number: int) -> list[str]:
        """Give all commands at once; return what is wrong."""
        state = "bare" if number % 3 == 2 else "switch"
        folder = copied(self._states[state], self._states[f"round-{number}"])
        ended = run_together(folder, self._options.key, self._options.old, number)
        for words, code, _, _ in ended:
            self.tally[f"{words[0]} exit {code}"] += 1
        known = [self._states.old["explain"], self._states.new["explain"]]
        wrong = list(wrong_in(ended, known))
        # What `drift` keeps of the version that it compares is no leftover.
        shutil.rmtree(folder / ".ctxkit" / "versions", ignore_errors=True)
        wrong += [f"when all have ended: {fault}" for fault in self._compared(folder)]
        shutil.rmtree(folder, ignore_errors=True)
        return wrong

    def _home(self, folder: Path) -> Path:
        return folder / "site" if self.scenario.state == "archive" else folder

    def round(self, number: int, random: random.Random, *, tree: bool) -> list[str]:
        """Kill the command once; return what is wrong."""
        folder = copied(self._states[self.scenario.state], self._states[f"round-{number}"])
        process = self._start(folder)
        time.sleep(random.uniform(0.0, SLOWEST * self._usual))
        self.tally["killed" if process.poll() is None else "had ended"] += 1
        kill(process, tree=tree)
        wrong = [f"after the kill: {fault}" for fault in self._wrong_now(self._home(folder))]
        self.tally["left behind, until the next run"] += bool(self._left(folder))
        wrong += self._again(folder)
        shutil.rmtree(folder, ignore_errors=True)
        return wrong

    def _wrong_now(self, home: Path) -> Iterator[str]:
        """Yield what is answered, and is neither the old nor the new state nor a clear error."""
        if not home.exists():
            return
        for what in ("status", "explain"):
            try:
                answer = self._ask(home, what)
            except CtxkitError:
                self.tally["answered with an error"] += 1
                continue
            except Exception as error:
                yield f"{what} raises {error!r}"
                continue
            if what == "status" and not _is_in_order(answer):
                self.tally["said not to be in order"] += 1
                continue
            known = [
                states[what]
                for states in (self._states.new, self._states.old, self._states.superseded)
            ]
            if answer not in known:
                yield f"{what} is of no version: {str(answer)[:300]}"
            elif what == "status" and answer != self._states.new[what]:
                yield "status says that the old version is in order"
            self.tally["answered"] += 1

    def _ask(self, home: Path, what: str) -> Any:
        if what == "status":
            return status(home).to_dict()
        with ctxkit.open_workspace(home) as ws:
            return ws.explain(self._options.key).to_dict()

    def _again(self, folder: Path) -> list[str]:
        """Give the command again; return what is not as if it had never been killed."""
        try:
            done = self.scenario.again(folder)
            errors = getattr(getattr(done, "report", None), "errors", ())
            if errors:
                return [f"the next run fails: {errors[0].message}"]
            notes = [
                note
                for result in getattr(getattr(done, "report", None), "results", ())
                for note in result.notes
            ]
            self.tally["said that a lock was removed"] += any("lock" in note for note in notes)
        except Exception as error:
            return [f"the next run fails: {error!r} {getattr(error, 'hint', '')}"]
        return [f"after the next run: {fault}" for fault in self._compared(folder)]

    def _compared(self, folder: Path) -> list[str]:
        """Return what is not as in a workspace of the new version to which nothing happened."""
        try:
            found = answers(self._home(folder), self._options.key)
        except Exception as error:
            return [f"no answer: {error!r} {getattr(error, 'hint', '')}"]
        whole = self._states.new
        wrong = [f"{what} is another" for what in whole if found[what] != whole[what]]
        wrong += [f"left behind: {name}" for name in self._left_at_last(folder)]
        for checkout in sorted(self._home(folder).glob("*/.git")):
            wrong += unsound(checkout.parent)
        return wrong

    def _left(self, folder: Path) -> list[str]:
        return sorted(listing(folder) - self._whole)

    def _left_at_last(self, folder: Path) -> list[str]:
        until = time.monotonic() + ORPHAN_SECONDS
        while (left := self._left(folder)) and time.monotonic() < until:
            time.sleep(0.2)
        return left


def _is_in_order(answer: dict[str, Any]) -> bool:
    return answer["index"] == "fresh" and not any(each["problem"] for each in answer["sources"])


def unsound(checkout: Path) -> Iterator[str]:
    """Yield what git finds wrong with a checkout."""
    for command in (("status", "--porcelain"), ("fsck", "--connectivity-only", "--no-dangling")):
        git = ["git", "-c", "safe.directory=*", "-C", str(checkout), *command]
        done = subprocess.run(
            git, capture_output=True, text=True, env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
        )
        if done.returncode or done.stdout:
            yield f"{checkout.name}: git {command[0]}: {(done.stdout + done.stderr)[:200]}"


def run_at_once(states: States, options: Options, number: int) -> int:
    """Run the rounds without a kill; return how many went wrong."""
    faults = Faults(SCENARIOS[1], states, options)
    wrong = 0
    for each in range(number):
        found = faults.round_together(each)
        wrong += bool(found)
        for fault in found:
            print(f"  round {each}: {fault}", flush=True)
    counts = ", ".join(f"{number} {what}" for what, number in sorted(faults.tally.items()))
    print(f"{TOGETHER}: {counts}", flush=True)
    return wrong


def is_wanted(name: str, words: list[str] | None) -> bool:
    return not words or any(word in name for word in words)


def run(arguments: argparse.Namespace, folder: Path) -> int:
    options = Options(arguments.key, arguments.old, arguments.new)
    states = States(folder, options, arguments.workspace)
    chance = random.Random(arguments.seed)
    wrong = 0
    for scenario in SCENARIOS:
        if not is_wanted(scenario.name, arguments.scenario):
            continue
        faults = Faults(scenario, states, options)
        for number in range(arguments.n):
            tree = {"tree": True, "process": False}.get(arguments.victim, number % 2 == 0)
            found = faults.round(number, chance, tree=tree)
            wrong += bool(found)
            for fault in found:
                print(f"  round {number} ({'tree' if tree else 'process'}): {fault}", flush=True)
        counts = ", ".join(f"{number} {what}" for what, number in faults.tally.items() if number)
        print(f"{scenario.name}: usually {faults.usual:.1f} s; {counts}", flush=True)
    if is_wanted(TOGETHER, arguments.scenario):
        wrong += run_at_once(states, options, min(arguments.n, arguments.together))
    print(f"{wrong} rounds went wrong")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--n", type=int, default=300, help="rounds of each scenario")
    parser.add_argument("--together", type=int, default=100, help="rounds of everything at once")
    parser.add_argument("--scenario", nargs="*", help="words of the scenarios to run")
    parser.add_argument("--victim", choices=("both", "tree", "process"), default="both")
    parser.add_argument("--workspace", type=Path, help="a real workspace, instead of the demo's")
    parser.add_argument("--old", default="1.13.3", help="the version to switch from")
    parser.add_argument("--new", default="1.14.0", help="the version to switch to")
    parser.add_argument("--key", default="SSRF_DEFAULT_MAX_RETRIES", help="a setting that differs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the copies are made")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="ctxkit-faults-", dir=arguments.folder) as folder:
        return run(arguments, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
