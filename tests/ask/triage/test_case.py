"""What an owner of a deployment sends, and the causes that are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import ctxkit
from ctxkit.api.answers import LogReport
from ctxkit.ask.triage.deployment_state import Workload
from ctxkit.ask.triage.file_causes import other_images

LATE = [f"2026-05-04 09:{minute:02d}:44.120" for minute in range(60)]
LIMIT = (
    "api-1  | {} ERROR [Dummy-1] [base.py:305] - Error in stream response for plugin: Rate limit "
    "exceeded, Error code: 429"
)
TOO_LARGE = (
    "nginx-1  | 2026/05/04 09:{}:01 [error] 29#29: *1 client intended to send too large body: "
    '81926649 bytes, client: 172.20.0.1, request: "POST /console/api/files/upload HTTP/1.1"'
)
PODS = """\
NAME                                  READY   STATUS             RESTARTS   AGE
dify-api-6c9d7b8f5c-4xk2p             1/1     Running            0          2h
dify-plugin-daemon-69c7d5d9b4-n5vwk   0/1     CrashLoopBackOff   28         2h
"""
DAEMON = (
    "[error] failed to initialize database, got error failed to connect to `user=dify "
    'database=dify_plugin`: server error: FATAL: database "dify_plugin" does not exist'
)
REFUSED = (
    "api-1  | {} ERROR [Dummy-1] [base.py:93] - Request to Plugin Daemon Service failed: "
    "[Errno 111] Connection refused"
)


def triaged(workspace: ctxkit.Workspace, folder: Path, **texts: str) -> LogReport:
    for name, text in texts.items():
        (folder / name.replace("__", ".").replace("DOT", ".")).write_text(text + "\n", "utf8")
    return workspace.triage(folder, jobs=1)


def causes(report: LogReport) -> list[dict[str, Any]]:
    found = report.to_dict()["causes"]
    assert isinstance(found, list)
    return found


def test_a_cause_has_its_proof_in_the_log_and_in_the_files(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    report = triaged(
        demo_workspace,
        tmp_path,
        api__log="\n".join(LIMIT.format(time) for time in LATE[:30]),
        nginx__log="\n".join(["first", *(TOO_LARGE.format(10 + n) for n in range(9))]),
        DOTenv="LOG_LEVEL=INFO\nNGINX_CLIENT_MAX_BODY_SIZE=15M",
    )
    first, *others = causes(report)
    assert first["settings"][0] == "NGINX_CLIENT_MAX_BODY_SIZE"
    assert (first["level"], first["confidence"], first["count"]) == ("environment", "high", 9)
    proofs = {(Path(proof["file"]).name, proof["line"]) for proof in first["proof"]}
    assert {("nginx.log", 2), (".env", 2)} <= proofs
    assert [each["confidence"] for each in others if "rate" in each["what"]] == ["low"]
    assert report.text().index("## Causes") < report.text().index("lines, ")


def test_what_follows_from_a_container_that_does_not_run_is_below_it(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    report = triaged(
        demo_workspace,
        tmp_path,
        pods__txt=PODS,
        api__log="\n".join(REFUSED.format(time) for time in LATE),
        daemon__log=DAEMON,
    )
    first, second, *_ = causes(report)
    assert "database does not exist" in first["what"]
    assert "cannot reach the plugin daemon" in second["what"]
    assert second["confidence"] == "low"


def test_a_container_alone_asks_for_its_log(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    data = triaged(demo_workspace, tmp_path, pods__txt=PODS).to_dict()
    assert data["ask"] == "kubectl logs dify-plugin-daemon-69c7d5d9b4-n5vwk --previous"
    assert "no log was given" in data["absent"]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["server.go:66: [PANIC]the letters cannot be sorted", "panic: "], "the letters cannot be"),
        ([], "a panic whose message is not in the log"),
    ],
)
def test_a_panic_is_told_by_what_was_logged_before_it(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, lines: list[str], what: str
) -> None:
    frame = ["main.sort(0x1)", "\t/app/sort.go:7 +0x1d"]
    log = [*(f"2025/05/07 08:38:58 {each}" if "[" in each else each for each in lines), ""]
    dump = [f"sandbox-1  | {each}" for each in [*log, "goroutine 50 [running]:", *frame]]
    (cause,) = causes(triaged(demo_workspace, tmp_path, sandbox__log="\n".join(dump)))
    assert cause["what"].startswith(what)


@pytest.mark.parametrize(
    ("status", "what", "ask"),
    [
        ("Pending", "does not get ready", "kubectl describe pod dify-web-0"),
        ("ErrImageNeverPull", "cannot be pulled", "kubectl describe pod dify-web-0"),
        ("Init:CrashLoopBackOff", "again and again", "kubectl logs dify-web-0 --previous"),
    ],
)
def test_what_only_fails_is_told_and_asks_for_more(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, status: str, what: str, ask: str
) -> None:
    heads = f"{'NAME':<13}{'READY':<8}{'STATUS':<25}RESTARTS   AGE"
    pod = f"{'dify-web-0':<13}{'0/1':<8}{status:<25}0          2h"
    data = triaged(demo_workspace, tmp_path, pods__txt=f"{heads}\n{pod}").to_dict()
    assert what in data["causes"][0]["what"]
    assert (data["causes"][0]["confidence"], data["ask"]) == ("medium", ask)


def test_two_schedulers_are_a_cause_without_any_error(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    row = "docker-worker_beat-{0}   langgenius/dify-api:1.14.0   worker_beat   Up 2 days"
    heads = "NAME                   IMAGE                        SERVICE       STATUS"
    report = triaged(demo_workspace, tmp_path, ps__txt=f"{heads}\n{row.format(1)}\n{row.format(2)}")
    assert causes(report)[0]["settings"][0] == "beat.replicas"


def test_an_image_of_another_version_says_how_to_ask_it(demo_workspace: ctxkit.Workspace) -> None:
    def named(tag: str) -> list[str]:
        image = f"langgenius/dify-api:{tag}"
        pod = Workload(
            name="api-1", service="api", state="Up", is_ready=True, path="ps", line=2, image=image
        )
        return list(other_images([pod, pod], demo_workspace.index))

    assert named("1.12.1") == [
        "api-1 runs dify-api 1.12.1, the sources are those of 1.14.0: "
        "bring it (ctxkit sync --also 1.12.1), then ask with --version 1.12.1"
    ]
    assert named("1.14.0") == named("latest") == []


def test_the_message_of_the_sender_ranks_the_causes(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    logs = {
        "a__log": "\n".join(TOO_LARGE.format(10 + n) for n in range(4)),
        "b__log": "\n".join(
            f"{time} ERROR - smtplib.SMTPAuthenticationError: (535" for time in LATE[:4]
        ),
    }
    note = "Invitations never arrive at the mailbox, the relay sees no login."
    report = triaged(demo_workspace, tmp_path, message__txt=note, **logs)
    assert "relay" in causes(report)[0]["what"]


def test_secrets_are_masked_in_every_form(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    secret = "Kc3NfGs9UeAoZq8mT2xVb0Jr5LwPd7Yh"
    line = f"redis.exceptions.AuthenticationError: WRONGPASS redis://:{secret}@redis:6379"
    report = triaged(
        demo_workspace,
        tmp_path,
        a__log="\n".join(f"{time} ERROR - {line}" for time in LATE),
        DOTenv=f"REDIS_PASSWORD={secret}",
    )
    assert "REDIS_PASSWORD" in causes(report)[0]["settings"]
    forms = json.dumps(report.to_dict()), report.text(), report.bundle().markdown
    assert [secret in form for form in forms] == [False] * 3


@pytest.mark.parametrize("text", ["", "one line", LIMIT.format(LATE[0])])
def test_a_log_in_which_nothing_fails_has_no_likely_cause(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, text: str
) -> None:
    report = triaged(demo_workspace, tmp_path, a__log=text)
    assert [each for each in causes(report) if each["confidence"] != "low"] == []
    assert "## Causes" not in report.text()


@pytest.mark.parametrize(
    ("upstream", "pods", "command"),
    [
        ("http://172.20.0.7:5001/console/api/login", "", "docker compose logs --since 1h api"),
        ("http://plugin_daemon:5002/e/abc", "", "docker compose logs --since 1h plugin_daemon"),
        ("http://172.20.0.9:9999/x", "", "docker compose logs --since 1h nginx"),
        ("http://dify-api-svc:5001/v1", PODS, "kubectl logs dify-api-6c9d7b8f5c-4xk2p --since=1h"),
    ],
)
def test_a_proxy_sends_to_the_service_behind_it(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, upstream: str, pods: str, command: str
) -> None:
    """The proxy's own log has no more than the line."""
    line = (
        "nginx-1  | 2026/05/04 09:10:01 [error] 29#29: *1 connect() failed (111: Connection "
        "refused) while connecting to upstream, client: 10.0.0.5, server: _, request: "
        f'"POST /v1 HTTP/1.1", upstream: "{upstream}", host: "dify.example.com"'
    )
    ready = pods.replace("0/1     CrashLoopBackOff", "1/1     Running         ")
    report = triaged(
        demo_workspace, tmp_path, nginx__log=line, **({"pods__txt": ready} if pods else {})
    )
    assert report.to_dict()["ask"] == command
