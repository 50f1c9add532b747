"""What the web console's schema accepts."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.zod import zod_refusal
from ctxkit.model import ConfigKey
from tests.pace import at_most

ROWS = """const coercedBoolean = z.string()
  .refine(s => s === 'true' || s === 'false' || s === '0' || s === '1')
  .transform(s => s === 'true' || s === '9')
const coercedNumber = z.coerce.number().int().positive()
const plainNumber = z.coerce.number()
export const schema = {
  FLAG: coercedBoolean.default(false),
  COUNT: coercedNumber.default(1),
  FACTOR: plainNumber.optional(),
  INLINE: z.coerce.number().int(),
}
""".splitlines()
LINES = {"FLAG": 7, "COUNT": 8, "FACTOR": 9, "INLINE": 10}


def key(type_: str, constraints: str = "", name: str = "X") -> ConfigKey:
    line = LINES.get(name, 1)
    return ConfigKey(
        name=name, line=line, end_line=line, origin="zod", type=type_, constraints=constraints
    )


CHOICES = "enum(['SELF_HOSTED', 'CLOUD'])"
PATH = r".regex(/^\/.*[^/]$/).or(z.literal(''))"


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        (key("enum", CHOICES), "self_hosted", "one of SELF_HOSTED, CLOUD"),
        (key("url"), "dify.example", "a URL with a scheme"),
        (key("url"), "https:dify.example", "a URL with a scheme"),
        (key("url"), "1http://x", "a URL with a scheme"),
        (key("email"), "nobody", "an email address"),
        (key("email"), "a@b", "an email address"),
        (key("boolean", name="FLAG"), "True", "one of true, false, 0, 1"),
        (key("boolean", name="FLAG"), "9", "one of true, false, 0, 1"),
        (key("number", name="COUNT"), "60s", "a whole number greater than 0"),
        (key("number", name="COUNT"), "0", "a whole number greater than 0"),
        (key("number", name="COUNT"), "1.5", "a whole number greater than 0"),
        (key("number", name="COUNT"), "0x0", "a whole number greater than 0"),
        (key("number", name="INLINE"), "1.5", "a whole number"),
        (key("number", name="FACTOR"), "x", "a number"),
        (key("string", PATH), "dify/", "a path such as /dify"),
        (key("string", PATH), "/", "a path such as /dify"),
        (key("string", r"regex(/^[a-z]+$/)"), "A", "a value that matches /^[a-z]+$/"),
    ],
)
def test_a_value_that_the_schema_rejects(declared: ConfigKey, value: str, expected: str) -> None:
    assert zod_refusal(declared, value, ROWS) == expected


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (key("enum", CHOICES), "CLOUD"),
        (key("enum", "enum(Edition)"), "anything"),
        (key("url"), "https://dify.example"),
        (key("email"), "help@dify.example"),
        (key("boolean", name="FLAG"), "1"),
        (key("boolean", name="FLAG"), ""),
        (key("boolean"), "anything"),
        (key("number", name="COUNT"), "0x10"),
        (key("number", name="COUNT"), "6e4"),
        (key("number", name="INLINE"), "-3"),
        (key("number", name="INLINE"), "0"),
        (key("number", name="FACTOR"), "-.5"),
        (key("string"), "anything"),
        (key("string", PATH), "/dify"),
        (key("string", PATH), "/a/b"),
        (key("string", r"regex(/^(a|b)*$/)"), "c"),  # not a plain expression
        (key("string", r"regex(/^a*b*$/)"), "c"),  # nor one that is surely fast
        (key("url"), "x" * 301),
    ],
)
def test_a_value_that_the_schema_accepts(declared: ConfigKey, value: str) -> None:
    assert zod_refusal(declared, value, ROWS) == ""


def test_a_value_of_the_greatest_length_is_still_looked_at() -> None:
    assert zod_refusal(key("url"), "x" * 300, ROWS) == "a URL with a scheme"


def test_a_line_that_is_not_there_says_nothing() -> None:
    assert zod_refusal(key("boolean", name="FLAG"), "True", ROWS[:3]) == ""


def test_an_expression_is_matched_in_time() -> None:
    with at_most(0.1):
        zod_refusal(key("string", r"regex(/^\/.*[^/]$/)"), "/" * 300, ROWS)
