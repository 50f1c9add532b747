"""The forms of an answer: JSON, a bundle, a prompt, and no secrets in any of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

import ctxkit
from ctxkit.api import Answer
from ctxkit.ask.locate.locate import QUESTION as LOCATE
from ctxkit.errors import UsageError
from ctxkit.model import Finding, Hit, Symbol


def test_an_answer_has_the_public_json_form(demo_workspace: ctxkit.Workspace) -> None:
    data = demo_workspace.explain("SSRF_DEFAULT_MAX_RETRIES").to_dict()
    assert set(data) == {
        "schema_version", "command", "query", "confidence", "versions",
        "hits", "keys", "suggestions", "notes", "bundle",
    }  # fmt: skip
    assert data["schema_version"] == 1
    assert data["command"] == "explain"
    assert data["versions"]["dify"]["version"] == "1.14.0"
    assert len(data["versions"]["dify"]["commit"]) == 40
    key = data["keys"][0]
    assert set(key) == {
        "name", "type", "default", "description", "places", "services", "idle_services",
        "status", "status_why", "notes", "change", "beyond", "layers", "programs", "chain", "links",
    }  # fmt: skip
    assert (key["name"], key["type"], key["default"]) == (
        "SSRF_DEFAULT_MAX_RETRIES",
        "PositiveInt",
        "3",
    )
    assert key["places"][0]["role"] == "declares"
    assert key["places"][0]["path"] == "api/configs/feature/__init__.py"
    assert "SSRF_DEFAULT_MAX_RETRIES: PositiveInt = Field(" in key["places"][0]["text"]
    assert set(key["places"][0]) == {
        "role",
        "repo",
        "path",
        "line",
        "end_line",
        "symbol",
        "text",
        "value",
        "name",
    }
    layer = key["layers"][0]
    assert set(layer) == {
        "layer", "program", "services", "name", "value", "differs",
        "repo", "path", "line", "end_line",
    }  # fmt: skip
    assert (layer["layer"], layer["program"], layer["value"]) == ("code", "api", "3")
    assert set(key["programs"][0]) == {
        "program",
        "name",
        "type",
        "default",
        "repo",
        "path",
        "line",
        "end_line",
    }
    assert key["chain"] == [
        "SSRF_DEFAULT_MAX_RETRIES (api) -> dify_config.SSRF_DEFAULT_MAX_RETRIES"
    ]
    assert key["links"][0] == {
        "from": {"scope": "api", "name": "SSRF_DEFAULT_MAX_RETRIES"},
        "to": {"scope": "dify api", "name": "dify_config.SSRF_DEFAULT_MAX_RETRIES"},
        "how": "declared",
    }
    bundle = data["bundle"]
    assert set(bundle) == {"tokens", "tokenizer", "budget", "sections", "left_out"}
    assert (bundle["tokenizer"], bundle["budget"]) == ("estimate", 3000)
    assert set(bundle["sections"][0]) == {"title", "repo", "path", "line", "end_line", "tokens"}


def test_a_hit_has_the_public_json_form(demo_workspace: ctxkit.Workspace) -> None:
    fact = demo_workspace.index.named(Symbol, "make_request")[0]
    hit = Hit(fact=fact, score=0.98765, why=("named so",), values=(("url", "http://u:hunter2@h/"),))
    finding = Finding(question=LOCATE, query="password=hunter2", confidence="high", hits=(hit,))
    data = Answer(finding, demo_workspace.index, demo_workspace.sources).to_dict()
    assert data["query"] == "password=<REDACTED:PASSWORD#1>"
    found = data["hits"][0]
    assert found["values"] == {"url": "http://u:<REDACTED:PASSWORD#1>@h/"}
    assert (found["kind"], found["symbol"], found["score"]) == ("symbol", "make_request", 0.9877)
    assert found["text"].startswith("def make_request(")


def test_the_bundle_is_what_the_json_form_counts(demo_workspace: ctxkit.Workspace) -> None:
    answer = demo_workspace.explain("LOG_LEVEL")
    bundle = answer.bundle(budget=2000)
    assert bundle.tokens <= 2000
    assert answer.to_dict(bundle)["bundle"] == bundle.to_dict()
    assert "LOG_LEVEL" in bundle.markdown


def test_a_prompt_is_for_some_commands_only(demo_workspace: ctxkit.Workspace) -> None:
    answer = demo_workspace.explain("LOG_LEVEL")
    assert "# Task" in answer.prompted("explain-setting").markdown
    with pytest.raises(UsageError, match="locate-log does not apply to explain") as caught:
        answer.prompted("locate-log")
    assert caught.value.hint == "it applies to: locate"


def answer_with(ws: ctxkit.Workspace, **fields: object) -> Answer:
    finding = Finding(**{"question": LOCATE, "query": "x", "confidence": "high", **fields})
    return Answer(finding, ws.index, ws.sources)


def test_an_answer_is_found_if_it_has_content_and_confidence(
    demo_workspace: ctxkit.Workspace,
) -> None:
    fact = demo_workspace.index.named(Symbol, "make_request")[0]
    hits = (Hit(fact=fact, score=0.5),)
    assert answer_with(demo_workspace, hits=hits).found
    assert not answer_with(demo_workspace, hits=hits, confidence="none").found
    assert not answer_with(demo_workspace).found
    key = demo_workspace.explain("LOG_LEVEL").finding.keys[0]
    assert answer_with(demo_workspace, keys=(key,)).found


def test_secrets_are_masked_wherever_the_pasted_text_is_repeated(
    demo_workspace: ctxkit.Workspace,
) -> None:
    fact = demo_workspace.index.named(Symbol, "make_request")[0]
    secret = "password=hunter2"
    hit = Hit(fact=fact, score=0.5, why=(f"has {secret}",), values=(("v", secret),))
    answer = answer_with(demo_workspace, query=secret, hits=(hit,), notes=(f"note {secret}",))
    assert "hunter2" not in str(answer.to_dict())
    assert "hunter2" not in answer.bundle().markdown
    masked = "password=<REDACTED:PASSWORD#1>"
    assert (answer.finding.query, answer.finding.notes) == (masked, (f"note {masked}",))
    assert answer.finding.hits[0].values == (("v", masked),)


def test_of_a_long_place_40_lines_are_given(demo_workspace: ctxkit.Workspace) -> None:
    fact = demo_workspace.index.named(Symbol, "make_request")[0]
    lines = demo_workspace.sources.lines("dify", "api/configs/feature/__init__.py")
    place = replace(fact.location, path="api/configs/feature/__init__.py", line=3, end_line=90)
    assert len(lines) > 90
    text = answer_with(demo_workspace).text(place)
    assert text.split("\n") == lines[2:42]
    assert answer_with(demo_workspace).text(replace(place, end_line=42)) == text


def test_the_default_budget_is_3000_tokens(demo_workspace: ctxkit.Workspace) -> None:
    answer = demo_workspace.explain("LOG_LEVEL")
    assert answer.bundle().to_dict()["budget"] == 3000
    assert answer.to_dict()["bundle"] == answer.bundle().to_dict()


def test_a_prompt_counts_towards_the_budget(demo_workspace: ctxkit.Workspace) -> None:
    answer = demo_workspace.explain("SSRF_DEFAULT_MAX_RETRIES")
    made = answer.prompted("explain-setting", 1200, format="xml")
    assert made.tokens <= 1200
    assert "`SSRF_DEFAULT_MAX_RETRIES`" in made.markdown.partition("# Task")[2]
    assert "<documents>" in made.markdown


LOG = "WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 1: timed out\n"


def test_a_report_on_logs_has_every_form(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    (tmp_path / "api.log").write_text(LOG * 3 + "password=hunter2 is of nothing\n" * 25)
    report = demo_workspace.triage(tmp_path / "api.log", jobs=1)
    assert (report.found, report.complete) == (True, True)
    assert "hunter2" not in report.text()
    data = report.to_dict()
    assert (data["command"], "bundle" in data) == ("triage", False)
    bundle = report.bundle(900)
    assert bundle.tokens <= 900
    assert report.to_dict(bundle=bundle)["bundle"] == bundle.to_dict()
    assert "# Task" in report.prompted("triage-log").markdown


def test_a_report_on_other_logs_finds_nothing(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    (tmp_path / "db.log").write_text("checkpoint complete\n")
    assert not demo_workspace.triage(tmp_path / "db.log", jobs=1).found


def test_a_report_that_was_stopped_is_not_complete(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    (tmp_path / "api.log").write_text(LOG * 3)
    report = demo_workspace.triage(tmp_path / "api.log", jobs=1, stopped=lambda: True)
    assert not report.complete


def test_a_report_lists_as_much_as_is_asked_for(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    words = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa")
    lines = [f"{a} {b} came to pass in the night\n" * 2 for a in words for b in words]
    (tmp_path / "x.log").write_text("".join(lines))
    report = demo_workspace.triage(tmp_path / "x.log", jobs=1)
    everything = report.text(1000).count("came to pass")
    assert 0 < report.text(3).count("came to pass") < report.text().count("came to pass")
    assert report.text().count("came to pass") < everything


def test_a_check_is_ok_unless_there_are_errors(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    (tmp_path / "bad.env").write_text("LOG_LEVL=DEBUG\n")
    (tmp_path / "good.env").write_text("LOG_LEVEL=DEBUG\n")
    bad = demo_workspace.check(env=tmp_path / "bad.env")
    assert not bad.ok
    assert "LOG_LEVL" in bad.text
    assert bad.to_dict()["counts"]["error"] == 1
    assert bad.sarif()["runs"][0]["results"][0]["level"] == "error"
    good = demo_workspace.check(env=tmp_path / "good.env")
    assert good.ok
    assert {problem.severity for problem in good.report.problems} == {"warning"}


FILE_SERVICE = "api/services/file_service.py"


def test_a_setting_tells_what_happens_beyond_it(demo_workspace: ctxkit.Workspace) -> None:
    (key,) = demo_workspace.explain("UPLOAD_FILE_SIZE_LIMIT").to_dict()["keys"]
    (place,) = key["beyond"]
    assert (place["repo"], place["path"], place["line"]) == ("dify", FILE_SERVICE, 15)
    assert place["symbol"] == "FileService.upload_file"
    assert place["text"].startswith('raise FileTooLargeError(f"File {filename} is larger than')
    assert place["why"] == "beyond UPLOAD_FILE_SIZE_LIMIT"


@pytest.mark.parametrize(
    ("setting", "repo", "line"),
    [
        # Another program checks the key, by a name of its own.
        ("PLUGIN_DAEMON_KEY", "dify-plugin-daemon", "c.AbortWithStatusJSON(401,"),
        # The call that is given the time may fail.
        ("SANDBOX_WORKER_TIMEOUT", "dify-sandbox", 'slog.Error("run failed"'),
    ],
)
def test_what_lies_beyond_a_setting_may_be_in_another_program(
    demo_workspace: ctxkit.Workspace, setting: str, repo: str, line: str
) -> None:
    (place,) = demo_workspace.explain(setting).to_dict()["keys"][0]["beyond"]
    assert place["repo"] == repo
    assert place["text"].startswith(line)


def test_a_setting_without_a_limit_has_nothing_beyond_it(demo_workspace: ctxkit.Workspace) -> None:
    (key,) = demo_workspace.explain("LOG_LEVEL").to_dict()["keys"]
    assert key["beyond"] == []


def test_a_line_names_what_decides_it_and_where_to_change_it(
    demo_workspace: ctxkit.Workspace,
) -> None:
    data = demo_workspace.locate("File cat.png is larger than 15 MB").to_dict()
    (key,) = data["keys"]
    assert (key["name"], key["default"], key["status"]) == ("UPLOAD_FILE_SIZE_LIMIT", "15", "live")
    assert key["change"] == [
        {
            "with": "compose",
            "file": "docker/.env",
            "name": "UPLOAD_FILE_SIZE_LIMIT",
            "restart": ["api", "worker"],
        },
        {"with": "helm", "path": "api.limits.uploadFileSize", "name": ""},
    ]
    cause = data["hits"][0]["cause"]
    assert [decider["key"] for decider in cause["decides"]] == ["UPLOAD_FILE_SIZE_LIMIT"]
    assert [place["line"] for place in cause["guards"]] == [14, 29, 20]  # 29: of the caller
    assert [place["why"] for place in cause["callers"]] == [
        "calls upload_file",
        "requests /console/api/files/upload",
        "routes /console/api/files/upload",
    ]


def test_a_setting_that_compose_does_not_pass_on_is_changed_by_an_override(
    demo_workspace: ctxkit.Workspace,
) -> None:
    (key,) = demo_workspace.locate("Gave up on http://x after 3 retries").to_dict()["keys"]
    assert (key["name"], key["status"]) == ("SSRF_DEFAULT_MAX_RETRIES", "undelivered")
    compose, helm = key["change"]
    assert compose["file"] == "docker/docker-compose.override.yaml"
    assert (helm["path"], helm["name"]) == ("api.extraEnv", "SSRF_DEFAULT_MAX_RETRIES")


def test_each_place_of_a_cause_holds_the_text_that_it_quotes(
    demo_workspace: ctxkit.Workspace,
) -> None:
    cause = demo_workspace.locate("The plugin daemon refused our key").to_dict()["hits"][0]["cause"]
    places = [*cause["guards"], *cause["callers"]]
    places += [place for decider in cause["decides"] for place in decider["how"]]
    assert len(places) > 3
    for place in places:
        lines = demo_workspace.sources.lines(place["repo"], place["path"])
        assert lines[place["line"] - 1].strip() == place["text"]
