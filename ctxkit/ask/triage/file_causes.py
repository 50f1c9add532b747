"""What the files of the deployment show by themselves: problems that `check` finds, queues that no
worker reads, releases that do not fit each other, images of another version.

Not here: the rules of `check` (`ask/check/`), what lines tell (`case_causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ctxkit.ask.triage.case_causes import Draft
from ctxkit.ask.triage.case_results import Proof
from ctxkit.ask.triage.deployment_state import Workload
from ctxkit.ask.triage.evidence import FailureEvidence
from ctxkit.ask.triage.file_settings import FileSettings
from ctxkit.ask.triage.queues import unread_queues
from ctxkit.dify.cause_row import Judged
from ctxkit.dify.causes_of_files import SILENT_RULES, WAITING_WORDS
from ctxkit.dify.charts import section_of
from ctxkit.dify.clients import CLIENTS
from ctxkit.dify.images import image_row, tag_of
from ctxkit.dify.known_pairs import KnownPair, told_by
from ctxkit.dify.repositories import DIFY
from ctxkit.dify.worker_settings import QUEUE_VARIABLES
from ctxkit.index.ask_hint import how_to_ask
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout, Problem
from ctxkit.routes.known_faults import faults_of
from ctxkit.text.wording import short
from ctxkit.workspace.versions import without_build

MAX_PROBLEMS = 4
_TAGS = {
    "api": ("image.api.tag", "api.image.tag"),
    "plugin_daemon": ("image.pluginDaemon.tag", "pluginDaemon.image.tag"),
}
"""The last keys of the values that name the release of a program, in the charts."""

_MAX_NAMED = 6
_PROVED = 12.0
_FITS = 18.0
_NOT_SHOWN = -18.0
"""The files tell it, but nothing that happens."""


# --- problems of check ----------------------------------------------------------------------------


def drafts_of_problems(
    problems: Sequence[Problem], evidence: Sequence[FailureEvidence]
) -> list[Draft]:
    """Return the problems that break something without any error in a log."""
    # Several lines may break one rule: one is enough.
    first = {problem.id: problem for problem in reversed(problems) if problem.severity != "note"}
    drafts = []
    for rule, problem in first.items():
        row = SILENT_RULES.get(rule)
        if row is None:
            continue
        shown = [each for each in evidence if row.tells(each.text)]
        drafts.append(
            Draft(
                id=f"check:{problem.id}:{problem.key}",
                what=problem.message,
                change=problem.fix,
                judged=Judged(level="environment", why="a setting of the deployment is wrong"),
                standing="cause" if shown else "likely",
                settings=[problem.key, *(name for name in row.settings if name != problem.key)],
                evidence=shown[:4],
                file_proofs=[Proof(file=problem.path, line=problem.line, text=problem.message)],
                bonus=_PROVED if shown else _NOT_SHOWN,
                places=list(problem.places[:2]),
                is_certain=bool(shown),
            )
        )
    return drafts[:MAX_PROBLEMS]


# --- queues ---------------------------------------------------------------------------------------


def drafts_of_queues(
    sources: Sources,
    banners: Iterable[str],
    settings: FileSettings,
    evidence: Sequence[FailureEvidence],
    messages: str,
) -> list[Draft]:
    """Return the queues that no worker reads as a cause, if there are any."""
    found = unread_queues(sources, banners, settings.texts)
    if found is None:
        return []
    shown = ", ".join(found.names[:_MAX_NAMED])
    files = [each for each in found.lists if each.path]
    fits = any(word in messages.lower() for word in WAITING_WORDS)
    names = list(reversed(QUEUE_VARIABLES))  # the general one first; the other overrides it
    if files:
        names = ["services.worker.command", *names]
    return [
        Draft(
            id="queue-without-worker",
            what=f"no worker reads the queues {shown}: their tasks wait for ever, without an error",
            change="add them to the worker's -Q (best: all of the image's own list)",
            judged=Judged(
                level="environment",
                why="the workers of the deployment are started with a list of their own",
            ),
            standing="cause",
            settings=names,
            evidence=[each for each in evidence if "queue" in each.text][:2],
            file_proofs=[
                Proof(file=each.path, line=each.row, text=short(each.text)) for each in files
            ],
            bonus=_FITS if fits else -20.0,
            is_certain=fits,
        )
    ]


# --- releases -------------------------------------------------------------------------------------


def drafts_of_pairs(
    workloads: Sequence[Workload],
    versions: Mapping[str, Checkout],
    evidence: Sequence[FailureEvidence],
    settings: FileSettings,
) -> Iterator[Draft]:
    """Yield the known faults of the releases that run together, told by a line or by the images."""
    images = {**_tags_in(settings), **_versions_of(workloads)}
    told: dict[KnownPair, list[FailureEvidence]] = {}
    for each in evidence:
        for row in told_by(each.text):
            told.setdefault(row, []).append(each)
    for client in CLIENTS:
        caller = images.get(client.caller) or _checked_out(client.repo, versions)
        called = images.get(client.called) or _checked_out(client.called_repo, versions)
        for fault in faults_of(client.caller, caller[0], client.called, called[0]):
            shown = told.get(fault, [])
            proofs = [work for _, work in (caller, called) if work is not None]
            is_known = called[1] is not None
            if shown or is_known:
                yield _pair_draft(fault, (caller[0], called[0]), shown, proofs)


def _pair_draft(
    fault: KnownPair,
    versions: tuple[str, str],
    shown: Sequence[FailureEvidence],
    proofs: Sequence[Workload],
) -> Draft:
    called = fault.called
    caller, other = versions
    chart = section_of(called)
    return Draft(
        id=f"pair:{fault.caller}:{called}:{fault.symptom}",
        what=f"{fault.caller} {caller} does not work with {called} {other}: {fault.symptom}",
        change=f"{called}: {fault.fix} ({fault.reference})",
        judged=Judged(level="environment", why="two releases run together that do not fit"),
        standing="cause" if shown else "likely",
        settings=[
            f"{called}.image",
            f"langgenius/dify-{called.replace('_', '-')}",
            f"{chart}.image.tag",
            f"image.{chart}.tag",
        ],
        evidence=list(shown),
        file_proofs=[
            Proof(file=work.path, line=work.line, text=f"{work.name} {work.image}")
            for work in reversed(proofs)
        ],
        bonus=_FITS + _PROVED * bool(proofs) if shown else _NOT_SHOWN,
        is_certain=bool(shown),
    )


def _versions_of(workloads: Sequence[Workload]) -> dict[str, tuple[str, Workload | None]]:
    found: dict[str, tuple[str, Workload | None]] = {}
    for each in workloads:
        row = image_row(each.image) if each.image else None
        if row is not None and row.program and tag_of(each.image):
            found.setdefault(row.program, (without_build(tag_of(each.image)), each))
    return found


def _tags_in(settings: FileSettings) -> dict[str, tuple[str, Workload | None]]:
    """Return the releases that values of a chart name, by program."""
    found: dict[str, tuple[str, Workload | None]] = {}
    for program, endings in _TAGS.items():
        for each in (value for ending in endings for value in settings.named(ending)):
            image = f"langgenius/dify-{program.replace('_', '-')}:{each.value}"
            work = Workload(
                name=each.name,
                service=program,
                state="",
                is_ready=True,
                path=each.path,
                line=each.line,
                image=image,
            )
            found.setdefault(program, (without_build(each.value), work))
    return found


def _checked_out(repo: str, versions: Mapping[str, Checkout]) -> tuple[str, Workload | None]:
    checkout = versions.get(repo)
    return (checkout.version if checkout is not None else ""), None


def other_images(workloads: Sequence[Workload], index: Index) -> Iterator[str]:
    """Yield a sentence for each image of Dify of another version than the sources."""
    dify = index.checkouts().get(DIFY)
    seen: set[str] = set()
    for each in workloads:
        row = image_row(each.image) if each.image else None
        tag = tag_of(each.image)
        if dify is None or row is None or row.release != "dify" or tag in seen:
            continue
        seen.add(tag)
        version = without_build(tag)
        if tag[:1].isdigit() and version != dify.version:
            yield (
                f"{each.name} runs {row.name} {tag}, the sources are those of {dify.version}: "
                f"{how_to_ask(index, DIFY, version)}"
            )


def drafts_of_beats(workloads: Sequence[Workload]) -> Iterator[Draft]:
    """Yield that two schedulers run: each task of the schedule is sent twice."""
    running = (each for each in workloads if each.runs and each.is_ready)
    beats = [each for each in running if each.service == "worker_beat"]
    if len(beats) > 1:
        yield Draft(
            id="two-beats",
            what=f"{len(beats)} schedulers (beat) run: a task is sent {len(beats)} times",
            change="run one: beat.replicas: 1, no --scale worker_beat, no -B of a worker",
            judged=Judged(level="environment", why="the deployment starts more than one"),
            standing="cause",
            settings=[
                "beat.replicas",
                "workerBeat.replicas",
                "worker_beat",
                "replicas",
                "worker_beat.deploy.replicas",
            ],
            file_proofs=[
                Proof(file=each.path, line=each.line, text=each.name) for each in beats[:4]
            ],
        )
