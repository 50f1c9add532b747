"""A password is git's by a helper; who gets it is decided by real git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ctxkit.workspace.credentials import Login, login_of
from ctxkit.workspace.git_runner import _remote_variables


@pytest.mark.parametrize(
    "url",
    [
        "https://e.org/x",
        "https://me@e.org/x",  # a helper of the user's may know the password
        "ssh://me:pw@e.org/x",
        "git@e.org:x",
        "/srv/x",
        "https://me:a%0Ab@e.org/x",
    ],
)
def test_a_url_that_git_needs_no_help_with_stays_as_it_is(url: str) -> None:
    assert login_of(url) == Login(url)


def asked(url: str, host: str, folder: Path) -> str:
    """Return what git's credential machinery answers for a host when it works on `url`."""
    variables = _remote_variables(url, 0)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(
        ["git", "credential", "fill"],
        input=f"protocol=https\nhost={host}\n\n",
        capture_output=True,
        text=True,
        cwd=folder,
        env={**environment, "GIT_ASKPASS": "", "GIT_CONFIG_NOSYSTEM": "1", **variables},
        check=False,
    )
    return done.stdout


def test_only_the_server_of_the_url_gets_the_password(tmp_path: Path) -> None:
    url = "https://m%40e:hu%24n\"t'er\\2@e.org:8443/x"
    login = login_of(url)
    assert login.url == "https://e.org:8443/x"
    assert "ter" not in repr(login.settings)
    answer = asked(url, "e.org:8443", tmp_path)
    assert "username=m@e\npassword=hu$n\"t'er\\2\n" in answer
    assert "password" not in asked(url, "else.org", tmp_path)
    assert "password" not in asked(url, "e.org", tmp_path)
