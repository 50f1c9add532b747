"""Stack frames -> files of the workspace: container paths to repository paths.

Not here: how frames are read (`logline/`), and at which line of the file a frame is
(`frame_lines.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ctxkit.ask.locate.candidates import without_tests
from ctxkit.ask.locate.own_packages import installed_file, is_own_module
from ctxkit.dify.programs import runs
from ctxkit.index.reader import FileEntry, Index
from ctxkit.logline import Frame
from ctxkit.logline.patterns import LazyPattern
from ctxkit.regex import regex

_PLUGINS = "dify-official-plugins"
_MIN_SHARED_PARTS = 3  # of two paths, from their ends, that name the same file
_PACKAGE = LazyPattern(r"[/\\](?:site|dist)-packages[/\\]([\w./\\-]{1,400})", hint="-packages")
_SLASH = regex(r"[/\\]")
_STANDARD_LIBRARY = LazyPattern(r"(?:/usr(?:/local)?/lib|.{0,60}/lib)/python3", hint="/lib/python3")
_PLUGIN = LazyPattern(
    r"/cwd/[\w.-]{1,60}/([\w.]{1,60}(?:-[A-Za-z_]\w{0,60}){0,6})-\d[\w.]{0,30}(?:@\w{1,80})?/(.{1,300})$",
    hint="/cwd/",
)
"""Where the plugin daemon unpacks a plugin: `/app/cwd/langgenius/openai-0.2.3@1a2b/models/llm.py`."""
_GO_CLOSURE = regex(r"(?:\.(?:func\d{1,4}|\d{1,4}|gowrap\d{1,3}|deferwrap\d{1,3}))+$")


class _Rank(NamedTuple):
    """How well a file fits a frame's path; the greater the better."""

    repo_named: bool
    shared_parts: int
    at_home: bool
    whole_path: bool


def base_name(path: str) -> str:
    """Return the file name of a path with either kind of slash."""
    return path.replace("\\", "/").rpartition("/")[2]


def function_name(frame: Frame) -> str:
    """Return the plain name of a frame's function: `(*App).Run.func1` is `Run`."""
    name = frame.function
    if frame.language == "go":
        name = _GO_CLOSURE.sub("", name).replace("[...]", "")
    return name.rpartition(".")[2].strip("()*")


def owner_of(frame: Frame, index: Index) -> str:
    """Return the installed package of another project that a frame is in, or an empty string."""
    found = _PACKAGE.search(frame.path)
    if found:
        package = _SLASH.split(found[1], maxsplit=1)[0].removesuffix(".py")
        return "" if is_own_module(index, package) else package
    if frame.language == "python" and _STANDARD_LIBRARY.match(frame.path[:100]):
        return "the Python standard library"
    if frame.language != "go":
        return ""
    if "/usr/local/go/src/" in frame.path or frame.path.endswith("_amd64.s"):
        return "the Go runtime"
    return frame.path.partition("/pkg/mod/")[2].partition("@")[0]


def is_of_plugin(frame: Frame) -> bool:
    """Return whether a frame is where the plugin daemon unpacks a plugin."""
    return _PLUGIN.search(frame.path) is not None


def file_of(frame: Frame, index: Index, service: str) -> FileEntry | None:
    """Return the file of the view that a frame is in, or None where none or several fit best."""
    if owner_of(frame, index) or _is_built_script(frame):
        return None
    installed = _PACKAGE.search(frame.path)
    if installed:
        return installed_file(index, installed[1])
    plugin = _PLUGIN.search(frame.path)
    if plugin:
        return _file_of_plugin(plugin[1], plugin[2], index)
    parts = frame.path.replace("\\", "/").strip("/").split("/")
    ranked: dict[_Rank, list[FileEntry]] = defaultdict(list)
    for file in without_tests(index.files(base=parts[-1])):
        own = file.path.split("/")
        shared = _shared_parts(own, parts)
        rank = _Rank(
            repo_named=_names_repo(frame, file.repo),
            shared_parts=shared,
            at_home=runs(service, file.repo, file.path),
            whole_path=shared == len(own),
        )
        if rank.whole_path or shared >= min(_MIN_SHARED_PARTS, len(parts)):
            ranked[rank].append(file)
    return _only(ranked[max(ranked)]) if ranked else None


def _file_of_plugin(plugin: str, path: str, index: Index) -> FileEntry | None:
    """Return the file at a path inside a plugin, or None where several plugins have that name."""
    found = without_tests(index.files(base=path.rpartition("/")[2]))
    own = [file for file in found if file.repo == _PLUGINS and plugin in file.path.split("/")]
    return _only([file for file in own if file.path.endswith(f"/{path}")])


def _only(files: Sequence[FileEntry]) -> FileEntry | None:
    """Return the one file that fits, or None where none or several do."""
    return files[0] if len(files) == 1 else None


def _is_built_script(frame: Frame) -> bool:
    """Return whether a frame is in JavaScript that was built, which keeps no path.

    Only what a development server shows is in a file of the web console.
    """
    return frame.language == "js" and not frame.path.endswith((".ts", ".tsx"))


def _names_repo(frame: Frame, repo: str) -> bool:
    return f"/{repo}/" in frame.path or f"/{repo}/" in f"{frame.module}/"


def _shared_parts(own: list[str], parts: list[str]) -> int:
    """Return how many parts two paths share, from their ends."""
    shared = 0
    for a, b in zip(reversed(own), reversed(parts), strict=False):
        if a != b:
            break
        shared += 1
    return shared
