"""Groups of options: a command gets each group as one value."""

from __future__ import annotations

from inspect import signature
from typing import Annotated

import pytest
import typer
from msgspec import Struct
from typer.testing import CliRunner

from ctxkit.commands.options import (
    AnswerOptions,
    DeploymentFiles,
    ReportOptions,
    with_option_groups,
)


class Size(Struct, frozen=True, kw_only=True):
    wide: Annotated[bool, typer.Option("--wide", help="Wide.")] = False
    height: Annotated[int, typer.Option("--height", min=1, help="Height.")] = 3


def invoke(command: object, *arguments: str) -> tuple[int, str]:
    application = typer.Typer(rich_markup_mode=None)
    application.command()(command)  # type: ignore[type-var]
    result = CliRunner().invoke(application, arguments)
    return result.exit_code, result.output


@with_option_groups
def draw(
    name: Annotated[str, typer.Argument(help="Name.")],
    colour: Annotated[str, typer.Option("--colour", help="Colour.")] = "red",
    *,
    size: Size,
) -> None:
    """Draw it."""
    typer.echo(f"{name} {colour} {size}")


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["x"], "x red Size(wide=False, height=3)\n"),
        (["x", "--wide", "--height", "5"], "x red Size(wide=True, height=5)\n"),
        (["x", "--colour", "blue", "--wide"], "x blue Size(wide=True, height=3)\n"),
    ],
)
def test_a_group_is_one_value(arguments: list[str], output: str) -> None:
    assert invoke(draw, *arguments) == (0, output)


def test_the_options_of_a_group_are_checked_and_have_help() -> None:
    assert invoke(draw, "x", "--height", "0")[0] == 2
    help_text = invoke(draw, "--help")[1]
    assert "Draw it." in help_text
    assert help_text.index("--colour") < help_text.index("--wide") < help_text.index("--height")


def test_a_command_keeps_its_name_and_text() -> None:
    assert (draw.__name__, draw.__doc__) == ("draw", "Draw it.")
    assert list(signature(draw).parameters) == ["name", "colour", "wide", "height"]


def test_the_groups_have_their_defaults() -> None:
    assert (AnswerOptions().budget, AnswerOptions().format.value, AnswerOptions().bundle) == (
        3000,
        "markdown",
        False,
    )
    assert isinstance(ReportOptions(bundle=True), AnswerOptions)
    assert (DeploymentFiles().env, DeploymentFiles().compose) == (None, None)
