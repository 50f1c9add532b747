"""Write an answer or a report to stdout, a terminal, a file or the clipboard.

Not here: the options that ask for it (`options.py`), how answers look (`output/`).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from ctxkit.commands.console import emit, say, to_json, write_file
from ctxkit.commands.language import said
from ctxkit.commands.options import AnswerOptions, QuestionOptions, ReportOptions
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.untrusted import for_people
from ctxkit.text.visible import visible

if TYPE_CHECKING:
    from ctxkit.api import Answer, ContextBundle, LogReport


def write_answer(answer: Answer, options: QuestionOptions) -> None:
    """Print an answer, or write it to a file: JSON, the bundle, or in a terminal the verdict."""
    bundle = _bundle_of(answer, options, detail=options.wanted_detail, diagram=options.diagram)
    text = bundle.markdown
    if options.json:
        text = to_json(answer.to_dict(bundle=bundle))
    if options.out is not None:
        write_file(options.out, text)
        say(said(f"wrote {options.out}, {bundle.tokens} tokens"))
    elif is_short(options):
        from ctxkit.output.links import PlaceLinks, link_format
        from ctxkit.output.terminal import Reader, print_details, print_verdict

        # Of a further version no file is there.
        roots = {} if answer.finding.asked_version else answer.roots
        form = link_format(options.hyperlink_format, os.environ)
        links = PlaceLinks(roots=roots, format=form)
        reader = Reader(lang=options.wanted_lang, links=links)
        print_verdict(answer.finding, bundle.tokens, reader=reader)
        if options.verbose:
            print_details(answer.finding, answer.text, reader=reader)
    else:
        emit(text)


def is_short(options: QuestionOptions) -> bool:
    """Return whether the reader is a person who has not asked for more than the answer.

    `--verbose` asks for the same in a pipe.
    """
    asks_more = options.prompt or options.bundle or options.is_detail_given
    if options.json or options.out or asks_more:
        return False
    return options.verbose or sys.stdout.isatty()


def write_report(report: LogReport, options: ReportOptions, top: int | None) -> None:
    """Print a report on logs, or write it to a file; a bundle of it only if one is asked for."""
    wants_bundle = bool(options.bundle or options.prompt or options.brief)
    more = {"detail": "brief"} if options.brief else {}
    bundle = _bundle_of(report, options, **more) if wants_bundle or options.copy else None
    is_text = not options.json and not wants_bundle
    is_seen = is_text and options.out is None and sys.stdout.isatty()
    if is_seen and not options.verbose and top is None:
        from ctxkit.output.terminal import Reader, print_case

        print_case(report.verdict(), reader=Reader(lang=options.wanted_lang))
        return
    limit = {} if top is None else {"top": top}
    if options.json:
        text = to_json(report.to_dict(bundle=bundle, **limit))
    elif wants_bundle and bundle is not None:
        text = bundle.markdown
    else:
        text = report.text(**limit, lang=options.wanted_lang)
    if options.out is not None:
        write_file(options.out, text)
        say(said(f"wrote {options.out}"))
    else:
        emit(for_people(text) if is_seen else text)


def _bundle_of(answer: Answer | LogReport, options: AnswerOptions, **more: Any) -> ContextBundle:
    """Return the bundle that the options ask for, which is also copied if they say so."""
    more["format"] = options.format.value
    # JSON is for programs, which read English.
    lang = DEFAULT_LANGUAGE if options.json and not options.prompt else options.wanted_lang
    if options.prompt:
        bundle = answer.prompted(options.prompt, options.budget, lang=lang, **more)
        _tell_language(options.prompt, lang)
    else:
        bundle = answer.bundle(options.budget, lang=lang, **more)
    if options.copy:
        _copy(bundle)
    return bundle


def _tell_language(name: str, lang: Language) -> None:
    """Say that a prompt is not in the language that was wanted."""
    if lang == DEFAULT_LANGUAGE:  # in which every prompt is there
        return
    from ctxkit.output.prompts import load_prompt

    if (found := load_prompt(name, lang).lang) != lang:
        note = f"note: the prompt {name} is not there in {lang}; it is in {found}"
        say(f"ctxkit: {said(note)}")


def _copy(bundle: ContextBundle) -> None:
    from ctxkit.commands.clipboard import copy

    done = copy(visible(bundle.markdown))
    if done:
        say(said(done.format(f"{bundle.tokens} tokens")))
    else:
        say(f"ctxkit: {said('warning: no clipboard available; use --out FILE')}")
