"""`# ctxkit: ignore[id]` in each kind of file: what is a comment, what it applies to, and what it
says of comments that nothing needs.
"""

from __future__ import annotations

import json

import pytest

from ctxkit.ask.check.ignore_comments import ignore_comments
from ctxkit.ask.check.rule import FileKind
from ctxkit.files.user_files import CustomerFile
from ctxkit.model import CheckReport
from ctxkit.output.check_report import report_dict, report_text
from tests.ask.check.running import checked
from tests.ask.literal import Asked
from tests.pace import at_most

OWN = """SECRET_KEY=a-secret-of-my-own
DB_PASSWORD=a-secret-of-my-own
REDIS_PASSWORD=a-secret-of-my-own
CELERY_BROKER_URL=redis://:a-secret-of-my-own@redis:6379/1
WEAVIATE_API_KEY=a-secret-of-my-own
WEAVIATE_AUTHENTICATION_APIKEY_ALLOWED_KEYS=a-secret-of-my-own
CODE_EXECUTION_API_KEY=a-secret-of-my-own
SANDBOX_API_KEY=a-secret-of-my-own
PLUGIN_DAEMON_KEY=a-secret-of-my-own
COMPOSE_PROFILES=weaviate,postgresql
"""
"""Ten lines with which nothing is wrong."""


def found(report: CheckReport) -> list[tuple[str, int]]:
    return [(problem.id, problem.line) for problem in report.problems]


def comments(
    text: str, kind: FileKind = "env"
) -> list[tuple[int, tuple[int, ...], tuple[str, ...]]]:
    file = CustomerFile(path="x", data=text.encode())
    return [(each.line, each.lines, each.ids) for each in ignore_comments(file, kind)]


def test_without_comments_nothing_is_wrong_with_ten_lines(asked: Asked) -> None:
    assert found(checked(asked, env=OWN)) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A=1 # ctxkit: ignore[x]\n", (1,)),
        ("A=1 #ctxkit:ignore[x] and why\n", (1,)),
        ("A='1' # ctxkit: ignore[x]\n", (1,)),
        ('A="1" # ctxkit: ignore[x]\n', (1,)),
        ("# ctxkit: ignore[x]\nA=1\n", (1, 2)),
        ("# why: # ctxkit: ignore[x]\n\n# more\nA=1\nB=2\n", (1, 4)),
        ("  # ctxkit: ignore[x]\n", (1,)),
        ("not an assignment # ctxkit: ignore[x]\n", (1,)),
        ('A="1" more # ctxkit: ignore[x]\n', (1,)),
    ],
)
def test_a_comment_in_an_env_file(text: str, lines: tuple[int, ...]) -> None:
    assert comments(text) == [(1, lines, ("x",))]


@pytest.mark.parametrize(
    "text",
    [
        "A=1# ctxkit: ignore[x]\n",
        "A=# ctxkit: ignore[x]\n",
        "A='1 # ctxkit: ignore[x]'\n",
        'A="1 # ctxkit: ignore[x]"\n',
        "A='1\n# ctxkit: ignore[x]\n2'\n",
        "A='open # ctxkit: ignore[x]\n",
        "A=1 # ctxkit ignore[x]\n",
        "A=1 # ctxkit: ignored[x]\n",
        "A=1 ctxkit: ignore[x]\n",
    ],
)
def test_not_a_comment_in_an_env_file(text: str) -> None:
    assert comments(text) == []


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("a: 1 # ctxkit: ignore[x]\n", 1, (1,)),
        ("a: '1' # ctxkit: ignore[x]\n", 1, (1,)),
        ("a: # ctxkit: ignore[x]\n  b: 1\n", 1, (1,)),
        ("# ctxkit: ignore[x]\na: 1\n", 1, (1, 2)),
        ("a:\n  # ctxkit: ignore[x]\n\n  b: 1\n", 2, (2, 4)),
        ("a: [1, 2] # ctxkit: ignore[x]\n", 1, (1,)),
        ("a:\n- name: A # ctxkit: ignore[x]\n  value: 1\n", 2, (2,)),
        ("a: | # ctxkit: ignore[x]\n  text\n", 1, (1,)),
    ],
)
def test_a_comment_in_a_yaml_file(text: str, line: int, lines: tuple[int, ...]) -> None:
    assert comments(text, "values") == [(line, lines, ("x",))]
    assert comments(text, "compose") == [(line, lines, ("x",))]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1# ctxkit: ignore[x]\n",
        "a: '1 # ctxkit: ignore[x]'\n",
        'a: "1 # ctxkit: ignore[x]"\n',
        "a: |\n  # ctxkit: ignore[x]\n  text\n",
        "a: >\n  text # ctxkit: ignore[x]\n",
        "'a # ctxkit: ignore[x]': 1\n",
        "a: ['1 # ctxkit: ignore[x]']\n",
    ],
)
def test_not_a_comment_in_a_yaml_file(text: str) -> None:
    assert comments(text, "values") == []


def test_a_comment_names_several_rules() -> None:
    assert comments("A=1 # ctxkit: ignore[x, y-z,,w ]\n") == [(1, (1,), ("x", "y-z", "w"))]


def test_each_of_two_comments_on_a_line_is_read() -> None:
    text = "A=1 # ctxkit: ignore[x] # ctxkit: ignore[y]\n"
    assert [ids for _, _, ids in comments(text)] == [("x",), ("y",)]


def test_an_ignored_problem_is_left_out_and_counted(asked: Asked) -> None:
    text = (
        f"{OWN}LOG_LEVEL=loud # ctxkit: ignore[invalid-value] our own\n"
        "# ctxkit: ignore[misspelt-key, unknown-key]\nLOG_FIEL=x\n# ctxkit: ignore[unknown-key]\n"
        "QUITE_ANOTHER=1\nDEBUG=maybe\n"
    )
    report = checked(asked, env=text)
    assert found(report) == [("unused-ignore", 12), ("invalid-value", 16)]
    assert report.ignored == 3
    assert report_text(report).endswith("1 error, 1 note; ignored: 3\n")
    assert report_dict(report)["counts"] == {"error": 1, "warning": 0, "note": 1, "ignored": 3}


def test_nothing_is_said_of_ignored_problems_where_there_are_none(asked: Asked) -> None:
    report = checked(asked, env=OWN)
    assert report_text(report) == ".env (10 settings): nothing wrong\n"
    assert report_dict(report)["counts"] == {"error": 0, "warning": 0, "note": 0, "ignored": 0}


def test_a_comment_hides_the_problems_of_its_own_line_alone(asked: Asked) -> None:
    text = f"{OWN}LOG_LEVEL=loud # ctxkit: ignore[invalid-value]\nDEBUG=maybe\n"
    assert found(checked(asked, env=text)) == [("invalid-value", 12)]


def test_a_comment_hides_the_rules_that_it_names_alone(asked: Asked) -> None:
    text = f"{OWN}LOG_LEVEL=loud # ctxkit: ignore[wrong-case]\n"
    assert found(checked(asked, env=text)) == [("invalid-value", 11), ("unused-ignore", 11)]


def test_a_comment_of_one_file_hides_nothing_in_another(asked: Asked) -> None:
    env = f"{OWN}LOG_LEVEL=loud\n"
    values = "\n" * 10 + "# ctxkit: ignore[invalid-value]\napi:\n  logLevel: INFO\n"
    assert ("invalid-value", 11) in found(checked(asked, env=env, values=values))


def test_the_first_line_may_hide_what_is_said_of_the_whole_file(asked: Asked) -> None:
    text = "# ctxkit: ignore[default-secret]\nLOG_LEVEL=INFO\n"
    assert found(checked(asked, env=text)) == []


def test_problems_in_values_and_compose_files_are_hidden(asked: Asked) -> None:
    values = "api:\n  logLevel: loud # ctxkit: ignore[invalid-value, default-secret]\n"
    compose = (
        "services:\n  worker_beat:\n    deploy:\n"
        "      replicas: 2 # ctxkit: ignore[multiple-schedulers]\n"
    )
    report = checked(asked, env=OWN, values=values, override=compose)
    assert (found(report), report.ignored) == ([], 3)


def test_a_problem_over_several_lines_is_hidden_on_its_first(asked: Asked) -> None:
    value = "LOG_LEVEL='lo\nud'"
    above = checked(asked, env=f"{OWN}# ctxkit: ignore[invalid-value]\n{value}\n")
    assert found(above) == []
    behind = checked(asked, env=f"{OWN}{value} # ctxkit: ignore[invalid-value]\n")
    assert found(behind) == [("invalid-value", 11), ("unused-ignore", 12)]


@pytest.mark.parametrize(
    ("comment", "key", "message", "fix"),
    [
        (
            "ignore[invalid-value]",
            "invalid-value",
            "unused ignore comment: no invalid-value problem here",
            "remove invalid-value from the comment",
        ),
        (
            "ignore[invalid-valu]",
            "invalid-valu",
            "unknown rule invalid-valu in the ignore comment",
            "did you mean invalid-value?",
        ),
        (
            "ignore[set-twice]",  # a category
            "set-twice",
            "unknown rule set-twice in the ignore comment",
            "did you mean duplicate-key or duplicate-yaml-key?",
        ),
        (
            "ignore[zzz]",
            "zzz",
            "unknown rule zzz in the ignore comment",
            "use the id in brackets at the end of a problem",
        ),
        ("ignore", "", "the ignore comment names no rule", "write ctxkit: ignore[id]"),
        ("ignore[ , ]", "", "the ignore comment names no rule", "write ctxkit: ignore[id]"),
        (
            "ignore[Any Thing]",
            "",
            "invalid rule id in the ignore comment",
            "use the id in brackets at the end of a problem",
        ),
    ],
)
def test_a_comment_that_nothing_needs(
    asked: Asked, comment: str, key: str, message: str, fix: str
) -> None:
    (problem,) = checked(asked, env=f"{OWN}LOG_LEVEL=INFO # ctxkit: {comment}\n").problems
    assert (problem.id, problem.rule, problem.severity) == ("unused-ignore",) * 2 + ("note",)
    assert (problem.key, problem.line) == (key, 11)
    assert (problem.message, problem.fix) == (message, fix)


def test_a_comment_may_stay_unused_if_it_says_so(asked: Asked) -> None:
    text = f"{OWN}LOG_LEVEL=INFO # ctxkit: ignore[invalid-value, unused-ignore]\n"
    assert found(checked(asked, env=text)) == []


def test_what_a_comment_names_is_shown_only_if_it_looks_like_an_id(asked: Asked) -> None:
    report = checked(asked, env=f"{OWN}LOG_LEVEL=INFO # ctxkit: ignore[Q7zS3cr3tV4lue]\n")
    assert "Q7z" not in report_text(report) + json.dumps(report_dict(report))


@pytest.mark.no_cover
def test_many_comments_take_seconds(asked: Asked) -> None:
    text = "".join(f"# ctxkit: ignore[sandbox-key-{n}]\n" for n in range(10_000))
    with at_most(5):
        problems = checked(asked, env=text).problems
        assert sum(each.more or 1 for each in problems) == 10_000
