"""Comments in the user's files that ask to ignore problems: `# ctxkit: ignore[id, id]`.

Not here: the problems (`reporting.py`), which rules there are (`catalog.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.rule import FileKind, FileRule
from ctxkit.files.decoding import decode
from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import walk
from ctxkit.model import Problem
from ctxkit.model.rule import Rule
from ctxkit.regex import regex
from ctxkit.settings.suggest import nearest

# LOG_LEVEL=loud # ctxkit: ignore[invalid-value] our own logger
_COMMENT = regex(r"(?<!\S)#[ \t]*ctxkit:[ \t]*ignore\b(?:\[([^\]]{0,400})\])?")
_ID = regex(r"[a-z][a-z0-9-]{0,60}")
_MARK = "\ue000"  # of a private use area: no file of a deployment has it
_MARKED = regex(f"{_MARK}([0-9]+){_MARK}")
_MAX_NAMED_RULES = 4
_MAX_SUGGESTED_FOR = 40  # unknown ids

UNUSED_IGNORE = FileRule(
    id="unused-ignore",
    category="unused-ignore",
    severity="note",
    summary="An ignore comment matches no problem, or names no rule",
    why="It hides nothing now, and may hide a new problem later.",
    remedy="Remove the comment, or correct the id. Add `unused-ignore` to its ids to keep it.",
    broken={
        "env": "LOG_LEVEL=INFO # ctxkit: ignore[invalid-value]\n",
        "values": "api:\n  logLevel: INFO # ctxkit: ignore[invalid-value]\n",
    },
    kept={
        "env": "LOG_LEVEL=loud # ctxkit: ignore[invalid-value]\n",
        "values": "api:\n  # ctxkit: ignore[invalid-value]\n  logLevel: loud\n",
    },
)
RULES = (UNUSED_IGNORE,)


Claim = tuple[str, int, str]
"""The path, line and rule of a problem."""


class IgnoreComment(Struct, frozen=True, kw_only=True):
    """An ignore comment on a line of a file.

    It applies to `lines`: its own, and for a comment on a line of its own also the next line that
    is not a comment.
    """

    path: str
    line: int
    lines: tuple[int, ...]
    ids: tuple[str, ...]

    def claims(self, rule_id: str) -> Iterator[Claim]:
        """Yield what the comment asks to ignore by one of its ids."""
        for line in self.lines:
            yield self.path, line, rule_id


def ignore_comments(file: CustomerFile, kind: FileKind) -> list[IgnoreComment]:
    """Return the ignore comments of a file."""
    rows = split_lines(decode(file.data).encode("utf8", "replace"))
    found = [(number, match) for number, row in enumerate(rows) for match in _COMMENT.finditer(row)]
    if not found:
        return []
    in_values = _marks_in_values(_with_marks(rows, found), kind)
    next_lines = _next_lines(rows)
    return [
        IgnoreComment(
            path=file.path,
            line=number + 1,
            lines=_lines_of(rows[number], number, next_lines),
            ids=_ids(match[1] or ""),
        )
        for mark, (number, match) in enumerate(found)
        if mark not in in_values
    ]


def _with_marks(rows: Sequence[str], found: Sequence[tuple[int, re.Match[str]]]) -> list[str]:
    """Return the rows with a mark after the `#` of each comment."""
    marked = list(rows)
    for mark, (number, match) in reversed(list(enumerate(found))):
        start = match.start() + 1
        row = marked[number]
        marked[number] = f"{row[:start]}{_MARK}{mark}{_MARK}{row[match.end() :]}"
    return marked


def _marks_in_values(rows: Sequence[str], kind: FileKind) -> set[int]:
    """Return the marks that are not in a comment, because a reader finds them in a value."""
    data = "\n".join(rows).encode("utf8")
    if kind == "env":
        texts = [setting.value for setting in read_env(CustomerFile(path="", data=data)).lines]
    else:
        nodes = [node for root in read_documents(split_lines(data)) for node in walk(root)]
        texts = [f"{node.key} {node.value}" for node in nodes]
    return {int(mark) for text in texts for mark in _MARKED.findall(text)}


def _next_lines(rows: Sequence[str]) -> list[int | None]:
    """Return for each row the next line that is neither a comment nor blank."""
    found: list[int | None] = []
    following: int | None = None
    for number in range(len(rows), 0, -1):
        found.append(following)
        if rows[number - 1].strip() and not _is_comment(rows[number - 1]):
            following = number
    return found[::-1]


def _lines_of(row: str, number: int, next_lines: Sequence[int | None]) -> tuple[int, ...]:
    """Return the lines that a comment in a row applies to."""
    following = next_lines[number]
    if following is None or not _is_comment(row):
        return (number + 1,)
    return (number + 1, following)


def _is_comment(row: str) -> bool:
    return row.lstrip().startswith("#")


def _ids(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def ignored(problems: Iterable[Problem], comments: Iterable[IgnoreComment]) -> set[Problem]:
    """Return the problems that a comment asks to ignore."""
    claimed = {
        claim for comment in comments for each in comment.ids for claim in comment.claims(each)
    }
    return {problem for problem in problems if _claim_on(problem) in claimed}


def _claim_on(problem: Problem) -> Claim:
    return problem.path, problem.line, problem.id


def report_unused(
    comments: Sequence[IgnoreComment],
    hidden: Iterable[Problem],
    rules: Mapping[str, Rule],
    reporter: Reporter,
) -> None:
    """Report the comments that none of the `hidden` problems needs."""
    needed = {_claim_on(problem) for problem in hidden}
    suggested = _suggested(comments, rules)
    for comment in comments:
        if UNUSED_IGNORE.id in comment.ids:
            continue
        if not comment.ids:
            message = "the ignore comment names no rule"
            spot = Spot(path=comment.path, key="", line=comment.line)
            reporter.add(UNUSED_IGNORE, spot, message, "write ctxkit: ignore[id]")
        for each in comment.ids:
            if each in rules and needed.isdisjoint(comment.claims(each)):
                message = f"unused ignore comment: no {each} problem here"
                spot = Spot(path=comment.path, key=each, line=comment.line)
                reporter.add(UNUSED_IGNORE, spot, message, f"remove {each} from the comment")
            elif each not in rules:
                _report_unknown(comment, each, suggested.get(each, []), reporter)


def _report_unknown(
    comment: IgnoreComment, rule_id: str, suggested: list[str], reporter: Reporter
) -> None:
    message = f"unknown rule {rule_id} in the ignore comment"
    if not _ID.fullmatch(rule_id):  # it may be anything, a secret too
        rule_id, message = "", "invalid rule id in the ignore comment"
    fix = "use the id in brackets at the end of a problem"
    if suggested:
        fix = f"did you mean {' or '.join(suggested)}?"
    spot = Spot(path=comment.path, key=rule_id, line=comment.line)
    reporter.add(UNUSED_IGNORE, spot, message, fix)


def _suggested(
    comments: Iterable[IgnoreComment], rules: Mapping[str, Rule]
) -> dict[str, list[str]]:
    """Return the rules that unknown ids most likely mean; for a category those that belong to
    it.
    """
    ids = dict.fromkeys(each for comment in comments for each in comment.ids)
    unknown = [each for each in ids if each not in rules and _ID.fullmatch(each)]
    found = {}
    for each in unknown[:_MAX_SUGGESTED_FOR]:
        of_category = [rule.id for rule in rules.values() if rule.category == each]
        found[each] = of_category[:_MAX_NAMED_RULES] or nearest(each, rules, limit=1)
    return found
