"""The results of questions: an answer, a report on logs, a report on files, each in every form.

Not here: asking (`workspace.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ctxkit.bundle.budget import BundleForm, Detail, make_bundle
from ctxkit.bundle.layout import Format
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Bundle, CheckReport, Finding, Hit, Location
from ctxkit.output.json_form import answer_dict, bundle_dict
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.redact import Redactor

if TYPE_CHECKING:
    from ctxkit.ask.triage.results import Triage
    from ctxkit.output.verdict.case import CaseVerdict

DEFAULT_BUDGET = 3000
"""Tokens of a bundle when none are asked for."""

DEFAULT_TOP, DEFAULT_JSON_TOP = 20, 500
"""Entries in each list of a report on logs, for people and in the JSON form."""

_MAX_TEXT_LINES = 40  # of source in a hit of the JSON form


class ContextBundle:
    """A finished bundle.

    `markdown` is its text (in the format in which it was made), `tokens` counts all of it.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self.markdown = bundle.text
        self.tokens = bundle.tokens

    def to_dict(self) -> dict[str, Any]:
        """Return the `bundle` of the JSON form."""
        return bundle_dict(self._bundle)


class Answer:
    """The answer to a question, with the source at hand to show it.

    Secrets in the text that was asked about are masked.
    """

    def __init__(self, finding: Finding, index: Index, sources: Sources) -> None:
        self.finding = _masked(finding)
        self._index = index
        self._sources = sources

    @property
    def roots(self) -> Mapping[str, Path]:
        """The folders of the sources, by their names."""
        return self._sources.roots

    @property
    def found(self) -> bool:
        """Whether there is an answer at all."""
        return self.finding.has_answer and self.finding.confidence != "none"

    def bundle(
        self,
        budget: int = DEFAULT_BUDGET,
        *,
        format: Format = "markdown",
        detail: Detail = "code",
        diagram: bool = False,
        lang: Language = DEFAULT_LANGUAGE,
        before: str = "",
        after: str = "",
    ) -> ContextBundle:
        """Return the context bundle, at most `budget` tokens. Raise UsageError if nothing fits.

        A `brief` one names every place and shows no source, for readers who have the files;
        `diagram` adds the chain of a setting as a Mermaid diagram. Labels and notes are in `lang`;
        keys, paths and commands are the same in all. `before` and `after` are the
        parts of a prompt around it; they count towards the budget.
        """
        form = BundleForm(
            budget=budget,
            format=format,
            detail=detail,
            diagram=diagram,
            lang=lang,
            before=before,
            after=after,
        )
        return ContextBundle(make_bundle(self.finding, self._index, self._sources, form))

    def prompted(
        self,
        name: str,
        budget: int = DEFAULT_BUDGET,
        *,
        lang: Language = DEFAULT_LANGUAGE,
        format: Format = "markdown",
        detail: Detail = "code",
        diagram: bool = False,
    ) -> ContextBundle:
        """Return the bundle inside the prompt of that name, in English where it is not there in
        `lang`.

        Raise UsageError if there is no such prompt or it is for other questions.
        """
        from ctxkit.output.prompts import around_bundle, prompt_for, values_of

        prompt = prompt_for(self.finding.question.command, name, lang)
        before, after = around_bundle(prompt, values_of(self.finding, prompt.lang))
        return self.bundle(
            budget,
            format=format,
            detail=detail,
            diagram=diagram,
            lang=prompt.lang,  # a prompt names the sections of its bundle
            before=before,
            after=after,
        )

    @property
    def svg(self) -> str:
        """A map as a picture that stands alone. Raise UsageError for another answer."""
        if self.finding.map is None:
            raise UsageError("only a map can be drawn", hint="run: ctxkit map --svg FILE")
        from ctxkit.output.map_svg import map_svg

        return map_svg(self.finding.map)

    def to_dict(self, bundle: ContextBundle | None = None) -> dict[str, Any]:
        """Return the JSON form, which lists what `bundle` (by default that of `bundle()`) consists
        of.
        """
        return answer_dict(self.finding, self.text, (bundle or self.bundle()).to_dict())

    def text(self, location: Location) -> str:
        """Return the source text of a location; of a long one, the beginning."""
        end = min(location.end_line, location.line + _MAX_TEXT_LINES - 1)
        return self._sources.text(location.repo, location.path, location.line, end)


class LogReport:
    """The report on log files. Secrets of the log are masked in every form."""

    def __init__(self, found: Triage, index: Index, sources: Sources) -> None:
        self._triage = found
        self._index = index
        self._sources = sources

    @property
    def found(self) -> bool:
        """Whether there is a cause, or any line of the log comes from code in the workspace."""
        located = any(cluster.hit for cluster in self._triage.clusters)
        return bool(self._triage.statements or self._triage.case.causes) or located

    @property
    def complete(self) -> bool:
        """Whether the files were read to the end."""
        return not self._triage.stopped

    @property
    def deployments(self) -> dict[str, LogReport]:
        """The report of each deployment by its name, where several were looked at."""
        return {
            each.name: LogReport(each, self._index, self._sources)
            for each in self._triage.deployments
        }

    def verdict(self) -> CaseVerdict:
        """Return what a person needs first: the likely causes, each with its proof."""
        from ctxkit.output.verdict.case import case_verdict

        return case_verdict(self._triage, Redactor(self._triage.tally.told))

    def text(self, top: int = DEFAULT_TOP, *, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the report as text, with at most `top` entries in each list.

        Labels and notes are in `lang`.
        """
        from ctxkit.output.triage_report import report_text

        return report_text(self._triage, top, lang)

    def html(self) -> str:
        """Return the causes, their proof and their code as one page that stands alone."""
        from ctxkit.output.page.case_page import case_page

        return case_page(
            self._triage,
            lambda place: self._sources.text(place.repo, place.path, place.line, place.end_line),
        )

    def bundle(
        self,
        budget: int = DEFAULT_BUDGET,
        *,
        format: Format = "markdown",
        detail: Detail = "code",
        lang: Language = DEFAULT_LANGUAGE,
    ) -> ContextBundle:
        """Return one context bundle of the causes and of what proves them, at most `budget` tokens.

        A `brief` one shows no source. Labels and notes are in `lang`.
        """
        return self._most_severe().bundle(budget, format=format, detail=detail, lang=lang)

    def prompted(
        self,
        name: str,
        budget: int = DEFAULT_BUDGET,
        *,
        lang: Language = DEFAULT_LANGUAGE,
        format: Format = "markdown",
        detail: Detail = "code",
    ) -> ContextBundle:
        """Return that bundle inside the prompt of that name, as `Answer.prompted` does.

        Raise UsageError if there is no such prompt or it is for other questions.
        """
        return self._most_severe().prompted(name, budget, lang=lang, format=format, detail=detail)

    def _most_severe(self) -> Answer:
        from ctxkit.ask.triage.finding import finding_of

        finding = finding_of(self._triage, self._index, self._sources)
        return Answer(finding, self._index, self._sources)

    def to_dict(
        self, top: int = DEFAULT_JSON_TOP, bundle: ContextBundle | None = None
    ) -> dict[str, Any]:
        """Return the JSON form, with at most `top` entries in each list; it lists what `bundle`
        consists of, if there is one.
        """
        from ctxkit.output.triage_json import report_dict

        data = report_dict(self._triage, top)
        if bundle is not None:
            data["bundle"] = bundle.to_dict()
        return data


class Checked:
    """The report on deployment files. Secrets are masked in every form."""

    def __init__(self, report: CheckReport) -> None:
        self.report = report

    @property
    def ok(self) -> bool:
        """Whether no problem is an error."""
        return not any(problem.severity == "error" for problem in self.report.problems)

    @property
    def text(self) -> str:
        """The problems as `ctxkit check` prints them, in English."""
        return self.text_in(DEFAULT_LANGUAGE)

    def text_in(self, lang: Language) -> str:
        """Return the problems in a language."""
        from ctxkit.output.check_report import report_text

        return report_text(self.report, lang)

    def prompted(self, name: str, *, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the problems inside the prompt of that name, as `Answer.prompted` does."""
        from ctxkit.output.prompts import prompted_report

        files = " ".join(file.path for file in self.report.files)
        text = self.text_in(lang)
        return prompted_report(text, "check", name, question=files, was_read=True, lang=lang)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        from ctxkit.output.check_report import report_dict

        return report_dict(self.report)

    def sarif(self) -> dict[str, Any]:
        """Return the report as a SARIF 2.1.0 log."""
        from ctxkit import __version__
        from ctxkit.ask.check.catalog import ALL_RULES
        from ctxkit.output.sarif import sarif

        return sarif(self.report, ALL_RULES, __version__)


def _masked(finding: Finding) -> Finding:
    """Return the finding without the secrets of the text that was asked about."""
    # One redactor for the whole finding: equal secrets get equal placeholders.
    redactor = Redactor()
    mask, mask_bound = redactor.mask, redactor.mask_bound
    query = mask(finding.query)  # first: only the text as a whole tells some of its secrets

    def masked_hit(hit: Hit) -> Hit:
        values = tuple((name, mask_bound(name, value)) for name, value in hit.values)
        return replace(hit, values=values, why=tuple(map(mask, hit.why)))

    return replace(
        finding,
        query=query,
        hits=tuple(map(masked_hit, finding.hits)),
        notes=tuple(map(mask, finding.notes)),
    )
