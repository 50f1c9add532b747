"""The settings that have a part of a program run at all: those that name the class of a statement
or that of another with the same base, and those that are known to choose its file.

Not here: the conditions of a statement (`guards.py`), what is known of files (`dify/modes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.callers import caller_of
from ctxkit.cause.code import Code
from ctxkit.cause.plain_names import plain
from ctxkit.dify.modes import ModeRow, mode_of
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.model.cause import CausePlace, Decider
from ctxkit.regex import regex
from ctxkit.text.words import name_words

_CLASS = regex(r"(?:[a-z_]\w{0,80}\.){1,12}([A-Z]\w{1,120})")
"""The name of a class with its module, as the default of a setting."""
_CHOICE = regex(r"\s{0,80}(?:case|if|elif)\b")
_OF_ALL = frozenset(("object", "ABC", "Protocol", "Generic", "BaseModel", "Enum", "Exception"))
_COST = 9.0  # it is told beside what decides, and counts for nothing there
_MAX_ABOVE = 8


def modes_of(code: Code, function: Called, lines: Iterable[CallLine]) -> Iterator[Decider]:
    """Yield the settings that have the class or file of a function run at all; `lines` call it, and
    tell for a function whose callers are all of one class.
    """
    mode = mode_of(function.repo, function.path)
    if mode is not None:
        yield from _of_row(code, mode, function.path)
        return
    owners = {plain(function.owner)}
    if owners == {""}:
        owners = {plain(caller.owner) for caller in filter(None, map(caller_of, lines))}
    for owner in owners - {""} if len(owners) == 1 else ():
        yield from _naming(code, function, owner)


def _of_row(code: Code, mode: ModeRow, path: str) -> Iterator[Decider]:
    uses = _reads(code, mode.repo, mode.setting)
    use = next((use for use in uses if use.path == mode.reader), None)
    if use is not None:
        how = (code.place(use.location, "chooses this part"), *_branches(code, use, path))
        yield Decider(use=use, how=how, cost=_COST, chooses=True)


def _branches(code: Code, use: ConfigUse, path: str) -> Iterator[CausePlace]:
    """Yield the branch in which the reader of a mode imports a file."""
    module = path.removesuffix(".py").rpartition("/")[2]
    for number, line in code.sources.lines_having(use.repo, use.path, module):
        if "import" not in line:
            continue
        for above in range(number - 1, max(number - _MAX_ABOVE, 0), -1):
            if _CHOICE.match(code.line(use.repo, use.path, above)):
                where = replace(use.location, line=above, end_line=above)
                yield code.place(where, "where it is chosen")
                return


def _naming(code: Code, function: Called, owner: str) -> Iterator[Decider]:
    """Yield the settings that name a class, or one with the same base: they end in the last word
    of one of these, as CORE_RUN_REPOSITORY for a RunRepository.
    """
    bases = _bases(code, owner, function.repo)
    ends = {word.upper() for base in (owner, *bases) for word in name_words(base)[-1:]}
    names = (n for end in sorted(ends) for n in code.index.names_ending(ConfigKey, end))
    for name in dict.fromkeys(names):
        classes = {plain(m[1]) for m in map(_CLASS.fullmatch, _defaults(code, name)) if m}
        own = classes | {base for each in classes for base in _bases(code, each, function.repo)}
        for use in _reads(code, function.repo, name)[:1] if own & {owner, *bases} else ():
            how = (code.place(use.location, "names the class"),)
            yield Decider(use=use, how=how, cost=_COST, chooses=True)


def _defaults(code: Code, name: str) -> list[str]:
    """Return the defaults with which a setting is declared."""
    keys = (fact for fact in code.index.keyed(name) if isinstance(fact, ConfigKey))
    return [key.default or "" for key in keys]


def _bases(code: Code, name: str, repo: str) -> set[str]:
    classes = (symbol for symbol in code.defined(name, repo) if symbol.what == "class")
    return {plain(base) for symbol in classes for base in symbol.bases} - _OF_ALL


def _reads(code: Code, repo: str, name: str) -> list[ConfigUse]:
    """Return the lines of a repository that read a setting, those that keep it in a name first."""
    uses = (f for f in code.index.keyed(name) if isinstance(f, ConfigUse))
    found = [use for use in uses if (use.repo, use.role, use.test) == (repo, "reads", False)]
    return sorted(
        found, key=lambda f: (" = " not in code.line(f.repo, f.path, f.line), f.path, f.line)
    )
