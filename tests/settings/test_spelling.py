from __future__ import annotations

import pytest

from ctxkit.settings.spelling import names_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LOG_LEVEL", "LOG_LEVEL"),
        ("  log-level\n", "log-level"),
        ("${LOG_LEVEL:-INFO}", "LOG_LEVEL"),
        ("$LOG_LEVEL", "LOG_LEVEL"),
        ("LOG_LEVEL=DEBUG", "LOG_LEVEL"),
        ("export LOG_LEVEL=DEBUG", "LOG_LEVEL"),
        ("- LOG_LEVEL=DEBUG", "LOG_LEVEL"),
        ("LOG_LEVEL: ${LOG_LEVEL:-INFO}", "LOG_LEVEL"),
        ("dify_config.LOG_LEVEL", "LOG_LEVEL"),
        ("process.env.NEXT_PUBLIC_X", "NEXT_PUBLIC_X"),
        ('os.environ.get("LOG_LEVEL", "INFO")', "LOG_LEVEL"),
        ("os.getenv('LOG_LEVEL')", "LOG_LEVEL"),
        ('os.Getenv("WORKER_TIMEOUT")', "WORKER_TIMEOUT"),
        ("api.logLevel", "api.logLevel"),
        ("{{ .Values.api.logLevel | quote }}", "api.logLevel"),
        ("upload size limit", "upload_size_limit"),
    ],
)
def test_the_name_in_what_was_pasted(text: str, name: str) -> None:
    assert names_in(text)[0] == name


@pytest.mark.parametrize("text", ["", " \n ", "=", "{{ }}", "日本語"])
def test_no_name(text: str) -> None:
    assert not [name for name in names_in(text) if name.isascii()]
