from __future__ import annotations

import pytest

from ctxkit.extract.python.mentions import mentions


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("send(x)", {"send"}),
        ("mailer.send(x)", {"send"}),
        ("class Mail(Base): pass", {"Mail"}),
        ("send_mail_task.delay(1)", {"send_mail_task"}),
        ("send_mail_task.apply_async(args=[1])", {"send_mail_task"}),
        ("chain(send_mail_task.s(1), close_task.si())", {"chain", "send_mail_task", "close_task"}),
        ("plan.replies(1)", {"replies"}),
        ("handlers[kind](x)", {"handlers"}),
        ("def send(self): ...", {"send"}),
        ("from mailing import send\nThread(target=send)", {"send", "Thread"}),
        ("from a import (\n  send, # it\n  Mail as Letter,\n  open_box as unpack,\n)", {
            "send", "open_box", "unpack",
        }),
        ("if (a) and not (b): return (c)", set()),
        ("super().__init__(x)", set()),
        ("fn(x)", set()),
        ("send = 5; sender", set()),
        ("send (x)", set()),
    ],
)  # fmt: skip
def test_calls(code: str, calls: set[str]) -> None:
    assert mentions(code.encode()).calls == calls


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("self.timeout = 5", {"timeout"}),
        ("request.state.user = user", {"user"}),
        ("self.client: Client | None = None", {"client"}),
        ("self.tries += 1", {"tries"}),
        ("self.size //= 2", {"size"}),
        ("Client(timeout=5,\n    max_tries=tries)", {"timeout", "max_tries"}),
        ("self.timeout == 5 or self.size >= 3 or self.tries != 4", set()),
        ("timeout = 5", set()),
        ("if (size := len(x)): pass", set()),
        ("f(x == y)", set()),
        ("self.id = 5", set()),
    ],
)
def test_writes(code: str, writes: set[str]) -> None:
    assert mentions(code.encode()).writes == writes
