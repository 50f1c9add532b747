"""The commands that collect what `triage` needs of a deployment; a shell script for each platform.

Not here: reading what they collect (`ask/triage/`).
"""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from ctxkit.output.translation import translated
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language

Platform = Literal["kubectl", "compose"]


_COMMENT, _QUESTION = "# ", 'echo "'


def collect_commands(platform: Platform, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the commands that collect a case, which only read, and no secret; what they say to
    people is in a language.
    """
    text = files(__name__).joinpath(f"{platform}.sh").read_text("utf8")
    return "".join(_said(line, lang) for line in text.splitlines(keepends=True))


def _said(line: str, lang: Language) -> str:
    for start, end in ((_COMMENT, "\n"), (_QUESTION, '"')):
        if line.startswith(start):
            text, _, rest = line.removeprefix(start).partition(end)
            return f"{start}{translated(text, lang)}{end}{rest}"
    return line
