"""What led to a line of a shell script: the branches around it, the variables in it and where they
got their values.

Line by line: a script has no index of its statements. Not here: functions of programs (`slice.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct, field

from ctxkit.cause.code import Code, each_once
from ctxkit.cause.guards import UNTAKEN
from ctxkit.cause.mounted import brought_by
from ctxkit.model import ConfigUse, Location
from ctxkit.model.cause import CausePlace, Decider, StatementCause
from ctxkit.regex import regex

_AROUND = 0.1
_EACH = 0.1
_IN_LINE = 0.2
_GIVEN = 0.2
_MAX_LEVELS = 3
_MAX_GIVEN = 4

_VARIABLE = regex(r"\$\{?([A-Za-z_]\w{0,80})")
_ASSIGNED = regex(r"\s{0,80}(?:(?:export|local|readonly|declare)\s{1,4})?([A-Za-z_]\w{0,80})=")
_OPENS = regex(r"\s{0,80}(if|for|while|until|case)\b")
_BRANCHES = regex(r"\s{0,80}(elif|else)\b")
_LABEL = regex(r"\s{0,80}\(?[^\s()#;][^()#;]{0,120}\)(?!\))")
_CLOSES = regex(r"\s{0,80}(?:fi|done|esac)\b")


_Way = tuple[CausePlace, ...]


class _Block(NamedTuple):
    """The lines of the branches of a block that were met so far; the last is the open one. Those of
    a `case` are its own line and the label of the open branch.
    """

    branches: tuple[int, ...]
    is_case: bool = False


class _Script(Struct):
    where: Location
    lines: Sequence[str]
    uses: dict[str, ConfigUse]
    found: dict[str, Decider] = field(default_factory=dict)
    given: list[CausePlace] = field(default_factory=list)

    def place(self, line: int, why: str) -> CausePlace:
        location = Location(repo=self.where.repo, path=self.where.path, line=line, end_line=line)
        return CausePlace(location=location, text=self.lines[line - 1].strip(), why=why)

    def decide(self, line: int, cost: float, way: _Way) -> None:
        """Add the settings among the variables of a line, and those that its variables hold."""
        todo = [(name, line, cost, way) for name in self._variables(line)]
        for _ in range(_MAX_LEVELS):
            more: list[tuple[str, int, float, _Way]] = []
            for name, before, so_far, how in todo:
                given = self._assigned(name, before)
                for number, branches in given.items():
                    way = (*how, self.place(number, f"value of {name}"))
                    self.given += [way[-1], *(self.place(each, "condition") for each in branches)]
                    more += [
                        (other, each, so_far + _GIVEN, way)
                        for each in (number, *branches)
                        for other in self._variables(each)
                    ]
                if name in self.uses and not given:
                    self._add(self.uses[name], so_far, how)
            todo = more

    def _add(self, use: ConfigUse, cost: float, how: _Way) -> None:
        known = self.found.get(use.name)
        if known is None or cost < known.cost:
            way = (*how, self.place(use.line, f"reads {use.name}"))
            self.found[use.name] = Decider(use=use, how=way, cost=cost, conditional=bool(how))

    def _variables(self, line: int) -> list[str]:
        return _VARIABLE.findall(self.lines[line - 1])

    def _assigned(self, name: str, before: int) -> dict[int, list[int]]:
        """Return the lines that may have given a variable its value at another, the last first, up
        to the one that did so in any case; each with the branches that it is in.
        """
        found: dict[int, list[int]] = {}
        for number in range(before - 1, 0, -1):
            match = _ASSIGNED.match(self.lines[number - 1])
            if match is not None and match[1] == name:
                found[number] = self._branches_of(number, before)
                if len(found) == _MAX_GIVEN or not found[number]:
                    break
        return found

    def _branches_of(self, number: int, before: int) -> list[int]:
        """Return the branches that hold a line and not another one behind it."""
        around = {block.branches[0] for block in _blocks_around(self.lines, before)}
        return [
            block.branches[-1]
            for block in reversed(_blocks_around(self.lines, number))
            if block.branches[0] not in around
        ]


def shell_cause_of(code: Code, where: Location) -> StatementCause:
    """Return what led to a line of a script."""
    lines = code.sources.lines(where.repo, where.path)
    uses = {use.name: use for use in reversed(code.reads(where.repo, where.path))}
    script = _Script(where, lines, uses)
    if not 0 < where.line <= len(lines):
        return StatementCause()
    guards: list[CausePlace] = []
    for near, block in enumerate(reversed(_blocks_around(lines, where.line))):
        for number in reversed(block.branches):
            taken = number == block.branches[-1] or block.is_case
            place = script.place(number, "condition" if taken else UNTAKEN)
            guards.append(place)
            cost = _AROUND + _EACH * near + (0.0 if taken else _EACH)
            script.decide(number, cost, (place,))
    script.decide(where.line, _IN_LINE, ())
    decides = sorted(script.found.values(), key=lambda decider: decider.cost)
    return StatementCause(
        guards=tuple(each_once([*guards, *script.given])),
        decides=tuple(decides),
        callers=tuple(brought_by(code, where.repo, where.path)),
    )


def _blocks_around(lines: Sequence[str], line: int) -> list[_Block]:
    """Return the blocks that hold a line, the outermost first."""
    stack: list[_Block] = []
    for number, text in enumerate(lines[: line - 1], 1):
        if _CLOSES.match(text) is not None:
            del stack[-1:]
        elif _BRANCHES.match(text) is not None and stack:
            stack[-1] = _Block((*stack[-1].branches, number))
        elif (opens := _OPENS.match(text)) is not None:
            if _CLOSED.search(text) is None:
                stack.append(_Block((number,), is_case=opens[1] == "case"))
        elif stack and stack[-1].is_case and _LABEL.match(text) is not None:
            stack[-1] = _Block((stack[-1].branches[0], number), is_case=True)
    return stack


_CLOSED = regex(r"[;\s](?:fi|done|esac)\b")
