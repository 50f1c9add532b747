"""A case: what a user sends of a deployment that fails -> its causes, ranked, with what was not
there to look at.

Not here: reading the logs (`scan.py`), each kind of evidence (`evidence.py`, `state_files.py`,
`file_causes.py`), what is made of it (`case_causes.py`, `unknown_causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.triage.case_causes import (
    Draft,
    drafts_of_rows,
    finished,
    join_problems,
    mark_consequences,
    ranked,
)
from ctxkit.ask.triage.case_results import CaseCauses, RankedCause
from ctxkit.ask.triage.defects import defect_report, not_as_shipped
from ctxkit.ask.triage.deployment_state import ClusterState
from ctxkit.ask.triage.evidence import (
    FailureEvidence,
    of_clusters,
    of_state,
    of_statements,
    services_down,
)
from ctxkit.ask.triage.file_causes import (
    drafts_of_beats,
    drafts_of_pairs,
    drafts_of_problems,
    drafts_of_queues,
    other_images,
)
from ctxkit.ask.triage.file_settings import FileSettings
from ctxkit.ask.triage.given_files import GivenFiles
from ctxkit.ask.triage.message_words import Symptoms
from ctxkit.ask.triage.namespaces import of_dify
from ctxkit.ask.triage.past_failures import mark_past
from ctxkit.ask.triage.proofs import BlockFiles
from ctxkit.ask.triage.results import Cluster, StatementGroup
from ctxkit.ask.triage.state_files import read_state
from ctxkit.ask.triage.tally import EventCount, Tally
from ctxkit.ask.triage.unknown_causes import drafts_of_unknown
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.listening import program_on
from ctxkit.dify.service_names import service_of_container
from ctxkit.index.reader import Index, MessageRow
from ctxkit.index.sources import Sources
from ctxkit.model import Problem
from ctxkit.regex import regex

_UPSTREAM = regex(r'\bupstream: "[a-z]{2,9}://([\w.-]{1,200}):([0-9]{2,5})')
MAX_CAUSES = 12
MAX_PROVED = 8
"""Lines of a cause whose files are looked up."""


class Case(Struct, frozen=True, kw_only=True):
    """What came with the logs: other files, the files of the deployment, and what `check` says of
    those.
    """

    given: GivenFiles = GivenFiles()
    files: UserDeployment = UserDeployment()
    problems: tuple[Problem, ...] = ()


class Counted(Struct, frozen=True, kw_only=True):
    """What was counted in the logs."""

    tally: Tally
    rows: Sequence[MessageRow]
    statements: Sequence[StatementGroup]
    clusters: Sequence[Cluster]
    blocks: BlockFiles

    @property
    def counts(self) -> list[EventCount]:
        """The counts of all groups of events."""
        found = [group.count for group in self.statements]
        return [*found, *(cluster.count for cluster in self.clusters)]


def causes_of_case(case: Case, counted: Counted, index: Index, sources: Sources) -> CaseCauses:
    """Return the causes of a case."""
    settings = FileSettings(case.files)
    evidence = [
        *of_statements(counted.statements, counted.tally, counted.rows),
        *of_clusters(counted.clusters),
    ]
    state = of_dify(
        read_state([(file.path, file.text) for file in case.given.states]),
        [*settings.values, *(each.text for each in evidence)],
    )
    evidence += of_state(state)
    symptoms = Symptoms(case.given.messages)
    symptoms.learn(each.text for each in evidence)
    drafts = _drafts(case, counted, state, settings, evidence, symptoms, index, sources)
    drafts = ranked(drafts, symptoms)[:MAX_CAUSES]
    proving = [each for draft in drafts for each in draft.best_evidence[:MAX_PROVED]]
    places = counted.blocks.find([(each.block, each.line) for each in proving if each.block >= 0])
    # Looking up every setting takes a while, and most cases show no defect.
    own = not_as_shipped(settings, index) if any(map(_is_defect, drafts)) else []
    causes = tuple(_finished(draft, settings, places, own) for draft in drafts)
    return CaseCauses(
        causes=causes,
        absent=tuple(_absent(case, state, index)),
        ask=_ask(causes, state),
    )


def _finished(
    draft: Draft,
    settings: FileSettings,
    places: Mapping[tuple[int, bytes], tuple[str, int]],
    own: Sequence[str],
) -> RankedCause:
    """Return the cause that a draft is, one in Dify's code with what a report of it needs."""
    cause = finished(draft, settings, places)
    if not _is_defect(draft):
        return cause
    return replace(cause, defect=defect_report(draft.best_evidence[0].text, own))


def _is_defect(draft: Draft) -> bool:
    """Return whether only a change of Dify's code ends what a log shows."""
    return draft.judged.level == "product" and bool(draft.evidence)


def _drafts(
    case: Case,
    counted: Counted,
    state: ClusterState,
    settings: FileSettings,
    evidence: Sequence[FailureEvidence],
    symptoms: Symptoms,
    index: Index,
    sources: Sources,
) -> list[Draft]:
    known, rest = drafts_of_rows(evidence)
    problems = join_problems(known, case.problems)
    raised = {each.raised_at for draft in known.values() for each in draft.evidence} - {None}
    unknown = [each for each in rest if each.raised_at not in raised]
    pairs = list(drafts_of_pairs(state.workloads, index.checkouts(), evidence, settings))
    told = {id(each) for draft in pairs for each in draft.evidence}
    unknown = [each for each in unknown if id(each) not in told]
    drafts = [
        *known.values(),
        *pairs,
        *drafts_of_beats(state.workloads),
        *drafts_of_problems(problems, evidence),
        *drafts_of_queues(
            sources,
            _examples(counted),
            settings,
            evidence,
            "\n".join(file.text for file in case.given.messages),
        ),
        *drafts_of_unknown(unknown, symptoms, settings, index, sources),
    ]
    mark_consequences(drafts, services_down(state))
    mark_past(drafts, counted.counts, counted.tally.over_time.span())
    return drafts


def _examples(counted: Counted) -> Iterator[str]:
    for count in counted.counts:
        yield count.example.decode("utf8", "replace")


# --- what was not there ---------------------------------------------------------------------------


def _absent(case: Case, state: ClusterState, index: Index) -> Iterator[str]:
    """Yield what was not there to look at: that something was not seen does not mean that it is not
    so.
    """
    given = case.given
    if given.unread:
        yield f"not read, because they are no text: {', '.join(given.unread[:5])}"
    if not given.logs:
        yield "no log was given"
    if not any(each.runs for each in state.workloads):
        yield "no list of containers (kubectl get pods -o wide, docker compose ps)"
    elif not state.events and any(not each.is_ready for each in state.workloads if each.runs):
        yield "no events (kubectl get events, kubectl describe pod)"
    if case.files.is_empty:
        yield "no file of the deployment (.env, values.yaml, compose): values are not known"
    yield from other_images(state.workloads, index)
    for each in state.workloads:
        if "CrashLoopBackOff" in each.state and not _has_previous(each.name, given.logs):
            yield f"no previous log of {each.name}"


def _has_previous(pod: str, logs: Sequence[str]) -> bool:
    return any(pod in name and "prev" in name for name in logs)


def _ask(causes: Sequence[RankedCause], state: ClusterState) -> str:
    """Return the command that would settle the first cause, if it is not certain."""
    if causes and causes[0].confidence == "high":
        return ""
    for each in state.workloads:
        if "CrashLoopBackOff" in each.state:
            return f"kubectl logs {each.name} --previous"
    if not causes:
        return ""
    services = [*_behind(causes[0]), *causes[0].services]
    pods = sorted((each for each in state.workloads if each.is_pod), key=lambda pod: pod.is_ready)
    own = [each for service in services for each in pods if each.service == service]
    if pods:
        pod = (own or pods)[0]
        if pod.is_ready:
            return f"kubectl logs {pod.name} --since=1h"
        return f"kubectl describe pod {pod.name}"
    return f"docker compose logs --since 1h {next(iter(services), 'api worker')}"


def _behind(cause: RankedCause) -> Iterator[str]:
    """Yield the services behind a proxy that lines of its log name, by their host, or else by their
    port: why these did not answer is in their own logs.
    """
    for proof in cause.proof:
        if (upstream := _UPSTREAM.search(proof.text)) is not None:
            host, port = upstream.groups()
            if service := service_of_container(host) or program_on(port):
                yield service
