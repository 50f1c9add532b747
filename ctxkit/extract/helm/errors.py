"""The failures of rendering that a chart template states: `fail`, `required`.

Not here: how they are found (`evaluate.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.extract.helm.reader import TemplateReader
from ctxkit.extract.literals import MessageText, fill_percent, literal
from ctxkit.model import Raise


def raises(template: TemplateReader) -> Iterator[Raise]:
    """Yield the failures of a template, each once."""
    for failure in dict.fromkeys(template.evaluator.failures):
        line = template.line_at(failure.start)
        yield Raise(
            name=failure.function,
            line=line,
            end_line=line,
            symbol=template.define_by_line.get(line, ""),
            template=_message(failure.message).template,
        )


def _message(text: str) -> MessageText:
    """Return a message; its verbs are those of `printf`, whose operands are not known here."""
    if "%" not in text:
        return literal(text)
    return fill_percent(literal(text), ["value"] * text.count("%"))
