"""What the configuration of a clone may say: the settings that git and ctxkit write there
themselves.

A workspace may come from somebody else, and git obeys the configuration of a repository: filters,
another server, programs in place of its own. No git is therefore run in a clone whose configuration
says anything else; a sync sets such lines aside. Not here: the configuration of the user, which is
obeyed, and what each command is told (`git_objects.py`, `git_runner.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ctxkit.errors import GitError
from ctxkit.files.atomic import write_atomically
from ctxkit.regex import regex

_FILES = ("config", "config.worktree")
_ELSEWHERE = "commondir"
"""The file of a git directory that has git read the configuration of another."""

_ASIDE = ".set-aside"

# The files of the work tree must be the blobs that are indexed, whatever the repository's
# attributes or the user's configuration say: no line ends are converted, no filter (such as that of
# Git LFS) is run.
_ATTRIBUTES = "* -text -eol -ident -filter -working-tree-encoding\n"
_OWN = """\
[core]
\tautocrlf = false
\tlongpaths = true
[remote "origin"]
\turl = {origin}
\tfetch = +refs/heads/*:refs/remotes/origin/*
[ctxkit]
\tsource = {name}
"""

_ANY_KEY = frozenset(
    ("advice", "author", "branch", "color", "committer", "ctxkit", "gc", "gui", "lfs", "user")
)
_KEYS = {
    "core": frozenset(
        (
            *("abbrev", "autocrlf", "bare", "checkstat", "commitgraph", "eol", "filemode"),
            *("ignorecase", "logallrefupdates", "longpaths", "multipackindex", "precomposeunicode"),
            *("preloadindex", "protecthfs", "protectntfs", "quotepath", "repositoryformatversion"),
            *("safecrlf", "sparsecheckout", "sparsecheckoutcone", "splitindex", "symlinks"),
            *("trustctime", "untrackedcache"),
        )
    ),
    "extensions": frozenset(("objectformat", "partialclone", "worktreeconfig")),
    "remote": frozenset(
        ("fetch", "partialclonefilter", "promisor", "prune", "push", "pushurl", "tagopt", "url")
    ),
    "submodule": frozenset(("active", "url")),
}
_ASKED = "ctxkit"  # the remote whose url each command is given
_KEYS_OF_ASKED = frozenset(("partialclonefilter", "promisor"))

# Plainer than git reads them: nothing that it takes for a setting is taken for another here.
_SECTION = regex(r'\[([A-Za-z][A-Za-z0-9-]*)(?: "((?:[^"\\]|\\["\\])*)")?\][ \t]*')
_SETTING = regex(r"[ \t]*([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:=[ \t]*(.*[^\\]|))?")
_NOTHING = regex(r"[ \t]*(?:[#;].*)?")
_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f]")


class _Line(NamedTuple):
    """A line of a configuration; `name` is the setting, empty where it has none, `is_ours` whether
    git or ctxkit writes such.
    """

    text: str
    name: str = ""
    value: str = ""
    is_ours: bool = True


def check_config(root: Path) -> None:
    """Raise GitError where the configuration of the repository at `root`, a work tree or a bare
    one, says what neither git nor ctxkit writes there.
    """
    found = foreign_settings(git_folder(root))
    if found:
        folder = root.name if git_folder(root) == root else f"{root.name}/.git"
        message = f"{folder}/config sets {found[0]}, which ctxkit does not trust"
        raise GitError(message, hint="run: ctxkit sync, which sets it aside")


def git_folder(root: Path) -> Path:
    """Return the git directory of a work tree or of a bare repository."""
    folder = root / ".git"
    return folder if folder.is_dir() else root


def foreign_settings(folder: Path) -> list[str]:
    """Return the settings in a git directory that neither git nor ctxkit writes there."""
    found = [_ELSEWHERE] if (folder / _ELSEWHERE).exists() else []
    for file in _FILES:
        found += [line.name for line in _lines(folder / file) if not line.is_ours]
    return found


def setting(folder: Path, name: str) -> str:
    """Return the last value of a setting in a git directory, without git; empty if it has none.

    It is read for values that have neither quotes nor backslashes.
    """
    values = [line.value for line in _lines(folder / "config") if line.name == name]
    return values[-1].strip().strip('"') if values else ""


def set_aside(folder: Path) -> list[str]:
    """Take out of a git directory what is not ours, and return the names of it. What was there is
    kept beside it.
    """
    found = foreign_settings(folder)
    if not found:
        return []
    if (folder / _ELSEWHERE).exists():
        (folder / _ELSEWHERE).replace(folder / f"{_ELSEWHERE}{_ASIDE}")
    for file in _FILES:
        path = folder / file
        lines = list(_lines(path))
        if all(line.is_ours for line in lines):
            continue
        with path.with_name(f"{file}{_ASIDE}").open("ab") as kept:
            kept.write(path.read_bytes())
        text = "".join(f"{line.text}\n" for line in lines if line.is_ours)
        write_atomically(path, text.encode("utf8", "surrogateescape"))
    return found


def write_config(folder: Path, *, origin: str, name: str) -> None:
    """Add to the configuration of a new clone what ctxkit says there."""
    with (folder / "config").open("a", encoding="utf8") as config:
        config.write(_OWN.format(origin=_quoted(origin), name=_quoted(name)))


def write_attributes(folder: Path) -> None:
    """Write the attributes by which no file is converted, unless they are there."""
    file = folder / "info" / "attributes"
    if not file.is_file() or file.read_bytes() != _ATTRIBUTES.encode():
        file.parent.mkdir(exist_ok=True)
        file.write_text(_ATTRIBUTES, encoding="ascii")


def _quoted(value: str) -> str:
    """Return `value` as a git configuration file writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _lines(file: Path) -> Iterator[_Line]:
    try:
        text = file.read_bytes().decode("utf8", "surrogateescape")
    except OSError:
        return
    section, part = "", ""
    for number, row in enumerate(text.split("\n"), 1):
        line = row.removesuffix("\r")
        if _NOTHING.fullmatch(line) and not _CONTROL.search(line):
            yield _Line(line)
        elif found := _SECTION.fullmatch(line):
            section, part = found[1].lower(), found[2] or ""
            yield _Line(line)
        elif (found := _SETTING.fullmatch(line)) and section and not _CONTROL.search(line):
            key = found[1].lower()
            name = ".".join(filter(None, (section, part, key)))
            yield _Line(line, name, found[2] or "", _is_ours(section, part, key))
        else:
            yield _Line(line, f"line {number}", "", is_ours=False)


def _is_ours(section: str, part: str, key: str) -> bool:
    if section == "remote" and part == _ASKED:
        return key in _KEYS_OF_ASKED
    return section in _ANY_KEY or key in _KEYS.get(section, ())
