"""Reading the user's files: as docker compose and Helm read them, and whatever they hold."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import extra_env, read_values


def file(text: str) -> CustomerFile:
    return CustomerFile(path="my.env", data=text.encode())


def test_the_leaves_of_values_have_their_lines() -> None:
    values = read_values(
        file(
            "api:\n  replicas: 2\n  extraEnv:\n  - name: A\n    value: '1'\n  - name: B\n    valueFrom: {}\n"
        )
    )
    assert values.leaves["api.replicas"].value == "2"
    assert values.leaves["api.replicas"].line == 2
    found = list(extra_env(values.leaves["api.extraEnv"].node))
    assert [(setting.name, setting.value, setting.line) for setting in found] == [("A", "1", 4)]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    read_values(CustomerFile(path="x", data=data))
