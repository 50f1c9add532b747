"""Values that code takes where the type says only text."""

from __future__ import annotations

from ctxkit.dify.allowed_values import allowed_values, described_pattern, enumeration_of


def test_the_values_of_a_variable_of_a_program() -> None:
    assert allowed_values("plugin_daemon", "PLATFORM") == ("local", "serverless", "aws_lambda")
    assert "debug" not in allowed_values("api", "LOG_LEVEL")
    assert allowed_values("api", "PLATFORM") == ()
    assert allowed_values("api", "OTHER") == ()


def test_a_variable_that_is_looked_up_in_an_enumeration() -> None:
    assert enumeration_of("api", "VECTOR_STORE") == "VectorType"
    assert enumeration_of("plugin_daemon", "VECTOR_STORE") == ""
    assert enumeration_of("api", "OTHER") == ""


def test_a_pattern_that_has_a_description() -> None:
    assert described_pattern(r"^\/.*[^/]$") == "a path such as /dify"
    assert described_pattern("^a$") == "a value that matches /^a$/"
