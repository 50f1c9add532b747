"""Measure what a first sync fetches, and whether a lean clone answers like a whole one, with nobody
to ask.

usage: python benchmarks/lean_clone.py FOLDER [--dify 1.16.0] [--older 1.14.0] [--pairs 3]
       [--line MBIT]

FOLDER has bare repositories `dify.git`, `dify-official-plugins.git` and so on, with tags. They are
served by git's own `http-backend` on this machine, with the settings that GitHub has. Counted are
the bytes of both directions, without the heads of HTTP. Of each pair one sync is lean and one is
not, in turns: the machine may do other things, so only ratios count.

Then the server goes away and the port only counts who knocks: the index is built, settings,
statements and topics are asked of both workspaces, `status`, `drift`, a switch to a version that
was here before and `sync --locked` are run. An answer is right if it is that of the whole clone,
and nobody may knock but `sync`, which asks for refs.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

import ctxkit
from ctxkit.api.maintenance import index, status, sync
from ctxkit.errors import CtxkitError
from ctxkit.model import LogTemplate
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.sync import sync_workspace
from tests.workspace.git_server import GitServer, git_server

SOURCES = ("dify", "dify-helm", "dify-sandbox", "dify-plugin-daemon", "dify-official-plugins")
MAX_BYTES = 0.4
TOPICS = ("retry policy", "upload size limit", "vector store", "plugin installation", "log level")


def write(folder: Path, server: GitServer, dify: str, *, lean: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [f'dify: "{dify}"', f"lean: {str(lean).lower()}", "sources:"]
    rows += [f"  {name}: {{git: {server.url}/{name}.git}}" for name in SOURCES]
    (folder / "workspace.yaml").write_text("\n".join(rows) + "\n", encoding="utf8")


def processor_seconds() -> float:
    """Return what the gits of both sides have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fetched(
    folder: Path, server: GitServer, dify: str, *, lean: bool
) -> tuple[int, float, float, int]:
    """Sync from nothing; return bytes, seconds, those of the processor, and bytes on disk."""
    shutil.rmtree(folder, ignore_errors=True)
    write(folder, server, dify, lean=lean)
    before, start, used = server.wire, time.perf_counter(), processor_seconds()
    report = sync_workspace(load_workspace(folder))
    seconds, used = time.perf_counter() - start, processor_seconds() - used
    for result in report.results:
        if result.error is not None:
            raise result.error
    size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
    return server.wire - before, seconds, used, size


def measure(home: Path, server: GitServer, dify: str, pairs: int) -> bool:
    sizes: dict[bool, list[int]] = {True: [], False: []}
    ratios: dict[str, list[float]] = {"wall time": [], "time of the processor": []}
    for number in range(pairs):
        seconds: dict[bool, float] = {}
        used: dict[bool, float] = {}
        for lean in (True, False) if number % 2 else (False, True):
            folder = home / ("lean" if lean else "whole")
            count, seconds[lean], used[lean], disk = fetched(folder, server, dify, lean=lean)
            sizes[lean].append(count)
            word = "lean " if lean else "whole"
            times = f"{seconds[lean]:6.1f} s, {used[lean]:.1f} s of the processor"
            print(f"{word} {count:>11,} bytes  {times}  {disk:>12,} bytes on disk")
        for name, times in zip(ratios, (seconds, used), strict=True):
            ratios[name].append(times[True] / times[False])
    share = median(sizes[True]) / median(sizes[False])
    print(f"bytes: {share:.3f} of a whole clone (at most {MAX_BYTES})")
    for name, each in ratios.items():
        pairs_of = " ".join(f"{ratio:.2f}" for ratio in sorted(each))
        print(f"{name}: {median(each):.2f} of a whole clone (pairs: {pairs_of})")
    return share <= MAX_BYTES


def questions(workspace: ctxkit.Workspace, sample: int) -> Iterator[tuple[str, str]]:
    """Yield each question with the whole answer, code included."""
    names = sorted(workspace.index.key_names())
    for name in names[:: max(1, len(names) // sample)]:
        yield f"explain {name}", workspace.explain(name).bundle(budget=6000).markdown
    templates = sorted({fact.template for fact in workspace.index.all(LogTemplate)})
    for text in templates[:: max(1, len(templates) // sample)]:
        yield f"locate {text!r}", workspace.locate(text).bundle(budget=6000).markdown
    for topic in TOPICS:
        yield f"find {topic}", workspace.find(topic).bundle(budget=6000).markdown


def compare(home: Path, server: GitServer, dify: str, older: str, sample: int) -> bool:
    """Compare the two workspaces while nobody answers; return whether all is well."""
    lean, whole = home / "lean", home / "whole"
    for folder in (lean, whole):  # known versions: the older one is fetched and left again
        write(folder, server, older, lean=folder == lean)
        sync_workspace(load_workspace(folder))
        write(folder, server, dify, lean=folder == lean)
        sync_workspace(load_workspace(folder))
    server.is_away = True
    before = server.knocks
    for folder in (lean, whole):
        index(folder)
    with ctxkit.open_workspace(lean) as here, ctxkit.open_workspace(whole) as there:
        found = dict(questions(here, sample))
        wrong = [name for name, text in questions(there, sample) if found.get(name) != text]
        changes = [str(each.drift(older).to_dict()) for each in (here, there)]
        try:
            here.show("dify", "web/public/logo/logo.svg")
            shown = "shown"
        except CtxkitError as error:
            shown = error.message
    print(f"questions: {len(found)}, with another answer than a whole clone's: {len(wrong)}")
    print(*wrong[:10], sep="\n")
    print(f"drift from {older}: {'the same' if changes[0] == changes[1] else 'DIFFERS'}")
    print(f"show of a file that was left out: {shown}")
    fine = status(lean).ok and status(whole).ok
    knocks = server.knocks - before
    print(f"status: {'ok' if fine else 'NOT OK'}; the server was asked {knocks} times")
    write(lean, server, older, lean=True)
    switched = all(r.error is None for r in sync(lean).report.results)
    locked = all(r.error is None for r in sync(lean, locked=True).report.results)
    print(f"switch back to {older}: {switched}, sync --locked: {locked}, {status(lean).ok}")
    same = changes[0] == changes[1]
    return not wrong and same and fine and knocks == 0 and switched and locked and status(lean).ok


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dify", default="1.16.0")
    parser.add_argument("--older", default="1.14.0")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--line", type=float, default=0, metavar="MBIT", help="a slower line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, git_server(options.folder) as server:
        server.bytes_a_second = options.line * 1e6 / 8
        lean = measure(Path(home), server, options.dify, options.pairs)
        server.bytes_a_second = 0
        same = compare(Path(home), server, options.dify, options.older, options.sample)
    return 0 if lean and same else 1


if __name__ == "__main__":
    sys.exit(main())
