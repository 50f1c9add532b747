from __future__ import annotations

import pytest

from ctxkit.extract.registry import mentions as mentions_of
from ctxkit.extract.source import Source
from ctxkit.extract.typescript.mentions import mentions


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("send(x); mailer.deliver(x)", {"send", "deliver"}),
        ("post<Mail>('/mails')", {"post"}),
        ("post<{ mails: Mail[] }>('/mails')", {"post"}),
        ("import Form, { check, send as sendMail } from './mail'", {
            "Form", "check", "send", "sendMail",
        }),
        ("import {\n  check,\n} from '@/utils'\nx.map(check)", {"check"}),
        ("import type { Mail } from './mail'", set()),
        ("import { useState } from 'react'\nuseState(1)", set()),
        ("items.filter(x).map(y)", set()),
        ("if (a) while (b) switch (c) {}", set()),
    ],
)  # fmt: skip
def test_calls(code: str, calls: set[str]) -> None:
    assert mentions(code.encode()).calls == calls


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("this.timer = setTimeout(f)", {"timer"}),
        ("ref.current ??= 5", {"current"}),
        ("if (a.size === 5 || a.size == 5 || a.size >= 4) f(a.size => 1)", set()),
        ("const timeout = 5; f({ timeout: 5 })", set()),
    ],
)
def test_writes(code: str, writes: set[str]) -> None:
    assert mentions(code.encode()).writes == writes


def test_generated_files_mention_nothing() -> None:
    data = b"send(x);" * 5_000
    assert not mentions_of(Source(repo="r", path="web/a.js", data=data)).calls
    assert mentions_of(Source(repo="r", path="web/a.js", data=data[:800])).calls == {"send"}
