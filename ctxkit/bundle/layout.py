"""How the parts of a bundle are written: Markdown, which pastes anywhere, and the XML that
Anthropic's guide to long prompts recommends.

Pure. Not here: which parts there are (`budget.py`), source with line numbers (`text/code.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, Protocol

from ctxkit.output.translation import translated
from ctxkit.regex import regex
from ctxkit.text.code import fence_language, fenced
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.untrusted import fenced_off

Format = Literal["markdown", "xml"]


class Layout(Protocol):
    """Writes the parts of a bundle. Each ends with a line end: joined, they are the bundle."""

    def quoted(self, text: str) -> str:
        """Return text as the parts contain it, so that its cost is known before it is placed."""

    def opening(self, title: str, lines: Sequence[str]) -> str:
        """Return the part that says what the bundle is and what was found."""

    def section(
        self, number: int, heading: str, link: str, title: str, path: str, code: str
    ) -> str:
        """Return the part that shows source; `number` counts from 1."""

    def closing(self, left_out: Sequence[str], pasted: str, asked: str) -> str:
        """Return the last part: what did not fit, what the user pasted, and the question; each only
        if there is one.
        """


class Markdown:
    """Headings, links, and fences that outgrow the backticks of what they hold."""

    def __init__(self, lang: Language = DEFAULT_LANGUAGE) -> None:
        self._lang = lang

    def _heading(self, text: str) -> str:
        return f"\n## {translated(text, self._lang)}\n"

    def quoted(self, text: str) -> str:
        return text

    def opening(self, title: str, lines: Sequence[str]) -> str:
        return "\n".join([f"# {title}", "", *lines, ""])

    def section(
        self, number: int, heading: str, link: str, title: str, path: str, code: str
    ) -> str:
        caption = " · ".join(filter(None, (title, link)))
        return f"\n### {heading}\n{caption}\n{fenced(code, fence_language(path))}"

    def closing(self, left_out: Sequence[str], pasted: str, asked: str) -> str:
        parts = []
        if left_out:
            parts.append(self._heading("Left out") + "".join(f"{line}\n" for line in left_out))
        if pasted:
            parts.append(self._heading("Pasted text") + fenced(fenced_off(pasted)))
        if asked:
            parts.append(f"{self._heading('Asked')}{asked}\n")
        return "".join(parts)


class Xml:
    """`<documents>` in the form of Anthropic's guide. Code is not escaped: a model reads it as it
    is, and only a tag of this format could end its document or begin another.
    """

    def quoted(self, text: str) -> str:
        return _inert(text)

    def opening(self, title: str, lines: Sequence[str]) -> str:
        return f"<documents>\n{self._document(1, title, lines)}"

    def section(
        self, number: int, heading: str, link: str, title: str, path: str, code: str
    ) -> str:
        # The opening is the first document.
        source = " ".join(filter(None, (heading, link)))
        return self._document(number + 1, source, [title, code])

    def closing(self, left_out: Sequence[str], pasted: str, asked: str) -> str:
        parts = ["</documents>\n"]
        if left_out:
            lines = "".join(f"{_inert(line)}\n" for line in left_out)
            parts.append(f"<left_out>\n{lines}</left_out>\n")
        if pasted:
            parts.append(f"<pasted>\n{fenced_off(_inert(pasted))}\n</pasted>\n")
        if asked:
            parts.append(f"<asked>\n{_inert(asked)}\n</asked>\n")
        return "".join(parts)

    @staticmethod
    def _document(number: int, source: str, lines: Sequence[str]) -> str:
        content = "\n".join(_inert(line) for line in lines)
        return (
            f'<document index="{number}">\n<source>{_inert(source)}</source>\n'
            f"<document_content>\n{content}\n</document_content>\n</document>\n"
        )


_NAMES = "documents|document|document_content|source|left_out|pasted|asked"
_TAG = regex(
    rf"[<＜﹤](?=\s{{0,20}}/\s{{0,20}}(?:{_NAMES})\b|\s{{0,20}}(?:{_NAMES})(?:\s{{0,20}}/?\s{{0,20}}[>＞﹥]|\s+index\b))",
    re.IGNORECASE,
)
"""As models read it, not as parsers do: in any letters, with blanks in it. Of opening tags those of
this format: HTML has a `<source src="...">`, too.
"""


def _inert(text: str) -> str:
    """Return `text` with this format's tags disarmed: quoted text must not end the document that
    holds it, nor begin another. Text that is disarmed already stays as it is.
    """
    return _TAG.sub(r"\g<0>\\", text)


LAYOUTS: dict[Format, Layout] = {"markdown": Markdown(), "xml": Xml()}


def layout_of(format: Format, lang: Language = DEFAULT_LANGUAGE) -> Layout:
    """Return how a format is written for readers of a language; tags are the same in all."""
    return Markdown(lang) if format == "markdown" else LAYOUTS[format]
