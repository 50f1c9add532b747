"""The page on the rules of `check` (`docs/rules.md`), made from the rules themselves.

Not here: the rules (`ask/check/catalog.py`), what a check found (`check_report.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ctxkit.ask.check.catalog import ALL_RULES
from ctxkit.ask.check.rule import DeploymentRule, ExampleKind, FileRule
from ctxkit.ask.check.yaml_form import RULES as YAML_RULES
from ctxkit.model.rule import Rule
from ctxkit.regex import regex
from ctxkit.values.rule import ValuesRule

_INTRODUCTION = """\
# Rules of `ctxkit check`

<!-- Made by `make golden` from the rules themselves. Do not edit. -->

Each problem that `ctxkit check` reports ends with the id of its rule: `[duplicate-key]`.

- An *error* is something that does not work, a *warning* something that does not work as written or
  is not safe, a *note* something to know. A problem can be milder than its rule, for example where
  Dify ships the same.
- The category is what the JSON form calls `rule`.

To ignore a problem, name its rule in a comment at the end of the line, or on a line of its own
above it. Separate several ids by commas:

```sh
UPLOAD_FILE_SIZE_LIMIT=500 # ctxkit: ignore[upload-limit-above-nginx] another proxy
# ctxkit: ignore[public-secret, weak-secret]
REDIS_PASSWORD=difyai123456
```

For a problem that spans several lines, the comment belongs on the first line or above it. A comment
that matches no problem is reported as [`unused-ignore`](#unused-ignore).
"""

_ENV_FILES = "`.env` and Compose files"
_ANY_FILE = "`.env`, Compose files and Helm values"
_HELM_VALUES = "Helm values"
_YAML_FORM = "YAML form"
_SECTIONS = (_ENV_FILES, _ANY_FILE, _HELM_VALUES, _YAML_FORM)

_FILE_OF: dict[ExampleKind, tuple[str, str]] = {
    "env": (".env", "sh"),
    "api.env": ("envs/api.env", "sh"),
    "compose": ("Compose file", "yaml"),
    "values": ("Helm values", "yaml"),
}
"""The name of a kind of file, and the language of its code block."""

_PLAIN_SCALAR = regex(r"[A-Za-z0-9\[{][^#]*")


def rules_page(rules: Iterable[Rule] = ALL_RULES) -> str:
    """Return the page as Markdown: an overview, then an entry for each rule, by kind of file."""
    sections: dict[str, list[Rule]] = {title: [] for title in _SECTIONS}
    for rule in rules:
        sections[_section_of(rule)].append(rule)
    parts = [_INTRODUCTION]
    for title, members in sections.items():
        parts.append(f"## {title}\n\n{_overview(members)}")
        parts += [f"### `{rule.id}`\n\n{rule_markdown(rule)}" for rule in members]
    return "\n".join(parts)


def rule_markdown(rule: Rule) -> str:
    """Return the entry of a rule without its heading."""
    lines = [
        f"{rule.summary}.",
        "",
        f"*{rule.severity}, category `{rule.category}`*",
        "",
        rule.why,
        "",
        f"**Remedy**: {rule.remedy}",
        "",
        *_examples(rule),
    ]
    return "\n".join(lines)


def _section_of(rule: Rule) -> str:
    if rule in YAML_RULES:
        return _YAML_FORM
    if isinstance(rule, ValuesRule):
        return _HELM_VALUES
    if not isinstance(rule, FileRule) or "values" not in rule.broken:
        return _ENV_FILES
    return _ANY_FILE if "env" in rule.broken else _HELM_VALUES


def _overview(rules: Iterable[Rule]) -> str:
    rows = [f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {rule.summary} |" for rule in rules]
    return "\n".join(["| rule | severity | problem |", "|---|---|---|", *rows, ""])


def _examples(rule: Rule) -> Iterator[str]:
    if isinstance(rule, FileRule):
        yield from _file_examples("Broken", rule.broken)
        yield from _file_examples("Correct", rule.kept)
    elif isinstance(rule, DeploymentRule):
        yield from _block("Broken", "sh", _containers(rule, broken=True))
        yield from _block("Correct", "sh", _containers(rule, broken=False))
    elif isinstance(rule, ValuesRule):
        yield from _block("Broken", "yaml", _nested(rule.broken))
        yield from _block("Correct", "yaml", _nested(rule.kept))


def _file_examples(label: str, files: Mapping[ExampleKind, str]) -> Iterator[str]:
    for kind, text in files.items():
        name, language = _FILE_OF[kind]
        yield from _block(f"{label} ({name})", language, text.splitlines())


def _block(label: str, language: str, rows: Iterable[str]) -> Iterator[str]:
    yield f"{label}:"
    yield ""
    yield f"```{language}"
    yield from rows
    yield "```"
    yield ""


def _containers(rule: DeploymentRule, *, broken: bool) -> Iterator[str]:
    """Yield the variables of each container of an example."""
    containers = rule.broken if broken else rule.kept
    for service, variables in containers.items():
        if variables:
            yield f"# in the container {service}"
        yield from (f"{name}={value}" for name, value in variables.items())
    for name, value in rule.shipped.items():
        yield f"# Dify ships {name}={value}"


def _nested(values: Mapping[str, str]) -> Iterator[str]:
    """Yield the values at dotted paths as the lines of a YAML file."""
    before: list[str] = []
    for path, value in values.items():
        *blocks, name = path.split(".")
        for depth, block in enumerate(blocks):
            if before[: depth + 1] != blocks[: depth + 1]:
                yield f"{'  ' * depth}{block}:"
        before = blocks
        yield f"{'  ' * len(blocks)}{name}: {_scalar(value)}"


def _scalar(value: str) -> str:
    return value if _PLAIN_SCALAR.fullmatch(value) else f'"{value}"'
