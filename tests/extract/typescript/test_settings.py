from __future__ import annotations

import pytest

from ctxkit.model import ConfigKey, ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "web/env.ts"


def test_the_schema_and_the_older_helpers() -> None:
    check("typescript/web/env.ts", ConfigKey, ConfigUse)
    check("typescript/web/config/index.ts", ConfigKey, ConfigUse)


@pytest.mark.parametrize(
    ("schema", "type_", "default", "constraints"),
    [
        ("z.string()", "string", None, ""),
        ("z.coerce.number().min(1).default(5)", "number", "5", "min(1)"),
        ("z\n  .enum(['A', 'B'])\n  .default('A')", "enum", "A", "['A', 'B']"),
        ("z.enum(KINDS)", "enum", None, "KINDS"),
        ("z.url().optional()", "url", None, "optional()"),
        ("coercedBoolean", "boolean", None, ""),
        ("coercedNumber.max(9).default(3)", "number", "3", "max(9)"),
        ("coerced.default(x)", "", "x", ""),
    ],
)
def test_schemas(schema: str, type_: str, default: str | None, constraints: str) -> None:
    [found] = facts(PATH, f"createEnv({{ A_B: {schema} }})", ConfigKey)
    assert (found.name, found.origin) == ("A_B", "zod")
    assert (found.type, found.default, found.constraints) == (type_, default, constraints)


@pytest.mark.parametrize(
    "entry", ["a_b: z.string()", "A_B: zod.string()", "A_B: 3", "A_B: number", "'A_B': z.string()"]
)
def test_other_entries_are_not_settings(entry: str) -> None:
    assert facts(PATH, f"createEnv({{ {entry} }})", ConfigKey) == []


@pytest.mark.parametrize(
    ("comment", "description"),
    [
        ("/** a */", "a"),
        ("/**\n   * a\n   * b\n   */", "a b"),
        ("/* a */", "a"),
        ("// a", ""),
        ("/** a */\n", ""),
        ("/** " + "a" * 401 + " */", "a" * 400),
        ("/**\n" + "a\n" * 38 + "*/", " ".join("a" * 38)),
        ("/**\n" + "a\n" * 39 + "*/", " ".join("a" * 39)),
        ("/** x\n" + "a\n" * 40 + "*/", " ".join("a" * 40)),
    ],
)
def test_the_comment_above(comment: str, description: str) -> None:
    code = f"createEnv({{\n  {comment}\n  A_B: z.string(),\n}})"
    [found] = facts(PATH, code, ConfigKey)
    assert found.description == description


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (
            "const A = getNumberConfig(process.env.A_B, x, 5)",
            ("A_B", "A", "number", "5", False),
        ),
        ("const A = getConfig(x.env.A_B, y, 'z')", ("A_B", "A", "", "z", False)),
        ("const A = getConfig(x.env.A_B, true)", ("A_B", "A", "", "true", False)),
        ("const A = getConfig(x.env.A_B, DEFAULT)", ("A_B", "A", "", "DEFAULT", True)),
        ("const A = getThing(x.env.A_B, 5); coerced", None),
        ("const A = getConfig(x.other.A_B, 5); coerced", None),
    ],
)
def test_helpers(code: str, found: tuple[str, str, str, str, bool] | None) -> None:
    keys = facts(PATH, f"{code}\n// process.env", ConfigKey)
    expected = [
        (key.name, key.attribute, key.type, key.default, key.default_is_expression) for key in keys
    ]
    assert expected == ([found] if found else [])
    assert all(key.origin == "getenv" for key in keys)
