"""Manifests of Kubernetes Secrets: all their values are masked, those of their neighbours not."""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import pytest

from ctxkit.text.redact import Redactor

TWO = """\
apiVersion: v1
kind: ConfigMap
data:
  a: plain1
---
apiVersion: v1
data:
  a: aGlkZGVuMQ==
  b: >-
    aGlkZGVuaGlkZGVuaGlkZGVuMQ==
kind: Secret
metadata:
  name: dify
  labels: {tier: web1}
"""
MASKED = """\
apiVersion: v1
kind: ConfigMap
data:
  a: plain1
---
apiVersion: v1
data:
  a: <REDACTED:SECRET#1>
  b: >-
    <REDACTED:SECRET#2>
kind: Secret
metadata:
  name: dify
  labels: {tier: web1}
"""


def test_the_values_of_a_manifest_of_a_secret_and_of_no_other() -> None:
    assert Redactor().mask(TWO) == MASKED


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            '{"kind":"Secret","data":{"k":"aGlk","n":"aGlkZA=="},"type":"Opaque"}',
            '{"kind":"Secret","data":{"k":"<REDACTED:SECRET#1>","n":"<REDACTED:SECRET#2>"},"type":"Opaque"}',
        ),
        (
            "kind: Secret\nstringData:\n  conn: a b # c\n  n: |\n    LOG_LEVEL=INFO\ntype: Opaque\n",
            "kind: Secret\nstringData:\n  conn: <REDACTED:SECRET#1> # c\n  n: |\n    LOG_LEVEL=INFO\n"
            "type: Opaque\n",
        ),
        (
            '{\n "kind": "Secret",\n "data": {\n  "k": "aGlk",\n  "n": "aGlk"\n },\n "type": "Opaque"\n}\n',
            '{\n "kind": "Secret",\n "data": {\n  "k": "<REDACTED:SECRET#1>",\n'
            '  "n": "<REDACTED:SECRET#1>"\n },\n "type": "Opaque"\n}\n',
        ),
    ],
)  # fmt: skip
def test_the_ways_that_a_manifest_is_written(text: str, masked: str) -> None:
    assert Redactor().mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "kind: SecretStore\ndata:\n  a: plain1\n",
        "kind: Deployment\nspec:\n  secretName: Secret\n  data:\n    a: plain1\n",
        "kind: Secret\nmetadata:\n  name: plain1\n",
        "kind: Secret\ndata:\n  a: ${PASSWORD}\n",
    ],
)
def test_what_is_no_value_of_a_secret_stays(text: str) -> None:
    assert Redactor().mask(text) == text


def test_the_manifest_that_a_values_file_carries() -> None:
    manifest = {"kind": "Secret", "metadata": {"name": "n1"}, "stringData": {"conn": "a1", "n": ""}}
    assert Redactor().mask_value("extraDeploy", [manifest]) == [
        {
            "kind": "Secret",
            "metadata": {"name": "n1"},
            "stringData": {"conn": "<REDACTED:SECRET#1>"},
        }
    ]
