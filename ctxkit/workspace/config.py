"""The workspace: the folder that holds `workspace.yaml`, and what that file says.

Not here: bringing the sources to their versions and `workspace.lock` (`sync.py`). A query needs
only `find_workspace` and `state_folder`, so nothing slow is imported before the file is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ctxkit.errors import WorkspaceError
from ctxkit.files.atomic import write_atomically
from ctxkit.files.yaml_strict import compose, entries, line_of, read_text, text_of
from ctxkit.workspace.urls import is_local, public_url, revision_problem, url_problem

FILE = "workspace.yaml"
STATE = ".ctxkit"
DEFAULT_PREFIX = "https://github.com/langgenius"
DEFAULT_VERSION = "1.14.0"
DEFAULT_SOURCES = (
    "dify",
    "dify-helm",
    "dify-sandbox",
    "dify-plugin-daemon",
    "dify-official-plugins",
)

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """A source as workspace.yaml gives it: its name, where git finds it, and the tag, branch or
    commit that is pinned (empty: what fits dify). `line` is where it stands in the file.

    `git` may hold credentials: show `public_url(git)`.
    """

    name: str
    git: str = field(repr=False)
    ref: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace.yaml: its folder, the version of dify that the deployment runs, the sources in
    the file's order.
    """

    folder: Path
    dify: str
    sources: Mapping[str, SourceSpec]
    dify_line: int = 0

    @property
    def state_folder(self) -> Path:
        return state_folder(self.folder)

    @property
    def roots(self) -> dict[str, Path]:
        """The work tree of each source, by name."""
        return {name: self.root(name) for name in self.sources}

    def root(self, name: str) -> Path:
        return self.folder / name


def state_folder(folder: Path) -> Path:
    """Return where ctxkit keeps the index and all else that can be made again.

    Deleting it loses only time.
    """
    return folder / STATE


def find_workspace(folder: Path) -> Path:
    """Return the nearest folder, `folder` itself or one above it, that holds workspace.yaml.

    Raise WorkspaceError if none does.
    """
    start = Path(folder).absolute()
    for candidate in (start, *start.parents):
        if (candidate / FILE).is_file():
            return candidate
    raise WorkspaceError(f"no {FILE} in {start} or above", hint="run: ctxkit init")


def load_workspace(folder: Path) -> Workspace:
    """Read the workspace that `folder` lies in.

    Raise WorkspaceError (`workspace.yaml:LINE: ...`) for whatever is wrong with it.
    """
    home = find_workspace(folder)
    root = entries(
        FILE, compose(FILE, read_text(home / FILE)), "the workspace", ("dify", "sources")
    )
    for key in ("dify", "sources"):
        if key not in root:
            raise WorkspaceError(
                f"{FILE}:1: '{key}' is missing",
                hint="see workspace.example.yaml, or run: ctxkit init",
            )
    version = _checked(root["dify"], "dify", revision_problem)
    sources: dict[str, SourceSpec] = {}
    folded: dict[str, str] = {}
    for name, (key, node) in entries(FILE, root["sources"][1], "sources").items():
        if problem := name_problem(name):
            raise WorkspaceError(f"{FILE}:{line_of(key)}: the source name {name!r} {problem}")
        twin = folded.setdefault(name.lower(), name)
        if twin != name:
            raise WorkspaceError(
                f"{FILE}:{line_of(key)}: '{name}' and '{twin}' are the same folder where case does not count",
                hint="rename one of them",
            )
        sources[name] = _source(name, key, node)
    if not sources:
        raise WorkspaceError(
            f"{FILE}:{line_of(root['sources'][0])}: no sources", hint="see workspace.example.yaml"
        )
    return Workspace(folder=home, dify=version, sources=sources, dify_line=line_of(root["dify"][1]))


def _source(name: str, key: Any, node: Any) -> SourceSpec:
    values = entries(FILE, node, f"the source '{name}'", ("git", "ref"))
    if "git" not in values:
        raise WorkspaceError(
            f"{FILE}:{line_of(key)}: the source '{name}' has no 'git'", hint="add its url, git: URL"
        )
    url = _checked(values["git"], f"git of '{name}'", url_problem)
    ref = _checked(values["ref"], f"ref of '{name}'", revision_problem) if "ref" in values else ""
    line = line_of(values["ref"][1]) if "ref" in values else line_of(key)
    return SourceSpec(name=name, git=url, ref=ref, line=line)


def _checked(entry: tuple[Any, Any], what: str, problem_of: Callable[[str], str]) -> str:
    text = text_of(FILE, entry, what)
    if problem := problem_of(text):
        raise WorkspaceError(f"{FILE}:{line_of(entry[1])}: {what} {problem}: {public_url(text)!r}")
    return text


def name_problem(name: str) -> str:
    """Say why a source must not bear `name`, which becomes a folder; empty if it may."""
    if name.lower() in (STATE, FILE, "workspace.lock"):
        return "is taken by ctxkit itself"
    if not _NAME.fullmatch(name) or name.endswith("."):
        return (
            "must be letters, digits, '.', '_' and '-', and begin and end with none of '.' and '-'"
        )
    if _WINDOWS.fullmatch(name):
        return "is a device on Windows"
    return ""


_TEMPLATE = """\
# The sources of one Dify deployment. `ctxkit sync` brings them to the versions that the deployment
# runs.

# The version of Dify that runs: the tag of its dify-api image (`docker compose images`, `kubectl
# get deploy -o wide`). The other sources follow from it. A branch or a commit will do too.
dify: "{dify}"

# One folder beside this file for each source. `ref:` (a tag, branch or commit) pins a source and
# wins over the version that follows from dify, for a deployment that runs, say, another plugin
# daemon than dify's docker-compose.yaml names:
#   dify-plugin-daemon: {{git: {prefix}/dify-plugin-daemon, ref: "0.6.1"}}
sources:
{sources}"""


def workspace_text(*, dify: str = DEFAULT_VERSION, prefix: str = DEFAULT_PREFIX) -> str:
    """Return a commented workspace.yaml of the five sources, each at PREFIX/NAME, NAME.git if that
    is a folder.
    """
    width = max(map(len, DEFAULT_SOURCES)) + 1
    rows = [
        f"  {name + ':':<{width}} {{git: {_quoted(_url(prefix, name))}}}\n"
        for name in DEFAULT_SOURCES
    ]
    return _TEMPLATE.format(dify=dify, prefix=public_url(prefix.rstrip("/")), sources="".join(rows))


def _url(prefix: str, name: str) -> str:
    url = f"{prefix.rstrip('/')}/{name}"
    if is_local(prefix):
        from urllib.parse import unquote, urlsplit

        path = (
            Path(unquote(urlsplit(url).path))
            if url.lower().startswith("file://")
            else Path(url).expanduser()
        )
        if not path.is_dir() and path.with_name(f"{name}.git").is_dir():
            return f"{url}.git"
    return url


def _quoted(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9/~.][A-Za-z0-9/~._@%+-]*(:[A-Za-z0-9/~._@%+-]+)*", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def init_workspace(folder: Path, *, dify: str | None = None, prefix: str | None = None) -> Path:
    """Write workspace.yaml into `folder` and return its path.

    Raise WorkspaceError where there is one already, or an argument is unfit.
    """
    version, base = dify or DEFAULT_VERSION, prefix or DEFAULT_PREFIX
    if problem := revision_problem(version):
        raise WorkspaceError(f"the version {version!r} {problem}")
    if not is_local(base) and Path(base).is_dir():
        base = str(Path(base).absolute())
    if problem := url_problem(base):
        raise WorkspaceError(f"the url prefix {public_url(base)!r} {problem}")
    if is_local(base) and not base.lower().startswith("file://"):
        base = str(Path(base).expanduser().absolute())
    path = folder / FILE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf8") as file:
            file.write(workspace_text(dify=version, prefix=base))
    except FileExistsError:
        raise WorkspaceError(
            f"{FILE} exists already in {folder}", hint="edit it, or remove it first"
        ) from None
    return path


def set_version(folder: Path, version: str) -> None:
    """Change the version of dify in workspace.yaml, and not one character besides."""
    if problem := revision_problem(version):
        raise WorkspaceError(f"the version {version!r} {problem}")
    path = find_workspace(folder) / FILE
    text = read_text(path)
    node = entries(FILE, compose(FILE, text), "the workspace", ("dify", "sources"))["dify"][1]
    write_text(path, _spliced(text, node, version))


def pin_source(folder: Path, name: str, ref: str) -> None:
    """Pin a source to a tag, branch or commit in workspace.yaml, and change nothing besides."""
    if problem := revision_problem(ref):
        raise WorkspaceError(f"the ref {ref!r} {problem}")
    path = find_workspace(folder) / FILE
    text = read_text(path)
    sources = entries(FILE, compose(FILE, text), "the workspace", ("dify", "sources"))["sources"][1]
    known = entries(FILE, sources, "sources")
    if name not in known:
        raise WorkspaceError(f"no source '{name}' in {FILE}", hint=f"there are: {', '.join(known)}")
    node = known[name][1]
    values = entries(FILE, node, f"the source '{name}'", ("git", "ref"))
    if "ref" in values:
        write_text(path, _spliced(text, values["ref"][1], ref))
        return
    key, last = values["git"]
    at = last.end_mark.index
    glue = (
        ", "
        if node.flow_style
        else ("\r\n" if "\r\n" in text else "\n") + " " * key.start_mark.column
    )
    write_text(path, f'{text[:at]}{glue}ref: "{ref}"{text[at:]}')


def _spliced(text: str, node: Any, value: str) -> str:
    return f'{text[: node.start_mark.index]}"{value}"{text[node.end_mark.index :]}'


def write_text(path: Path, text: str) -> None:
    """Replace the file at `path` as a whole. Raise WorkspaceError where that fails."""
    try:
        write_atomically(path, text.encode("utf8"))
    except OSError as error:
        raise WorkspaceError(f"{path.name} cannot be written: {error.strerror}") from None
