"""The settings that an expression reads.

Not here: where the other names in it get their values (`names.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.cause.code import Code
from ctxkit.cause.plain_names import fold, plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import ConfigUse
from ctxkit.model.flow import Expression


def settings_read(
    code: Code, scope: FunctionScope, where: Expression
) -> Iterator[tuple[ConfigUse, str]]:
    """Yield the settings that an expression reads, with the name in it that does."""
    lines = {*range(where.line, where.end_line + 1), *(ref.line for ref in where.refs)}
    for use in code.reads(scope.flow.repo, scope.flow.path):
        if use.line not in lines or not use.name:
            continue
        for ref in where.refs:
            if ref.line == use.line and _same(ref.name, use):
                yield use, ref.name
                break
        else:
            if _named_in(where, use):
                yield use, ""


def made_of(code: Code, use: ConfigUse) -> list[ConfigUse]:
    """Return where a property of the configuration, by whose name a setting is read, makes its
    value of a field: `return self.inner_ORIGINS.split(",")`.
    """
    uses = [each for each in code.keyed(use.name) if isinstance(each, ConfigUse)]
    made = [each for each in uses if (each.via, each.target) == ("field", use.name)]
    return [each for each in made if each.repo == use.repo and each.name != use.name][:1]


def joined_with(
    where: Expression, ref: str, reads: Sequence[tuple[ConfigUse, str]]
) -> frozenset[str]:
    """Return the settings that an argument puts together with the one that a name reads."""
    for call in where.calls:
        for argument in call.arguments:
            value = argument.value
            names = {r.name for r in value.refs}
            if ref in names and _is_text(value):
                return frozenset(use.name for use, name in reads if name in names)
    return frozenset()


def _is_text(value: Expression) -> bool:
    """Return whether an expression makes a text of its parts."""
    if value.text[:2].lower() in ('f"', "f'", "rf") or "`" in value.text[:1]:
        return True
    return bool(value.calls) and plain(value.calls[0].name) in ("Sprintf", "Join", "format")


def _same(name: str, use: ConfigUse) -> bool:
    wanted = {fold(plain(use.name)), fold(plain(use.target))} - {""}
    return any(fold(part.removesuffix("()")) in wanted for part in name.split("."))


def _named_in(where: Expression, use: ConfigUse) -> bool:
    """Return whether a call in an expression names a variable: `os.getenv("API_KEY")`."""
    if where.literal is not None:
        return where.literal == use.name
    return any(
        argument.value.literal == use.name and call.line <= use.line <= call.end_line
        for call in where.calls
        for argument in call.arguments
    )
