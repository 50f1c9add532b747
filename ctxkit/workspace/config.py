"""What `workspace.yaml` says.

Not here: where it is (`folder.py`), writing a new one (`new_workspace.py`), bringing the sources to
their versions and `workspace.lock` (`sync.py`). Nothing slow is imported before the file is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.dify.repositories import CHART, CHART_NAME, CHART_REPOSITORY, DIFY
from ctxkit.errors import WorkspaceError
from ctxkit.files.atomic import write_atomically
from ctxkit.files.yaml_strict import compose, entries, line_of, read_text, text_of
from ctxkit.regex import regex
from ctxkit.workspace.folder import FILE, LOCK_FILE, RUN_INIT, STATE, find_workspace, state_folder
from ctxkit.workspace.follow_rules import (
    FollowRule,
    follow_rule,
    follows_problem,
    package_problem,
)
from ctxkit.workspace.urls import public_url, revision_problem, url_problem

ENTERPRISE = "enterprise"
_RELEASE_LOCK = "release-lock"
_ALSO = "also"
_SEE_EXAMPLE = "see workspace.example.yaml"
_SOURCE_KEYS = ("git", "ref", "helm", "chart", "version", "follows", "wheel")

_MAX_SOURCES = 100
_NAME = regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_WINDOWS_DEVICE = regex(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


class SourceSpec(Struct, frozen=True, kw_only=True):
    """A source of workspace.yaml: its name, the url for git, and the tag, branch or commit that is
    pinned (empty: what fits dify). `line` is its line in the file.

    `helm` are the urls of Helm repositories with its chart `chart`, asked in that order and before
    git; then `version` is what is pinned. Urls may have credentials: show `public_url(url)`.

    `follows` says which files of another source lock the version of the package that the source is,
    and `wheel` is the package's name, if it is not the source's.
    """

    name: str
    git: str = ""
    ref: str = ""
    line: int = 0
    helm: tuple[str, ...] = ()
    chart: str = ""
    version: str = ""
    follows: str = ""
    wheel: str = ""

    @property
    def rule(self) -> FollowRule:
        """The source, and the file in it, that says the version."""
        return follow_rule(self.follows)

    @property
    def package(self) -> str:
        """The name of the package in locks."""
        return self.wheel or self.name

    @property
    def is_following(self) -> bool:
        """Whether another source says the version: nothing is pinned."""
        return bool(self.follows) and not self.pinned

    @property
    def pinned(self) -> str:
        """What the user pinned the source to, empty if nothing."""
        return self.ref or self.version

    def __repr__(self) -> str:
        return f"SourceSpec({self.name!r})"


class WorkspaceConfig(Struct, frozen=True, kw_only=True):
    """A workspace.yaml: its folder, the version of dify that the deployment runs, the sources in
    the file's order.

    `enterprise` is the version of the Enterprise release that the deployment runs instead, empty if
    none; then `dify` names that release (`enterprise 3.7.4`), and the chart is pinned to it.
    `release_lock` is the file or url of that release's lock, which may have credentials. `lean`:
    files that ctxkit does not read are not fetched. `also` are further versions of dify, or further
    such releases, that can be asked.
    """

    folder: Path
    dify: str
    sources: Mapping[str, SourceSpec]
    dify_line: int = 0
    enterprise: str = ""
    release_lock: str = ""
    lean: bool = True
    also: tuple[str, ...] = ()

    @property
    def state_folder(self) -> Path:
        return state_folder(self.folder)

    @property
    def roots(self) -> dict[str, Path]:
        """The work tree of each source, by name."""
        return {name: self.root(name) for name in self.sources}

    def root(self, name: str) -> Path:
        """Return the work tree of a source."""
        return self.folder / name


def load_workspace(folder: Path) -> WorkspaceConfig:
    """Read the workspace that `folder` lies in.

    Raise WorkspaceError (`workspace.yaml:LINE: ...`) for whatever is wrong with it.
    """
    home = find_workspace(folder)
    keys = (DIFY, ENTERPRISE, _RELEASE_LOCK, "lean", _ALSO, "sources")
    root = entries(FILE, compose(FILE, read_text(home / FILE)), "the workspace", keys)
    if ENTERPRISE in root:
        return _enterprise(home, root)
    if _RELEASE_LOCK in root:
        message = f"'{_RELEASE_LOCK}' is of an Enterprise release, and there is no '{ENTERPRISE}'"
        raise _wrong(root[_RELEASE_LOCK][0], message)
    for key in (DIFY, "sources"):
        if key not in root:
            hint = f"{_SEE_EXAMPLE}, or {RUN_INIT}"
            raise WorkspaceError(f"{FILE}:1: '{key}' is missing", hint=hint)
    return WorkspaceConfig(
        folder=home,
        dify=_checked(root[DIFY], DIFY, revision_problem),
        sources=_sources(root["sources"]),
        dify_line=line_of(root[DIFY][1]),
        lean=_is_lean(root),
        also=_also(root),
    )


def _also(root: dict[str, tuple[Any, Any]]) -> tuple[str, ...]:
    """Return the further versions that `also` lists."""
    if _ALSO not in root:
        return ()
    key, node = root[_ALSO]
    if node.id != "sequence":
        raise _wrong(key, f"'{_ALSO}' must be a list of versions", hint=f'{_ALSO}: ["1.13.3"]')
    versions = [_checked((key, item), _ALSO, revision_problem) for item in node.value]
    return tuple(dict.fromkeys(versions))


def _is_lean(root: dict[str, tuple[Any, Any]]) -> bool:
    if "lean" not in root:
        return True
    key, node = root["lean"]
    if node.id == "scalar" and str(node.value).lower() in ("true", "false"):
        return str(node.value).lower() == "true"
    raise _wrong(key, "'lean' must be true or false")


def _enterprise(home: Path, root: dict[str, tuple[Any, Any]]) -> WorkspaceConfig:
    """Return the workspace of an Enterprise release: its chart says what the others are."""
    from ctxkit.workspace.helm_urls import lock_problem, version_problem

    entry = root[ENTERPRISE]
    version = _checked(entry, ENTERPRISE, version_problem).removeprefix("v")
    if DIFY in root:
        message = f"'{DIFY}' and '{ENTERPRISE}' exclude each other: the release names its Dify"
        hint = f"remove '{DIFY}'; to pin its source, give it a `ref:`"
        raise _wrong(root[DIFY][0], message, hint=hint)
    if "sources" not in root:
        raise WorkspaceError(f"{FILE}:1: 'sources' is missing", hint=_SEE_EXAMPLE)
    sources = _sources(root["sources"])
    if CHART not in sources:
        message = f"'{ENTERPRISE}' needs the source '{CHART}': its chart names the versions"
        raise _wrong(entry[0], message, hint=f"add: `{CHART}: {{helm: {CHART_REPOSITORY}}}`")
    chart = sources[CHART]
    if not chart.pinned:
        pin = {"version" if chart.helm else "ref": version, "line": line_of(entry[1])}
        sources[CHART] = replace(chart, **pin)
    lock = ""
    if _RELEASE_LOCK in root:
        lock = _checked(root[_RELEASE_LOCK], _RELEASE_LOCK, lock_problem)
    return WorkspaceConfig(
        folder=home,
        dify=f"{ENTERPRISE} {version}",
        sources=sources,
        dify_line=line_of(entry[1]),
        enterprise=version,
        release_lock=lock,
        lean=_is_lean(root),
        also=_also(root),
    )


def _sources(entry: tuple[Any, Any]) -> dict[str, SourceSpec]:
    sources: dict[str, SourceSpec] = {}
    folded: dict[str, str] = {}
    given = entries(FILE, entry[1], "sources")
    if len(given) > _MAX_SOURCES:
        raise _wrong(entry[0], f"{len(given)} sources are more than the {_MAX_SOURCES} allowed")
    for name, (key, node) in given.items():
        if problem := name_problem(name):
            raise _wrong(key, f"source name {name!r} {problem}")
        twin = folded.setdefault(name.lower(), name)
        if twin != name:
            message = f"'{name}' and '{twin}' are the same folder on file systems that ignore case"
            raise _wrong(key, message, hint="rename one of them")
        sources[name] = _source(name, key, node)
    if not sources:
        raise _wrong(entry[0], "no sources defined", hint=_SEE_EXAMPLE)
    _check_followed(sources)
    return sources


def _check_followed(sources: Mapping[str, SourceSpec]) -> None:
    """Raise WorkspaceError where a source follows one that says no version."""
    for spec in sources.values():
        if not spec.is_following:
            continue
        followed = sources.get(spec.rule.source)
        if followed is None or followed.is_following:
            fault = "is not a source" if followed is None else "follows another source itself"
            message = f"'{spec.name}' follows '{spec.rule.source}', which {fault}"
            hint = "add it, or pin this source with `ref:`"
            raise WorkspaceError(f"{FILE}:{spec.line}: {message}", hint=hint)


def _source(name: str, key: Any, node: Any) -> SourceSpec:
    values = entries(FILE, node, f"source '{name}'", _SOURCE_KEYS)
    if "git" not in values and "helm" not in values:
        raise _wrong(key, f"source '{name}' has no 'git'", hint="add its url: `git: URL`")
    git = _checked(values["git"], f"git of '{name}'", url_problem) if "git" in values else ""
    if "helm" in values:
        return _helm_source(name, key, values, git)
    for what in ("chart", "version"):
        if what in values:
            message = f"'{what}' of '{name}' is of a Helm repository, and there is no 'helm'"
            raise _wrong(values[what][0], message, hint="pin a git source with `ref:`")
    if name == DIFY and "follows" in values:
        raise _wrong(values["follows"][0], f"'{DIFY}' follows no other source")
    if "wheel" in values and "follows" not in values:
        message = f"'wheel' of '{name}' has no version: 'follows' is missing"
        hint = "say which file locks it: `follows: SOURCE PATH`"
        raise _wrong(values["wheel"][0], message, hint=hint)
    given = _given(
        name, values, follows=follows_problem, wheel=package_problem, ref=revision_problem
    )
    line = line_of(values["ref"][1] if "ref" in values else key)
    return SourceSpec(name=name, git=git, line=line, helm=(), **given)


def _given(
    name: str, values: dict[str, tuple[Any, Any]], **problems: Callable[[str], str]
) -> dict[str, str]:
    """Return those of the fields of a source that it has, each checked."""
    return {
        what: _checked(values[what], f"{what} of '{name}'", problem_of)
        for what, problem_of in problems.items()
        if what in values
    }


def _helm_source(name: str, key: Any, values: dict[str, tuple[Any, Any]], git: str) -> SourceSpec:
    # Only who uses a Helm repository pays for the import.
    from ctxkit.workspace.helm_urls import OCI, chart_problem, repository_problem, version_problem

    if name == DIFY:
        raise _wrong(values["helm"][0], f"'{DIFY}' is in git, not in a Helm repository")
    if "ref" in values:
        message = f"'ref' of '{name}' is of git, and its Helm repository is asked first"
        raise _wrong(values["ref"][0], message, hint="pin the chart with `version:`")
    for what in ("follows", "wheel"):
        if what in values:
            raise _wrong(values[what][0], f"'{what}' of '{name}' is of a package, not of a chart")
    urls = tuple(
        _checked(entry, f"helm of '{name}'", repository_problem) for entry in _each(values["helm"])
    )
    given = {"chart": CHART_NAME}
    given |= _given(name, values, chart=chart_problem, version=version_problem)
    if not urls or ("version" not in given and any(url.startswith(OCI) for url in urls)):
        fault = "has no url" if not urls else "is a registry, which has no index of its charts"
        hint = "give its url" if not urls else "give the version of the chart: `version: X.Y.Z`"
        raise _wrong(values["helm"][0], f"helm of '{name}' {fault}", hint=hint)
    line = line_of(values["version"][1] if "version" in values else key)
    return SourceSpec(name=name, git=git, line=line, helm=urls, **given)


def _each(entry: tuple[Any, Any]) -> list[tuple[Any, Any]]:
    """Return the entries of a list, or the one that stands alone."""
    key, node = entry
    return [(key, item) for item in node.value] if node.id == "sequence" else [entry]


def _wrong(node: Any, message: str, *, hint: str = "") -> WorkspaceError:
    return WorkspaceError(f"{FILE}:{line_of(node)}: {message}", hint=hint)


def _checked(entry: tuple[Any, Any], what: str, problem_of: Callable[[str], str]) -> str:
    text = text_of(FILE, entry, what)
    if problem := problem_of(text):
        raise _wrong(entry[1], f"{what} {problem}: {public_url(text)!r}")
    return text


def name_problem(name: str) -> str:
    """Return why a source must not be called `name`, which becomes a folder; empty if it may."""
    if name.lower() in (STATE, FILE, LOCK_FILE):
        return "is reserved by ctxkit"
    if not _NAME.fullmatch(name) or name.endswith("."):
        return (
            "may have only letters, digits, '.', '_' and '-', must not begin with '.' or '-', and "
            "must not end with '.'"
        )
    if _WINDOWS_DEVICE.fullmatch(name):
        return "is the name of a device on Windows"
    return ""


def write_text(path: Path, text: str) -> None:
    """Replace the file at `path` as a whole. Raise WorkspaceError if that fails."""
    try:
        write_atomically(path, text.encode("utf8"))
    except OSError as error:
        raise WorkspaceError(f"cannot write {path.name}: {error.strerror}") from None
