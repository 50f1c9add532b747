"""The texts for assistants, made of the words in `texts/`: one place for what all of them say.

Pure but for reading those files. Not here: where the texts are written (`setup.py`), the words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template

from msgspec import Struct, convert

from ctxkit.files.toml_text import parse_toml

WRITTEN_BY = "Written by `ctxkit setup`"
"""What a file of our own says near its beginning."""

MAIN_SKILL = "debugging-dify"

_TEXTS = Path(__file__).parent / "texts"
_REFERENCES = ("triage", "upgrade", "escalation")


class AssistantRoute(Struct, frozen=True, kw_only=True):
    """What a user may have in hand, the command that it is asked of, and what that gives.

    `tool` is the same question's tool of the MCP server, and `when` says when to call it. `before`
    and `also` are what to do before and after the command.
    """

    user_has: str
    asks: str
    gives: str
    tool: str
    when: str
    before: str = ""
    also: str = ""


class CommandSkill(Struct, frozen=True, kw_only=True):
    """A skill that only a person starts, as a slash command."""

    name: str
    description: str
    argument_hint: str
    body: str


class AssistantWords(Struct, frozen=True, kw_only=True):
    """What `texts/words.toml` says.

    `tool` and `parameter` describe the tools of the MCP server and their parameters, by name.
    """

    sources: Mapping[str, str]
    route: tuple[AssistantRoute, ...]
    command_skill: tuple[CommandSkill, ...]
    tool: Mapping[str, str]
    parameter: Mapping[str, str]


class DescribedSource(Struct, frozen=True, kw_only=True):
    """A source as AGENTS.md names it: `grade` says how well its version fits, where that is not
    certain; `problem` why it is not there.
    """

    name: str
    version: str = ""
    grade: str = ""
    problem: str = ""


def words() -> AssistantWords:
    """Return the words that all texts are made of."""
    return convert(parse_toml(_text("words.toml")), AssistantWords)


def agents_text(sources: Sequence[DescribedSource], further: Sequence[str] = ()) -> str:
    """Return what AGENTS.md says of a workspace with some sources, and of the `further` versions
    that can be asked.
    """
    said = words()
    present = [f"- {_described(each, said)}" for each in sources if not each.problem]
    missing = [f"- not here: `{each.name}`, {each.problem}" for each in sources if each.problem]
    width = max(len(route.asks) for route in said.route)
    routes = [f"    {route.asks:<{width}}  {route.gives}" for route in said.route]
    others = f"; ask others with `--version`: {', '.join(further)}" if further else ""
    return _filled(
        "agents.md",
        sources="\n".join([*present, *missing]),
        routes="\n".join(routes),
        versions=others,
    )


def _described(source: DescribedSource, said: AssistantWords) -> str:
    grade = f" ({source.grade})" if source.grade else ""
    version = f", {source.version}{grade}" if source.version else ""
    what = said.sources.get(source.name, "")
    return f"`{source.name}/`{version}" + (f": {what}" if what else "")


def skill_files() -> Iterator[tuple[str, str]]:
    """Yield the files of the skills: path below the folder of skills, and text."""
    said = words()
    rows = "\n".join(f"| {route.user_has} | {_asked(route)} |" for route in said.route)
    tools = [f"`{route.tool}`" for route in said.route]
    main = _filled(
        "skill.md",
        routes=f"| the user has | run |\n|---|---|\n{rows}",
        tools=", ".join(tools[:2]) + " ...",
    )
    yield f"{MAIN_SKILL}/SKILL.md", _marked(main)
    for name in _REFERENCES:
        text = _text(f"references/{name}.md")
        yield f"{MAIN_SKILL}/references/{name}.md", f"<!-- {WRITTEN_BY}. -->\n{text}"
    for skill in said.command_skill:
        yield f"{skill.name}/SKILL.md", _marked(_command_skill(skill))


def _asked(route: AssistantRoute) -> str:
    glue = "" if route.also.startswith(",") or not route.also else " "
    return f"{route.before} `{route.asks}`{glue}{route.also}".strip()


def _command_skill(skill: CommandSkill) -> str:
    return (
        f"---\nname: {skill.name}\ndescription: {json.dumps(skill.description)}\n"
        f'argument-hint: "[{skill.argument_hint}]"\ndisable-model-invocation: true\n---\n\n'
        f"{skill.body.strip()}\n"
    )


def _marked(skill: str) -> str:
    """Return a skill that says who wrote it; its front matter must stay first."""
    return skill.replace("---\n", f"---\n# {WRITTEN_BY}.\n", 1)


def instructions(versions: Sequence[str] = ()) -> str:
    """Return the instructions of the MCP server: what a model sees of it before it calls a tool.

    `versions` are those that can be asked, the workspace's own first.
    """
    whens = "\n".join(f"- {route.when} -> {route.tool}" for route in words().route)
    others = ""
    if len(versions) > 1:
        own, *further = versions
        others = (
            f" Answers are for {own}; `version` asks another that is here: {', '.join(further)}."
        )
    return _filled("instructions.txt", whens=whens, versions=others)


def _text(name: str) -> str:
    return (_TEXTS / name).read_text(encoding="utf8")


def _filled(name: str, **values: str) -> str:
    """Return a text whose placeholders are filled. Raise KeyError for one that has no value."""
    return Template(_text(name)).substitute(values)
