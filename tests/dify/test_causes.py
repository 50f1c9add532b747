"""Which causes a text tells: what a plugin or the code of a user says of a database, a store or a
relay is not about those of Dify."""

from __future__ import annotations

import pytest

from ctxkit.dify.causes import cause_of_text

NODE = "2026-05-12 02:01:00.000 ERROR [GraphDispatcher] [error_handler.py:101] - Node 17 failed: "
TOOL = NODE + "An error occurred in the a/b/b, please contact the author of a/b/b for help: "
INVOKED = NODE + 'PluginInvokeError: {"args":{},"error_type":"E","message":"%s"}'
CODE = (
    NODE + "Traceback (most recent call last):\n"
    '  File "/var/sandbox/sandbox-python/tmp/1.py", line 9, in <module>\n%s\nerror: exit status 255'
)
DATABASE = "connection to server at 10.0.0.9 failed: FATAL:  sorry, too many clients already"
RELAY = "smtplib.SMTPAuthenticationError: (535, b'5.7.8 authentication failed')"
REDIS = "redis.exceptions.AuthenticationError: invalid username-password pair: WRONGPASS"
BUCKET = "An error occurred (AccessDenied) when calling the PutObject operation"


@pytest.mark.parametrize("told", [DATABASE, RELAY, REDIS, BUCKET])
def test_what_others_use_is_no_program_of_dify(told: str) -> None:
    assert cause_of_text(told) is not None
    assert cause_of_text(TOOL + told) is None
    assert cause_of_text(INVOKED % told) is None
    row = cause_of_text(CODE % told)
    assert row is not None
    assert (row.id, row.level) == ("code-of-user", "use")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (INVOKED % "[SSL: CERTIFICATE_VERIFY_FAILED] failed", "certificate-untrusted"),
        (TOOL + "OSError: [Errno 28] No space left on device", "disk-full"),
        (CODE % "ModuleNotFoundError: No module named 'jieba'", "sandbox-module-missing"),
        (CODE % "PermissionError: [Errno 13] Permission denied: '/app/api'", "code-of-user"),
        (
            'File \\"/var/sandbox/sandbox-python/tmp/1.py\\", line 3, in <module>'
            " ModuleNotFoundError: No module named 'pandas'",
            "sandbox-module-missing",
        ),
        (
            "TypeError: x is not a function at main"
            " (/var/sandbox/sandbox-nodejs/nodejs-project/node_temp/node_temp/test.js:7:3)",
            "code-of-user",
        ),
    ],
)  # fmt: skip
def test_what_others_tell_of_their_container_is_of_the_deployment(text: str, cause: str) -> None:
    row = cause_of_text(text)
    assert row is not None
    assert row.id == cause


ASKED = (
    "Failed to execute code, which is likely a network issue, please check if the sandbox service "
    "is running. ( Error: %s )"
)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("[Errno 111] Connection refused", "sandbox-unreachable"),
        ("Failed to execute code, got status code 401, please check if it runs", "sandbox-key"),
        ("timed out", "sandbox-timeout"),
    ],
)
def test_what_the_sandbox_answers_tells_why_code_is_not_executed(error: str, cause: str) -> None:
    row = cause_of_text(ASKED % error)
    assert row is not None
    assert row.id == cause


PULL = (
    'Failed to pull image "harbor.corp/dify-api:1.14.0": failed to resolve reference '
    '"harbor.corp/dify-api:1.14.0": %s'
)


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("harbor.corp/dify-api:1.14.0: not found", "image-not-found"),
        ("pull access denied: no basic auth credentials", "image-pull-denied"),
        ("dial tcp: lookup harbor.corp: no such host", "registry-unreachable"),
    ],
)
def test_why_an_image_cannot_be_pulled_is_told_by_the_answer(answer: str, cause: str) -> None:
    row = cause_of_text(PULL % answer, state=True)
    assert row is not None
    assert row.id == cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("open /var/sandbox/sandbox-python/python.so: permission denied", "volume-permission"),
        ("mkdir /var/sandbox/sandbox-python/tmp: permission denied", "volume-permission"),
        ("open /var/sandbox/sandbox-python/tmp/5f.py: no space left on device", "disk-full"),
        ("OSError: /var/sandbox/sandbox-python/python.so: cannot open shared object file", ""),
    ],
)  # fmt: skip
def test_what_the_sandbox_fails_to_make_is_no_code_of_a_user(text: str, cause: str) -> None:
    row = cause_of_text(text)
    assert (row.id if row else "") == cause


BROKER = "consumer: Cannot connect to redis://:**@redis:6379/1: %s"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (BROKER % "invalid username-password pair or user is disabled..", "broker-password"),
        (BROKER % "Error 111 connecting to redis:6379. Connection refused..", "broker-host"),
        (BROKER % "No master found for 'm' - AuthenticationError('required')", "sentinel-password"),
        (
            "No master found for 'm' : <Redis> - AuthenticationError('required')",
            "sentinel-password",
        ),
        ("redis.sentinel.MasterNotFoundError: No master found for 'mymaster'", "redis-sentinel"),
        ("redis.exceptions.AuthenticationError: Authentication required.", "redis-password"),
    ],
)
def test_which_password_redis_refuses_is_told_by_who_asks(text: str, cause: str) -> None:
    row = cause_of_text(text)
    assert row is not None
    assert row.id == cause


@pytest.mark.parametrize(
    "error",
    [
        "max number of clients reached..",
        "Redis is loading the dataset in memory..",
        "DB index is out of range..",
        "Error 1 connecting to redis:6379. [SSL: CERTIFICATE_VERIFY_FAILED] verify failed..",
        "No master found for 'mymaster'..",
        "You can't write against a read only replica...",
    ],
)
def test_a_broker_that_answers_is_not_at_a_wrong_address(error: str) -> None:
    row = cause_of_text(BROKER % error)
    assert row is None or row.id not in ("broker-host", "redis-host")


def test_a_broker_without_redis_is_unreachable_too() -> None:
    text = (
        "consumer: Cannot connect to amqp://guest:**@rabbit:5672//: [Errno 111] Connection refused."
    )
    row = cause_of_text(text)
    assert row is not None
    assert row.id == "broker-host"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("(530, b'5.7.0 Authentication Required. Learn more', 'a@b.example')", "mail-login"),
        ("(530, b'5.7.0 Must issue a STARTTLS command first')", "mail-starttls"),
        ("(553, b'5.7.1 Sender address rejected', 'a@b.example')", "mail-sender"),
    ],
)
def test_why_a_relay_refuses_a_sender_is_told_by_its_answer(answer: str, cause: str) -> None:
    row = cause_of_text(f"smtplib.SMTPSenderRefused: {answer}")
    assert row is not None
    assert row.id == cause


def test_a_part_of_dify_cloud_or_enterprise_has_an_inner_key_of_its_own() -> None:
    """The plugin daemon's key, which another setting has, is none of them."""
    row = cause_of_text('"POST /inner/api/invoke/llm HTTP/1.1" 401 -')
    assert row is not None
    assert row.id == "inner-api-key"
    for part in ("enterprise", "billing"):
        assert cause_of_text(f'"POST /inner/api/{part}/mail HTTP/1.1" 401 -') is None


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("GET https://dify.example/console/api/apps net::ERR_NAME_NOT_RESOLVED", "console-api"),
        ("GET https://dify.example/api/site net::ERR_CONNECTION_REFUSED", "app-api"),
        (
            "GET https://marketplace.example/api/v1/plugins/a net::ERR_CONNECTION_TIMED_OUT",
            "market",
        ),
        # of a program that is none of Dify's
        ("GET http://127.0.0.1:11434/api/tags net::ERR_CONNECTION_REFUSED", ""),
        ("GET https://marketplace.example/items net::ERR_CONNECTION_REFUSED", ""),
        # the address was reached, or the browser has no network at all
        ("POST https://dify.example/console/api/files net::ERR_CONNECTION_RESET", ""),
        ("GET https://dify.example/console/api/apps net::ERR_INTERNET_DISCONNECTED", ""),
        ("GET https://dify.example/console/api/apps net::ERR_CERT_DATE_INVALID", ""),
        # the store is there
        ("could not get SecretStore provider: permission denied", ""),
        ('SecretStore "vault" is not ready', ""),
        # the target answered, or the proxy denied the request
        ("30 192.0.2.1 TCP_MISS/503 40 GET http://a.example/ - HIER_DIRECT/192.0.2.4 -", ""),
        ("30 192.0.2.1 TCP_DENIED/503 40 GET http://a.example/ - HIER_NONE/- -", ""),
    ],
)
def test_what_is_not_reached(text: str, row: str) -> None:
    found = cause_of_text(text)
    assert (found.id if found is not None else "").startswith(row)
    assert (found is None) is (row == "")
