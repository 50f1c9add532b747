"""Find the owner of a line that no program of these repositories wrote.

Not here: how such lines are recognised (`dify/third_party_row.py` and the tables of its rows), and
the confidence in the places found for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.own_packages import installed_file, is_own_module
from ctxkit.dify.closed_components import closed_owner
from ctxkit.dify.packages import package_of_module
from ctxkit.dify.third_party_names import (
    owner_by_file,
    owner_by_logger,
    owner_by_service,
    owner_by_thread,
)
from ctxkit.dify.third_party_packages import PACKAGES
from ctxkit.dify.third_party_platform import PLATFORM
from ctxkit.dify.third_party_row import OwnerByName, owner_by_text
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.logline.patterns import LazyPattern
from ctxkit.text.template import fold_space

_MAX_TEXT_CHARS = 2_000
_INSTALLED = LazyPattern(
    r"/(?:site|dist)-packages/(([\w.-]{1,100})/\S{1,200}):\d{1,6}: ", hint="-packages/"
)
"""Python's own form of a warning: the file of the package that gave it."""

_PSEUDO_MODULES = ("__main__", "builtins")
_PLUGIN_FOLDERS = ("provider", "tools")
"""Where a plugin keeps its code, from which it is imported."""


def is_foreign(context: LocateContext) -> bool:
    """Return whether the format or the container shows that another program wrote the line."""
    line = context.line
    return any(owner_by_service(name) for name in (line.log_format.service, line.service))


def owner_notes(sources: Sources, contexts: Iterable[LocateContext]) -> list[str]:
    """Say whose program wrote a line, and what the chart says of a closed component."""
    named = ((context.index, owner_of_line(context)) for context in contexts)
    index, owner = next((each for each in named if each[1]), (None, ""))
    if index is None:
        return []
    note = f"the line was written by {owner}, which is not in the indexed repositories"
    closed = closed_owner(owner)
    if closed is None:
        return [note]
    from ctxkit.settings.closed_parts import closed_part_of  # a parser that few lines need

    return [note, closed_part_of(index, sources, closed).words]


def owner_of_line(context: LocateContext) -> str:
    """Return the owner of the program that wrote a line, or an empty string if it is unknown."""
    named = _by_prefix(context)
    if named is not None:
        return named.owner
    if _has_own_prefix(context):
        return ""
    text = f"{context.line.message}\n{context.event.text}"[:_MAX_TEXT_CHARS]
    installed = _INSTALLED.search(text)
    if installed and not context.event.frames:
        is_own = installed_file(context.index, installed[1])
        return "" if is_own else f"the package {installed[2]}"
    row = (
        owner_by_text(PACKAGES, text)
        or owner_by_text(PLATFORM, text)
        or _of_others(context.index, owner_by_thread(context.line.thread))
    )
    if row is not None:
        return row.owner
    package = package_of(context)
    if package:
        return f"the package {package}"
    if context.line.log_format.third_party:
        return context.line.log_format.writer
    origin = owner_by_service(context.line.service)
    return origin.owner if origin else ""


def words_of_owner(context: LocateContext) -> str:
    """Return the message from where it has the words of another program on, or an empty string.

    What precedes them may be of these repositories, which pass such messages on.
    """
    message = fold_space(context.line.message[:_MAX_TEXT_CHARS])
    row = owner_by_text(PACKAGES, message) or owner_by_text(PLATFORM, message)
    if row is None or _has_own_prefix(context):
        return ""
    return message[row.first_sign(message) :]


def _by_prefix(context: LocateContext) -> OwnerByName | None:
    """Return the row of the file or the logger that the line's prefix names."""
    base = context.line.file.rpartition("/")[2]
    found = owner_by_file(base, context.line.message) or owner_by_logger(context.line.logger)
    return _of_others(context.index, found)


def _of_others(index: Index, row: OwnerByName | None) -> OwnerByName | None:
    """Return a row, but for one of a package whose source is here, or whose code is in Dify."""
    if row is None or not row.module:
        return row
    if is_own_module(index, row.module):
        return None
    package = package_of_module(row.module)
    folders = package.before if package else ()
    return None if any(index.files_like(f"{folder}/%") for folder in folders) else row


def _has_own_prefix(context: LocateContext) -> bool:
    """Return whether the line's prefix names a file of these repositories, which logged it.

    Whatever the message says, a program of theirs wrote it. gorm is not one, although its lines
    begin with the whole path of its caller in the container.
    """
    file = context.line.file
    base = file.rpartition("/")[2]
    if not base or owner_by_service(context.line.service):
        return False
    return any(f"/{entry.path}".endswith(f"/{file}") for entry in context.index.files(base=base))


def package_of(context: LocateContext) -> str:
    """Return the package of another project whose error ends the event, or an empty string."""
    if context.error is None:
        return ""
    module, dot, _ = context.error.error.rpartition(".")
    package = module.partition(".")[0]
    if not dot or _is_own_package(context.index, package) or is_own_module(context.index, module):
        return ""
    return package


def _is_own_package(index: Index, package: str) -> bool:
    """Return whether a package is Dify's, a plugin's, or no package at all."""
    if package in (*_PSEUDO_MODULES, *_PLUGIN_FOLDERS):
        return True
    if index.file("dify", f"api/{package}.py"):
        return True
    return bool(index.files_like(f"api/{package}/%.py"))
