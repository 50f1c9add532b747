"""Checks extraction by sources that say themselves which facts they hold.

A fixture lies at `fixtures/<language>/<path in a repository>`. A comment at the end of a line, or
alone on the line above it, names the facts of that line, and a line without one must yield none of
the kinds under test:

    logger.info("Sent to %s", to)  # fact: log_template logger.info template='Sent to <>' args=to

`<>` stands for a hole, tuples are joined by commas, `end_line=+2` counts from the line, several
facts of a line are parted by `; fact:`. Only the fields that are named are compared. Comments of
`//`, `--`, `<!-- -->`, `/* */` and `{{/* */}}` serve as well as `#`. Annotations are taken out
before the source is read, so they can't be taken for comments of the code.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from ctxkit.extract.registry import extract, is_test
from ctxkit.extract.source import Source
from ctxkit.model import HOLE, Fact

FIXTURES = Path(__file__).parent / "fixtures"
_ANNOTATION = re.compile(
    r"[ \t]*(?:#|//|--|<!--|/\*|\{\{-?\s*/\*)\s*fact: (?P<facts>.*?)"
    r"\s*(?:-->|\*/\s*-?\}\}|\*/)?\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A fact as an annotation gives it."""

    line: int
    kind: str
    name: str
    fields: dict[str, str]


def read_fixture(fixture: str) -> tuple[Source, list[Expected]]:
    """Return a fixture (path below `fixtures/`) as a source without its annotations, and the facts
    that they name.
    """
    lines: list[str] = []
    expected: list[Expected] = []
    for raw in (FIXTURES / fixture).read_text(encoding="utf8").split("\n"):
        match = _ANNOTATION.search(raw)
        code = raw[: match.start()] if match else raw
        alone = match is not None and not code.strip()
        number = len(lines) + 1
        if match:
            expected += [
                _expected(number, each) for each in re.split(r"\s*;\s*fact:\s*", match["facts"])
            ]
        if not alone:
            lines.append(code)
    path = fixture.split("/", 1)[1]
    return Source(
        repo="dify", path=path, data="\n".join(lines).encode(), test=is_test(path)
    ), expected


def _expected(line: int, annotation: str) -> Expected:
    kind, name, *rest = shlex.split(annotation)
    return Expected(
        line=line, kind=kind, name=name, fields=dict(each.split("=", 1) for each in rest)
    )


def shown(fact: Fact, field: str, like: str = "") -> str:
    """Return a field of a fact as annotations write it."""
    value = getattr(fact, field)
    if field == "end_line" and like.startswith("+"):
        return f"+{value - fact.line}"
    return (",".join(map(str, value)) if isinstance(value, tuple) else str(value)).replace(
        HOLE, "<>"
    )


def check(fixture: str, *kinds: type[Fact]) -> None:
    """Assert that the facts of `kinds` in a fixture are just those that its annotations name."""
    source, annotated = read_fixture(fixture)
    names = {kind.kind for kind in kinds}
    wanted = [each for each in annotated if each.kind in names]
    found = [fact for fact in extract(source) if fact.kind in names]
    problems: list[str] = []
    for each in wanted:
        here = [f for f in found if (f.line, f.kind, f.name) == (each.line, each.kind, each.name)]
        exact = [f for f in here if all(shown(f, k, v) == v for k, v in each.fields.items())]
        if exact:
            found.remove(exact[0])
        elif here:
            found.remove(here[0])
            problems += [
                f"{each.line}: {each.kind} {each.name}: {k} is {shown(here[0], k, v)!r}, not {v!r}"
                for k, v in each.fields.items()
                if shown(here[0], k, v) != v
            ]
        else:
            problems.append(f"{each.line}: no {each.kind} {each.name}")
    problems += [f"{f.line}: unexpected {f.kind} {f.name}: {f}".replace(HOLE, "<>") for f in found]
    assert wanted, f"{fixture} annotates no fact of {sorted(names)}"
    assert not problems, f"{fixture} (lines counted without annotation lines):\n" + "\n".join(
        problems
    )
