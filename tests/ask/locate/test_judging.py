"""What a pasted text is known to tell, and who can end it."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.judging import judged, told_by_words
from ctxkit.model import ConfigUse, ErrorCode, Hit, Location, LogTemplate, Raise
from ctxkit.model.cause import Decider, KnownCause, StatementCause
from tests.ask.locate_workspace import Ask

PLACE = Location(repo="dify", path="a.py", line=3, end_line=3)
DECIDED = StatementCause(
    decides=(
        Decider(
            use=ConfigUse(
                repo="dify",
                path="a.py",
                line=2,
                end_line=2,
                name="LIMIT",
                role="reads",
                via="field",
            ),
            how=(),
            cost=0,
        ),
    )
)


def told_cause(text: str) -> KnownCause | None:
    return told_by_words(text)[0]


def hit(kind: type[LogTemplate] | type[Raise], *, level: str = "", cause: StatementCause) -> Hit:
    given = {"level": level} if kind is LogTemplate else {}
    fact = kind(
        repo="dify", path="a.py", line=3, end_line=3, name="x", symbol="f", template="no", **given
    )
    return Hit(fact=fact, score=1, cause=cause)


@pytest.mark.parametrize(
    ("text", "what", "sure"),
    [
        (
            "TCP_DENIED/403 3721 CONNECT x:443 - HIER_NONE/- text/html",
            "the SSRF proxy forbids",
            True,
        ),
        ('FATAL: database "dify" does not exist', "does not exist", True),
        ("Unhealthy Readiness probe failed", None, False),
        ("all is well", None, False),
        ("", None, False),
    ],
)
def test_what_a_text_tells(text: str, what: str | None, sure: bool) -> None:
    found = told_cause(text)
    if what is None:
        assert found is None
    else:
        assert found is not None
        assert what in found.what
        assert (found.is_sure, found.judged.level) == (sure, "environment")
        assert found.label == ("known cause" if sure else "likely cause")


REFUSED = "dial tcp 172.18.0.3:6379: connect: connection refused"


@pytest.mark.parametrize(
    "writer",
    [
        "",
        "plugin_daemon-1  | ",
        "docker-sandbox-1 | 2026/05/26 08:38:58 ERROR ",
        "qdrant-1 | ",
        "2026-03-19T12:59:13.1Z ERROR dify-plugin-daemon manager.go:138 ",
        "[pod/dify-plugin-daemon-7c9f8d6b5-x2x4q/plugin-daemon] ",
    ],
)
def test_the_program_that_writes_a_line_is_not_what_it_cannot_reach(writer: str) -> None:
    found = told_cause(f"{writer}init redis client failed: {REFUSED}")
    assert found is not None
    assert found.what == "Redis cannot be reached at its address"


@pytest.mark.parametrize(
    "text",
    [
        'plugin_daemon-1 | PluginInvokeError: {"error_type":"ConnectError","message":"refused"}',
        'File "/app/api/core/plugin/impl/base.py", line 203\nPluginInvokeError: x: ConnectError',
        "plugin_daemon-1 | plugin instance log message=httpx.ReadTimeout",
        "sandbox-1 | pip: Name or service not known",
        "sandbox-1 | the proxy answered 401",
        "weaviate-1 | 401 Unauthorized",
        "[ssrf_proxy.py:157] - Request to URL http://10.0.0.4 failed: Connection refused",
        "[plugin_daemon.py:12] - a plugin answers: Connection refused",
        "[sandbox.py:12] - a tool answers: Connection refused",
        "ProxyError('Cannot connect to proxy.', '[Errno 111] Connection refused')",
        "Invalid URL 'example.org/x': No scheme supplied. Perhaps you meant https://example.org/x?",
        "InvokeBadRequestError: 413 Request Entity Too Large, batch size 100 > 64",
        'ERROR: relation "plugins" does not exist (SQLSTATE 42P01)',
        "anthropic.AuthenticationError: invalid x-api-key",
        "expected 200, got 404",
        "dial tcp 172.18.0.3:8080: connect: network is unreachable",
        'request failed with status code: 404 and respond with: {"code": "app_gone"}',
        "ModuleNotFoundError: No module named 'pandas'",
        "upstream prematurely closed connection while reading response header from upstream",
    ],
)
def test_the_words_of_another_failure_tell_no_cause(text: str) -> None:
    assert told_cause(text) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("api-1 | Request to Plugin Daemon Service failed: ConnectError", "the plugin daemon"),
        ("host='dify-plugin-daemon', port=5002: Connection refused", "the plugin daemon"),
        ("lookup http://sandbox:8194/v1/sandbox/run: no such host", "the sandbox"),
        ("kombu.exceptions.OperationalError: [Errno 111] Connection refused", "Redis"),
        ("failed to connect to `host=db user=postgres`: hostname resolving error", "the database"),
    ],
)
def test_what_cannot_be_reached_is_the_address_in_the_text(text: str, what: str) -> None:
    found = told_cause(text)
    assert found is not None
    assert what in found.what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("OOM command not allowed when used memory > 'maxmemory'.", "Redis has no memory left"),
        ("READONLY You can't write against a read only replica.", "that of a replica"),
        (
            'message": "invoke llm model failed: request failed with status code: 404 and respond'
            ' with: {\\"code\\": \\"not_found\\", \\"status\\": 404}',
            "the api refuses the plugin daemon's inner key",
        ),
        ("Failed to request plugin daemon, url: plugin/4a/management/tools", "the plugin daemon"),
        ("Request to Plugin Daemon Service failed\nReadTimeout", "takes longer"),
        ('error="no proper instance" traceback="x"', "runs no instance of the plugin"),
        (
            'connection to server at "db.example" (2a05:d014::1), port 5432 failed: Network is'
            " unreachable",
            "an IPv6 address",
        ),
        ('pg_hba.conf rejects connection for host "10.0.0.7", no encryption', "wants TLS"),
        (
            'UndefinedTable: relation "embedding_vector_index_4a_node" does not exist',
            "the table with the vectors",
        ),
        ("PermissionDenied (persistent) at write => permission denied", "may not write"),
        (
            "Failed to load resource: the server responded with a status of 413 (Request Entity"
            " Too Large)",
            "refuses the upload",
        ),
        (
            "[PANIC]Error processing environment variables: envconfig.Process: assigning"
            " S3_USE_AWS to S3UseAWS: converting '' to type bool",
            "does not accept the value of a setting",
        ),
        ("the length of output variable`result`must be less than 80000 characters", "code node's"),
    ],
)
def test_the_ways_to_say_a_failure_tell_the_same_cause(text: str, what: str) -> None:
    found = told_cause(text)
    assert found is not None
    assert what in found.what


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (
            '[GIN] | 404 | GET "/squid-internal-dynamic/netdb"',
            [
                "harmless by itself: squid asks the sandbox, which its configuration names as a"
                " parent, for its own lists"
            ],
        ),
        (
            'Error: Failed to find Server Action "x".',
            [
                "harmless by itself: a scanner, or a page that was open during an upgrade, calls"
                " the web in a way that it does not offer; load open pages anew after an"
                " upgrade"
            ],
        ),
        ("TCP_DENIED/403 3721 CONNECT x:443", []),
        ("all is well", []),
    ],
)
def test_what_is_harmless_is_no_cause_but_a_note(text: str, notes: list[str]) -> None:
    found, said = told_by_words(text)
    assert said == notes
    assert found is None or not notes


def test_a_likely_cause_is_said_to_be_likely() -> None:
    found = told_cause("Error: INSTALLATION FAILED: cannot re-use a name")
    assert found is not None
    assert (found.is_sure, found.label) == (False, "likely cause")


@pytest.mark.parametrize(
    ("given", "text", "level"),
    [
        (hit(LogTemplate, level="error", cause=StatementCause()), "no", "undecided"),
        (hit(LogTemplate, level="error", cause=DECIDED), "no", "environment"),
        (hit(LogTemplate, level="info", cause=DECIDED), "no", None),
        (hit(LogTemplate, level="info", cause=DECIDED), "no\nKeyError: 'id'", "product"),
        (hit(Raise, cause=StatementCause()), "no", "undecided"),
    ],
)
def test_only_a_failure_has_a_level(given: Hit, text: str, level: str | None) -> None:
    [found] = judged([given], text, None)
    assert (found.judged and found.judged.level) == level


@pytest.mark.parametrize(
    ("status", "level"), [(413, "use"), (500, "undecided"), (None, "undecided")]
)
def test_a_refused_request_is_of_its_sender(status: int | None, level: str) -> None:
    fact = ErrorCode(
        repo="dify", path="error.py", line=3, end_line=3, name="too_large", symbol="",
        error="TooLarge", status=status,
    )  # fmt: skip
    [found] = judged([Hit(fact=fact, score=1, cause=StatementCause())], "too large", None)
    assert found.judged is not None
    assert found.judged.level == level


def test_what_was_not_looked_into_has_no_level() -> None:
    known = told_cause("TCP_DENIED/403 3721 CONNECT x:443 - HIER_NONE/- text/html")
    first = hit(LogTemplate, level="info", cause=StatementCause())
    other = Hit(fact=first.fact, score=0.4)
    best, untold = judged([first, other], "x", known)
    assert known is not None
    assert (best.judged, untold.judged) == (known.judged, None)


def test_a_located_error_says_who_can_end_it(ask: Ask) -> None:
    found = ask("ValueError: mail recipient is not configured")
    assert found.known_cause is None
    assert found.hits[0].judged is not None


@pytest.mark.parametrize(
    ("logger", "sure"),
    [
        ("gpustack.server.controllers", False),
        ("controllers.console.letters", True),
        ("celery.worker.strategy", True),
        ("sqlalchemy.pool.impl", True),
    ],
)
def test_of_another_program_nothing_is_sure(ask: Ask, logger: str, sure: bool) -> None:
    text = "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00"
    found = ask(f"2025-04-21T09:08:32+08:00 - {logger} - ERROR - Failed: {text}")
    assert found.known_cause is not None
    assert found.known_cause.is_sure is sure
    assert any(logger in note for note in found.notes) is not sure


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "upstream prematurely closed connection while reading response header from upstream",
            "not the cause by itself: the service behind nginx ended before it answered: nginx "
            "answers 502; see in its log why: WORKER TIMEOUT, memory, a restart",
        ),
        ("all is well", None),
    ],
)
def test_what_a_text_tells_besides_a_cause(text: str, note: str | None) -> None:
    cause, notes = told_by_words(text)
    assert cause is None
    assert notes == ([] if note is None else [note])
