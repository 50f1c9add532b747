"""How the parts of a bundle are written: Markdown, which pastes anywhere, and the XML that Claude's
guide asks for.

Not here: which parts there are (`budget.py`), source text with line numbers
(`output/json_form.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from ctxkit.text.code import fence_language, fenced

Format = Literal["markdown", "xml"]


class Layout(Protocol):
    """Writes parts; each ends with a line end, so that the whole is their concatenation."""

    def opening(self, title: str, lines: Sequence[str]) -> str:
        """Write what the bundle is and what was found."""

    def section(
        self, number: int, heading: str, link: str, title: str, path: str, code: str
    ) -> str:
        """Write a piece of source; `number` counts from 1."""

    def closing(self, left_out: Sequence[str], pasted: str, asked: str) -> str:
        """Write what did not fit, what the user pasted, and the question."""


class Markdown:
    """Headings, links, fences that outgrow what they hold."""

    def opening(self, title: str, lines: Sequence[str]) -> str:
        return "\n".join([f"# {title}", "", *lines, ""])

    def section(
        self, number: int, heading: str, link: str, title: str, path: str, code: str
    ) -> str:
        below = " · ".join(part for part in (title, link) if part)
        return f"\n### {heading}\n{below}\n{fenced(code, fence_language(path))}"

    def closing(self, left_out: Sequence[str], pasted: str, asked: str) -> str:
        parts = []
        if left_out:
            parts.append("\n## Left out\n" + "".join(f"{line}\n" for line in left_out))
        if pasted:
            parts.append("\n## What was pasted\n" + fenced(pasted))
        parts.append(f"\n## Asked\n{asked}\n")
        return "".join(parts)


class Xml:
    """`<documents>` as Anthropic's long-context guide has them; code stands in them as it is,
    unescaped.
    """

    def opening(self, title: str, lines: Sequence[str]) -> str:
        return f"<documents>\n{self._document(1, title, lines)}"

    def section(
        self, number: int, heading: str, link: str, title: str, path: str, code: str
    ) -> str:
        return self._document(
            number + 1, " ".join(part for part in (heading, link) if part), [title, code]
        )

    def closing(self, left_out: Sequence[str], pasted: str, asked: str) -> str:
        parts = ["</documents>\n"]
        if left_out:
            parts.append(
                "<left_out>\n" + "".join(f"{_inert(line)}\n" for line in left_out) + "</left_out>\n"
            )
        if pasted:
            parts.append(f"<pasted>\n{_inert(pasted)}\n</pasted>\n")
        parts.append(f"<asked>\n{_inert(asked)}\n</asked>\n")
        return "".join(parts)

    @staticmethod
    def _document(number: int, source: str, lines: Sequence[str]) -> str:
        content = "\n".join(_inert(line) for line in lines)
        return (
            f'<document index="{number}">\n<source>{_inert(source)}</source>\n'
            f"<document_content>\n{content}\n</document_content>\n</document>\n"
        )


_OURS = ("documents", "document", "document_content", "source", "left_out", "pasted", "asked")


def _inert(text: str) -> str:
    """Return `text` with closing tags of ours made harmless: it must not end the document that it
    stands in.
    """
    if "</" in text:
        for tag in _OURS:
            text = text.replace(f"</{tag}>", f"<\\/{tag}>")
    return text


LAYOUTS: dict[str, Layout] = {"markdown": Markdown(), "xml": Xml()}
