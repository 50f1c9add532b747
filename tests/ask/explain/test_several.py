"""Several settings in one answer."""

from __future__ import annotations

import ctxkit
from ctxkit.ask.explain.explain import QUESTION
from ctxkit.ask.explain.several import together
from ctxkit.model import Confidence, Finding


def finding(query: str, confidence: Confidence, *notes: str) -> Finding:
    return Finding(question=QUESTION, query=query, confidence=confidence, notes=notes)


def test_it_is_as_sure_as_the_least_sure_that_was_found() -> None:
    told = together([finding("A", "high", "x"), finding("B", "none", "y"), finding("C", "medium")])
    assert (told.query, told.confidence, told.notes) == ("A B C", "medium", ("A: x", "B: y"))
    assert together([finding("A", "none"), finding("B", "none")]).confidence == "none"


def test_one_is_as_it_is() -> None:
    one = finding("A", "high", "x")
    assert together([one]) is one


def test_the_bundle_has_each_in_the_order_asked_and_once(demo_workspace: ctxkit.Workspace) -> None:
    both = demo_workspace.explain("WORKER_TIMEOUT", "SSRF_DEFAULT_MAX_RETRIES", "worker_timeout")
    names = list(dict.fromkeys(key.name for key in both.finding.keys))
    assert names.index("WORKER_TIMEOUT") < names.index("SSRF_DEFAULT_MAX_RETRIES")
    assert len(set(both.finding.keys)) == len(both.finding.keys)
    bundle = both.bundle(detail="brief")
    assert bundle.tokens <= 3000
    lines = bundle.markdown.splitlines()
    assert lines[0] == "# ctxkit explain WORKER_TIMEOUT SSRF_DEFAULT_MAX_RETRIES worker_timeout"
    for key in ("WORKER_TIMEOUT", "SSRF_DEFAULT_MAX_RETRIES"):
        assert any(line.startswith(f"- `{key}`: ") for line in lines)


def test_a_misspelt_one_among_them_is_said(demo_workspace: ctxkit.Workspace) -> None:
    answer = demo_workspace.explain("SSRF_DEFAULT_MAX_RETRIES", "LOG_LEVLE")
    assert answer.found
    assert "LOG_LEVEL" in answer.finding.suggestions
    assert any(note.startswith("LOG_LEVLE: no setting") for note in answer.finding.notes)
