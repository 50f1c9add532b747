"""Signs that a program which Dify has nothing to do with wrote a text."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.other_programs import unknown_stack
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from tests.ask.locate_workspace import MAIL, Ask

STACK = """Traceback (most recent call last):
{frames}
  File "/usr/lib/python3.12/smtplib.py", line 750, in login
    raise last_exception
smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')
"""


def stack(*paths: str) -> str:
    frames = [f'  File "{path}", line 7, in send\n    server.login(user)' for path in paths]
    return STACK.format(frames="\n".join(frames))


@pytest.mark.parametrize(
    ("paths", "sign"),
    [
        (["/srv/shop/mailer.py"], "/srv/shop/mailer.py"),
        (["/srv/shop/app.py", "/srv/shop/mailer.py"], "/srv/shop/mailer.py"),
        (["/srv/shop/app.py", "/srv/venv/lib/python3.12/site-packages/x/y.py"], "/srv/shop/app.py"),
        # Of Dify: its sources wherever they are, its images, a plugin, the code of a user.
        ([f"/home/me/dify/{MAIL}"], ""),
        (["/app/api/libs/unheard_of.py"], ""),
        (["/data/cwd/acme/stamps-0.1.0@1a2b3c/tools/stamp.py"], ""),
        (
            [
                "/home/me/stamps/tools/stamp.py",
                "/venv/lib/python3.12/site-packages/dify_plugin/x.py",
            ],
            "",
        ),
        (["/var/sandbox/sandbox-python/tmp/1a2b.py"], ""),
        (["<string>"], ""),
        ([], ""),
    ],
)
def test_the_stack_of_another_program(
    opened: tuple[Index, Sources], paths: list[str], sign: str
) -> None:
    assert unknown_stack(opened[0], stack(*paths)) == sign


def test_of_another_program_no_setting_is_named(ask: Ask) -> None:
    found = ask(stack("/srv/shop/mailer.py"))
    assert found.known_cause is not None
    assert (found.known_cause.is_sure, found.known_cause.settings) == (False, ())
    assert found.keys == ()
    assert any("`/srv/shop/mailer.py`" in note for note in found.notes)
    assert ask(stack(f"/app/{MAIL}")).known_cause == ask(stack("/app/api/x.py")).known_cause
