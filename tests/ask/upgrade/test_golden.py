"""A deployment's values of some 350 lines migrated to the next chart: the new file, the report and
the JSON form, as `golden/upgrade/` holds them.

The chart is invented, in the style of an Enterprise chart: sections renamed and moved, changed
defaults, other types, lists, anchors, images, secrets.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ctxkit
from ctxkit.api.comparisons import ValuesUpgrade
from ctxkit.output.tables import to_markdown
from ctxkit.text.languages import Language
from tests.conftest import assert_golden

CHART = Path(__file__).parent / "chart"
SECRETS = (
    "sk8Jd72hQpLw0Zx5Vb9Nc3Mf6Rt1Yg4U",
    "Hn4Kc8Vd2Ws6Xz0Qy5Tb9Lf3Pm7Rg1Ja",
    "nbs_51HqLyjWDarjtT1zdp7dc",
    "Tr0ub4dor%263",
    "lic-4f0b9c7e12d84a6c",
    "d41d8cd98f00b204e9800998ecf8427e12345678",
    "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    "mt-93d1c40b7ae2",
    "sbx-2Zr7Qm4Kc9Wd1Vt6",
    "e7Gt5Rf3Ed1Ws9Qa8Zx6Cv4Bn2Mk0Lj",
    "bm9ydGh3aW5kLXRlc3RzLW5vdC1hLXJlYWwta2V5ISE=",
    "re_7Yp2Xq9Vb4Nc_1Mz8Lk",
    "S3ptember!rain",
    "Vw5Ty7Ui9Op1As3Df5Gh7Jk9",
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "Pg-Plum-Orbit-77",
    "Rd-Cobalt-Fern-19",
    "qd-8f14e45fceea167a5a36",
)
"""Secrets in `mine.yaml`, as they are written there."""


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> ValuesUpgrade:
    monkeypatch.chdir(CHART)  # reports name the files as they were given
    return ctxkit.upgrade_values("mine.yaml", "new.yaml", base="old.yaml")


@pytest.fixture
def upgraded_without_base(monkeypatch: pytest.MonkeyPatch) -> ValuesUpgrade:
    monkeypatch.chdir(CHART)
    return ctxkit.upgrade_values("mine.yaml", "new.yaml")


def test_with_the_old_chart(upgraded: ValuesUpgrade) -> None:
    assert_golden("upgrade/values.yaml", upgraded.text)
    assert_golden("upgrade/report.md", upgraded.markdown)
    shown = {name: part for name, part in upgraded.to_dict().items() if name != "text"}
    assert_golden("upgrade/report.json", json.dumps(shown, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_in_the_language_of_the_reader(upgraded: ValuesUpgrade, lang: Language) -> None:
    assert_golden(f"upgrade/report.{lang}.md", to_markdown(upgraded.report, lang))


def test_without_the_old_chart(upgraded_without_base: ValuesUpgrade) -> None:
    assert_golden("upgrade/without-base.md", upgraded_without_base.markdown)


def test_no_report_contains_a_secret_of_the_deployment(
    upgraded: ValuesUpgrade, upgraded_without_base: ValuesUpgrade
) -> None:
    assert [secret for secret in SECRETS if secret not in upgraded.text] == []
    reports = [upgraded, upgraded_without_base]
    shown = [report.markdown for report in reports]
    shown += [json.dumps({**report.to_dict(), "text": ""}) for report in reports]
    assert [secret for secret in SECRETS if any(secret in text for text in shown)] == []
