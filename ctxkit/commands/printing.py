"""Write an answer or a report to stdout, a terminal, a file or the clipboard.

Not here: the options that ask for it (`options.py`), how answers look (`output/`).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ctxkit.commands.console import emit, say, to_json, write_file
from ctxkit.commands.options import AnswerOptions
from ctxkit.text.visible import visible

if TYPE_CHECKING:
    from ctxkit.api import Answer, ContextBundle, LogReport


def write_answer(answer: Answer, options: AnswerOptions) -> None:
    """Print an answer, or write it to a file: JSON, the bundle, or in a terminal a short form."""
    bundle = _bundle_of(answer, options)
    text = bundle.markdown
    if options.json:
        text = to_json(answer.to_dict(bundle=bundle))
    if options.out is not None:
        write_file(options.out, text)
        say(f"wrote {options.out}, {bundle.tokens} tokens")
    elif _is_short(options):
        from ctxkit.output.terminal import print_answer

        print_answer(answer.finding, answer.text, bundle.tokens)
    else:
        emit(text)


def _is_short(options: AnswerOptions) -> bool:
    """Return whether the reader is a person who has not asked for more than the answer."""
    asked_for_more = options.json or options.bundle or options.prompt
    return sys.stdout.isatty() and not asked_for_more


def write_report(report: LogReport, options: AnswerOptions, top: int | None) -> None:
    """Print a report on logs, or write it to a file; a bundle of it only if one is asked for."""
    wants_bundle = bool(options.bundle or options.prompt)
    bundle = _bundle_of(report, options) if wants_bundle or options.copy else None
    limit = {} if top is None else {"top": top}
    if options.json:
        text = to_json(report.to_dict(bundle=bundle, **limit))
    elif wants_bundle and bundle is not None:
        text = bundle.markdown
    else:
        text = report.text(**limit)
    if options.out is not None:
        write_file(options.out, text)
        say(f"wrote {options.out}")
    else:
        emit(text)


def _bundle_of(answer: Answer | LogReport, options: AnswerOptions) -> ContextBundle:
    """Return the bundle that the options ask for, which is also copied if they say so."""
    if options.prompt:
        bundle = answer.prompted(options.prompt, options.budget, format=options.format.value)
    else:
        bundle = answer.bundle(options.budget, format=options.format.value)
    if options.copy:
        _copy(bundle)
    return bundle


def _copy(bundle: ContextBundle) -> None:
    from ctxkit.commands.clipboard import copy

    done = copy(visible(bundle.markdown))
    if done:
        say(done.format(f"{bundle.tokens} tokens"))
    else:
        say("ctxkit: warning: no clipboard available; use --out FILE")
