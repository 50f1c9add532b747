"""Make the bundle of a finding: the answer, the source that it cites, the question, within the
budget of tokens.

Pure but for the sources that it is given: no clock, no environment, the same bytes for the same
question. Not here: which source fits (`packing.py`), Markdown and XML (`layout.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctxkit.bundle.fitting import fit_lines, fit_pasted
from ctxkit.bundle.layout import LAYOUTS, Format, Layout
from ctxkit.bundle.packing import Packer
from ctxkit.bundle.summary import summary_lines, title
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Bundle, Finding, LeftOut
from ctxkit.text.tokens import TOKENIZER, count_tokens
from ctxkit.text.visible import visible

# Shares of the budget, at most: the rest is for source.
_SUMMARY_SHARE = 0.3
_PASTED_SHARE = 0.2
_LEFT_OUT_SHARE = 0.08
_MAX_LISTED = 12  # places left out that are listed one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """The text around the source, whose cost is known before any source is chosen."""

    asked: str
    opening: str
    pasted: str
    cost: int


def make_bundle(
    finding: Finding,
    index: Index,
    sources: Sources,
    *,
    budget: int,
    format: Format = "markdown",
    before: str = "",
    after: str = "",
) -> Bundle:
    """Return the bundle of `finding`: at most `budget` tokens, with `before` and `after` (a
    prompt's parts) around it.

    Raise UsageError if not even the shortest answer fits.
    """
    layout = LAYOUTS[format]
    # Where a prompt meets the bundle, a token more may be needed.
    outside = sum(count_tokens(text) + 1 for text in (before, after) if text)
    frame = _frame(finding, layout, budget, outside=outside)
    if frame.cost > budget:
        raise UsageError(
            f"a budget of {budget} tokens is too small",
            hint=f"use at least {frame.cost}",
        )
    packer = Packer(finding, index, sources, layout)
    snippets, missed = packer.pack(budget - frame.cost)
    if missed:
        # The list of what is left out needs room as well.
        snippets, missed = packer.pack(budget - frame.cost - int(budget * _LEFT_OUT_SHARE))
    written = [packer.written(snippet, number) for number, snippet in enumerate(snippets, 1)]
    left_out = [packer.left_out(citation) for citation in missed]
    spent = frame.cost + sum(map(count_tokens, written))
    listed = _left_out_lines(left_out, budget - spent, layout)
    closing = layout.closing(listed, frame.pasted, frame.asked)
    text = "".join((before, frame.opening, *written, closing, after))
    kept = [packer.section(*each) for each in zip(snippets, written, strict=True)]
    return Bundle(
        text=text,
        tokens=count_tokens(text),
        tokenizer=TOKENIZER,
        budget=budget,
        kept=tuple(kept),
        left_out=tuple(left_out),
    )


def _frame(finding: Finding, layout: Layout, room: int, *, outside: int) -> _Frame:
    """Return the frame of a bundle of `room` tokens, of which `outside` are spent already.

    Where its answer does not fit, it is the shortest frame, which may cost more than `room`.
    """
    asked = title(finding)
    bare_opening = layout.opening(asked, ())
    pasted = ""
    if finding.question.pasted:
        pasted = fit_pasted(visible(finding.query), int(room * _PASTED_SHARE))
    around = outside + count_tokens(layout.closing((), pasted, asked))
    left = room - around - count_tokens(bare_opening)
    for_summary = max(0, min(int(room * _SUMMARY_SHARE), left))
    lines = fit_lines(summary_lines(finding), for_summary, lambda count: f"- … {count} more lines")
    opening = layout.opening(asked, lines)
    cost = around + count_tokens(opening)
    if cost <= room:
        return _Frame(asked=asked, opening=opening, pasted=pasted, cost=cost)
    cost = outside + count_tokens(bare_opening) + count_tokens(layout.closing((), "", asked))
    return _Frame(asked=asked, opening=bare_opening, pasted="", cost=cost)


def _left_out_lines(left_out: Sequence[LeftOut], room: int, layout: Layout) -> list[str]:
    """Return the lines that list what was left out, as many as fit into `room` tokens."""
    lines = [
        layout.quoted(f"- {each.title}, {each.tokens} tokens: `{each.command}`")
        for each in left_out
    ]
    room -= count_tokens(layout.closing(("",), "", "")) - count_tokens(layout.closing((), "", ""))
    unlisted = len(lines[_MAX_LISTED:])
    if not unlisted:
        return fit_lines(lines, room, lambda count: f"- … and {count} more")
    lines = [*lines[:_MAX_LISTED], f"- … and {unlisted} more"]
    # The last line may itself be cut, and it counts `unlisted` places.
    return fit_lines(lines, room, lambda count: f"- … and {count - 1 + unlisted} more")
