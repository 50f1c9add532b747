"""Small deployments of odd compose files, overrides and `env_file`s, always the same ones.

Not here: what compose makes of them (`containers_oracle.py`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator

_NAMES = ("A", "B", "C", "D", "E", "X.Y", "G-H", "low", "Q")
_SERVICES = ("a", "b", "c")
_VALUES = (
    "1", "1.0", "01", "0x1F", "1e3", "!!str 010", "yes", "true", "~", "", "'x'", '"a b"', "a#b",
    "a # c", '"#q"', "'it''s'", '"t\\tq\\u0041"', "'  sp '", " lead", "x y", "s%", "a:b", "*v",
    "&w q", "${A}", "${A:-d}", "${B:-${C:-c}}", "'$$A'", "${Z-z}", "${A:+{y}}", "${A:-{x}}",
    "$A-$B", "http://h:80/${A}", '"${A:-a b}"', "'{\"a\": \"${B}\"}'", "${A:-'q'}", "${A-}",
    "$${A}", "a$$b", "|-\n          l1\n          l2 ${A}", ">\n          f1\n          f2\n",
    "plain\n          more",
)  # fmt: skip
_ITEMS = (
    "=1", "=", "", "=${A}", "=x=y", "= 2", "=a # c", "='q'", '="q"', "=${B:-{}}", "=$$A", "=1.0",
)  # fmt: skip
_ENV_FILES = (
    "one.env", "[one.env, two.env]", "[two.env, ./.env]", "[.env, one.env]",
    "\n    - path: no.env\n      required: false\n    - two.env",
    "\n    - path: one.env\n      format: raw\n    - two.env",
)  # fmt: skip
_LINES = (
    "=1", "=", "", "=$A", "=${B:-b}", "='$A'", '="x $A"', "=a #c", "= # c", "=x # y", "=${Q}$${A}",
    '="l1\nl2"', "=a\\nb", '="a\\nb"', "={x}", "=${B:-{x}}",
)  # fmt: skip


def deployments(count: int) -> Iterator[dict[str, str]]:
    """Yield the files of each deployment by name, `compose.yaml` and `override.yaml` among them."""
    chance = random.Random(1)
    for _ in range(count):
        blocks = _blocks(chance)
        names = _SERVICES[: chance.randint(1, len(_SERVICES))]
        services = (_service(chance, each, [n for n in names if n > each]) for each in names)
        files = {"compose.yaml": f"{blocks}services:\n" + "".join(services)}
        if chance.random() < 0.5:
            over = (_service(chance, each, [], is_override=True) for each in names)
            files["override.yaml"] = f"{blocks}services:\n" + "".join(over)
        files["base.yaml"] = f"{blocks}services:\n" + _service(chance, "b0", [])
        yield files | {name: _env_file(chance) for name in (".env", "one.env", "two.env")}


def _blocks(chance: random.Random) -> str:
    scalar = chance.choice(("1.0", "'1.0'", "${A:-v}"))
    merge = chance.choice(("", "  <<: *e\n"))
    return f"x-v: &v {scalar}\nx-e: &e\n  A: ea\n  E: ${{B}}\nx-f: &f\n{merge}  A: fa\n  Q: 2.0\n"


def _service(
    chance: random.Random, name: str, others: list[str], *, is_override: bool = False
) -> str:
    text = f"  {name}:\n    labels: [x]\n" if is_override else f"  {name}:\n    image: x\n"
    tag = chance.choice(("", "", "", " !override", " !reset")) if is_override else ""
    form = chance.random()
    if form < 0.5:
        text += f"    environment:{tag}\n{_mapping(chance)}"
    elif form < 0.7:
        text += f"    environment:{tag}\n{_list(chance)}"
    elif form < 0.8:
        text += "    environment: *e\n"
    if chance.random() < 0.5:
        text += f"    env_file: {chance.choice(_ENV_FILES)}\n"
    if others and chance.random() < 0.3:
        bases = (others[0], f"{{service: {others[-1]}}}", "{file: base.yaml, service: b0}")
        text += f"    extends: {chance.choice(bases)}\n"
    return text


def _mapping(chance: random.Random) -> str:
    merge = chance.choice(("", "", "", "*e", "*f", "[*e, *f]", "[*f, *e]"))
    text = f"      <<: {merge}\n" if merge else ""
    for name in _some_names(chance):
        text += f"      {name}: {chance.choice(_VALUES)}\n"
    return text


def _list(chance: random.Random) -> str:
    text = ""
    for name in _some_names(chance):
        item, quote = name + chance.choice(_ITEMS), chance.choice(("", '"', "'"))
        text += f"      - {item}\n" if quote in item else f"      - {quote}{item}{quote}\n"
    return text


def _env_file(chance: random.Random) -> str:
    lines = (chance.choice(_NAMES) + chance.choice(_LINES) for _ in range(chance.randint(0, 5)))
    return "".join(f"{line}\n" for line in lines)


def _some_names(chance: random.Random) -> list[str]:
    return chance.sample(_NAMES, chance.randint(1, 5))
