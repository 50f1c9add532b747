"""Whole reports on the files of a deployment, as `golden/check/` holds them: a `.env` of more than
400 lines with two dozen faults, compose files, and Helm values.
"""

from __future__ import annotations

import json
import re

import pytest

from ctxkit.ask.check.catalog import ALL_RULES
from ctxkit.files.user_files import CustomerFile
from ctxkit.model import CheckReport
from ctxkit.output.check_report import report_dict, report_text
from ctxkit.output.sarif import sarif
from ctxkit.text.languages import Language
from tests.ask.check.running import check_files
from tests.ask.literal import Asked
from tests.conftest import GOLDEN, assert_golden

DEPLOYMENT = GOLDEN / "check" / "deployment"


def file(name: str) -> CustomerFile:
    return CustomerFile(path=name, data=(DEPLOYMENT / name).read_bytes())


@pytest.fixture(scope="module")
def compose_report(asked: Asked) -> CheckReport:
    compose = [file("docker-compose.yaml"), file("docker-compose.override.yaml")]
    return check_files(asked.index, asked.sources, env=file(".env"), compose=compose)


@pytest.fixture(scope="module")
def helm_report(asked: Asked) -> CheckReport:
    return check_files(asked.index, asked.sources, values=file("values.yaml"))


def results_of(report: CheckReport) -> str:
    """Return the results of a SARIF log; the rules before them are those of `docs/rules.md`, and
    the index of a rule changes with each rule that is added.
    """
    (run,) = sarif(report, ALL_RULES, "0.1.0")["runs"]
    for result in run["results"]:
        del result["ruleIndex"]
    return json.dumps(run["results"], indent=1, ensure_ascii=False) + "\n"


def test_a_compose_deployment(compose_report: CheckReport) -> None:
    assert_golden("check/compose.txt", report_text(compose_report))
    assert_golden("check/compose.json", json.dumps(report_dict(compose_report), indent=1) + "\n")
    assert_golden("check/compose.sarif", results_of(compose_report))


def test_helm_values(helm_report: CheckReport) -> None:
    assert_golden("check/helm.txt", report_text(helm_report))
    assert_golden("check/helm.json", json.dumps(report_dict(helm_report), indent=1) + "\n")
    assert_golden("check/helm.sarif", results_of(helm_report))


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_in_the_language_of_the_reader(
    compose_report: CheckReport, helm_report: CheckReport, lang: Language
) -> None:
    for name, report in (("compose", compose_report), ("helm", helm_report)):
        text = report_text(report, lang)
        assert_golden(f"check/{name}.{lang}.txt", text)
        assert all(not line.isascii() for line in text.splitlines())
        assert re.findall(r"\[[a-z0-9-]+\]$", text, re.M) == [f"[{p.id}]" for p in report.problems]


def test_what_dify_ships_is_at_most_a_public_secret(asked: Asked) -> None:
    """A false alarm about Dify's own files is a bug."""
    shipped = {
        "env": asked.sources.lines("dify", "docker/.env.example"),
        "values": asked.sources.lines("dify-helm", "charts/dify/values.yaml"),
    }
    files = {
        kind: CustomerFile(path=kind, data="\n".join(lines).encode())
        for kind, lines in shipped.items()
    }
    report = check_files(asked.index, asked.sources, **files)
    assert {each.id for each in report.problems if each.severity != "note"} == {"public-secret"}
