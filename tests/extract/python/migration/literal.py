"""Changes of migrations that a test writes itself."""

from __future__ import annotations

from textwrap import dedent, indent

from ctxkit.model import SchemaChange
from tests.extract.literal import facts

PATH = "api/migrations/versions/a.py"
HEAD = "revision = 'abc'\ndown_revision = 'aba'\n"


def changes(upgrade: str, *, before: str = "", downgrade: str = "pass") -> list[SchemaChange]:
    """Return the changes of a migration with this body of `upgrade()`."""
    code = HEAD + dedent(before)
    for name, body in (("upgrade", upgrade), ("downgrade", downgrade)):
        code += f"\n\ndef {name}():\n{indent(dedent(body).strip(), '    ')}\n"
    return facts(PATH, code, SchemaChange)


def told(upgrade: str, *, before: str = "") -> list[str]:
    """Return action and name of each change of `upgrade()`."""
    return [f"{each.action} {each.name}" for each in changes(upgrade, before=before)]
