#!/usr/bin/env python3
"""Do the tests notice a changed condition? Changes one place at a time and runs the tests of it.

usage: mutants.py [--minutes 10] [--jobs 2] [--seed 1] [--least 0.85] [FOLDER ...]

Draws places at random from the folders of the package (by default settings, ask, dify, files),
makes one change at each with Cosmic Ray (another comparison, number, boolean, an added `not`, a
loop that ends at once ...), and runs the tests that are about the module: its mirror first, then
those of its folder and of the questions that use it. Each job works in a copy of the checkout of
its own, below build/. Prints every change that no test noticed, and the share of the noticed ones
by folder; exits 1 where that share is below `--least`. Draws until the time is over: another seed
draws other places.
"""

from __future__ import annotations

import argparse
import ast
import random
import shlex
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).parents[1]
COPIES = ROOT / "build" / "mutants"
FOLDERS = ("settings", "ask", "dify", "files")
COPIED = ("ctxkit", "tests", "prompts", "docs", "benchmarks")

TESTS = {
    "ask/check": ("ask/check", "output"),
    "ask/drift": ("ask/drift", "commands"),
    "ask/explain": ("ask/explain", "test_golden.py"),
    "ask/find": ("ask/find", "test_golden.py"),
    "ask/locate": ("ask/locate", "ask/triage", "test_golden.py"),
    "ask/triage": ("ask/triage",),
    "ask/upgrade": ("ask/upgrade", "commands"),
    "dify": ("dify", "settings", "ask", "logline"),
    "files": ("files", "ask/upgrade", "ask/drift", "ask/check", "extract"),
    "settings": ("settings", "ask/explain", "ask/check", "test_golden.py"),
}
"""The tests that a change in a folder may fail, besides the module's own: below `tests/`."""

# An identity that holds by accident of the interpreter, decorators that only mypy sees, and changes
# that need an argument.
_NO_CHANGE = ("_Is", "_IsNot", "RemoveDecorator", "VariableReplacer", "VariableInserter")
_TEST_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one place: `start` is its line and column, `occurrence` Cosmic Ray's number."""

    module: str
    operator: str
    occurrence: int
    start: tuple[int, int]
    end: tuple[int, int]


def changes_by_place(folders: Iterable[str]) -> dict[str, list[list[Change]]]:
    """Return the possible changes of each place, by folder."""
    from cosmic_ray.commands.init import init
    from cosmic_ray.work_db import WorkDB, use_db

    found: dict[str, dict[tuple[str, tuple[int, int]], list[Change]]] = defaultdict(dict)
    modules = [file for name in folders for file in sorted((ROOT / "ctxkit" / name).rglob("*.py"))]
    COPIES.mkdir(parents=True, exist_ok=True)
    session = COPIES / "session.sqlite"
    session.unlink(missing_ok=True)
    with use_db(str(session), WorkDB.Mode.create) as database:
        init(modules, database, {})
        specs = [mutation for item in database.work_items for mutation in item.mutations]
    spared = {file: list(_without_effect(file)) for file in modules}
    for spec in specs:
        if spec.operator_name.endswith(_NO_CHANGE):
            continue
        place = spec.start_pos
        if any(start <= place < end for start, end in spared[spec.module_path]):
            continue
        module = spec.module_path.relative_to(ROOT).as_posix()
        change = Change(
            module=module,
            operator=spec.operator_name,
            occurrence=spec.occurrence,
            start=place,
            end=spec.end_pos,
        )
        found[_folder_of(module)].setdefault((module, place), []).append(change)
    return {folder: list(places.values()) for folder, places in found.items()}


def _without_effect(file: Path) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the spans that no test can notice: annotations, `__all__`, imports for types."""
    for node in ast.walk(ast.parse(file.read_text("utf8"))):
        annotations = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        spans = [each for each in annotations if each is not None]
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            spans.append(node)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            spans.append(node)
        for span in spans:
            yield (span.lineno, span.col_offset), (span.end_lineno, span.end_col_offset)


def _folder_of(module: str) -> str:
    parts = module.split("/")[1:]
    return "/".join(parts[:2]) if parts[0] == "ask" and len(parts) > 2 else parts[0]


def drawn(places: dict[str, list[list[Change]]], seed: int) -> Iterator[Change]:
    """Yield changes without end of the places: every place is as likely as any other."""
    choice = random.Random(seed)
    every = [place for folder in sorted(places) for place in places[folder]]
    choice.shuffle(every)
    for place in every:
        yield choice.choice(place)


def tests_of(module: str) -> list[str]:
    """Return the tests of a module, the likeliest to fail first."""
    path = Path(module).relative_to("ctxkit")
    mirror = Path("tests") / path.parent / f"test_{path.name}"
    others = [f"tests/{name}" for name in TESTS.get(_folder_of(module), ("",))]
    return [str(each) for each in (mirror, *others) if (ROOT / each).exists()]


def copy_of_checkout(number: int) -> Path:
    """Make a copy of the checkout for one job and return its folder."""
    copy = COPIES / str(number)
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in [*ROOT.glob("*.toml"), *ROOT.glob("*.md"), *ROOT.glob("*.yaml"), ROOT / "Makefile"]:
        shutil.copy(file, copy)
    return copy


def noticed(change: Change, copy: Path) -> bool:
    """Make a change in a copy, run its tests, take it back; return whether a test failed."""
    from cosmic_ray.mutating import mutate_and_test
    from cosmic_ray.work_item import MutationSpec, WorkerOutcome

    pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    run = f"cd {shlex.quote(str(copy))} && exec {shlex.join([*pytest, *tests_of(change.module)])}"
    command = shlex.join(["env", f"PYTHONPATH={copy}", "sh", "-c", run])
    spec = MutationSpec(
        copy / change.module, change.operator, change.occurrence, change.start, change.end
    )
    result = mutate_and_test([spec], command, _TEST_SECONDS)
    if result.worker_outcome is not WorkerOutcome.NORMAL:
        raise RuntimeError(f"{change}: {result.output}")
    return result.is_killed


def main() -> int:
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("folders", nargs="*", default=FOLDERS)
    arguments.add_argument("--minutes", type=float, default=10.0)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--least", type=float, default=0.85)
    given = arguments.parse_args()
    end = time.monotonic() + given.minutes * 60
    places = changes_by_place(given.folders)
    waiting, lock = drawn(places, given.seed), Lock()
    killed: Counter[str] = Counter()
    tried: Counter[str] = Counter()

    def work(number: int) -> None:
        copy = copy_of_checkout(number)
        while time.monotonic() < end:
            with lock:
                change = next(waiting, None)
            if change is None:
                return
            was_noticed = noticed(change, copy)
            with lock:
                folder = _folder_of(change.module)
                tried[folder] += 1
                killed[folder] += was_noticed
                if not was_noticed:
                    print(_shown(change), flush=True)

    with ThreadPoolExecutor(given.jobs) as pool:
        list(pool.map(work, range(given.jobs)))
    print(f"{sum(map(len, places.values()))} places, {tried.total()} drawn")
    for folder in sorted(tried):
        print(f"{folder}: {killed[folder]} of {tried[folder]} noticed")
    share = killed.total() / max(1, tried.total())
    print(f"all: {killed.total()} of {tried.total()} = {share:.2f}")
    return 1 if share < given.least else 0


def _shown(change: Change) -> str:
    line, column = change.start
    text = (ROOT / change.module).read_text("utf8").splitlines()[line - 1].strip()
    return f"{change.module}:{line}:{column + 1}: {change.operator.rpartition('/')[2]}: {text}"


if __name__ == "__main__":
    sys.exit(main())
