"""Who asked a service: where the request is sent, and where the error of its answer is raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.code import MAX_BESIDE, Code
from ctxkit.cause.requesters import asking
from ctxkit.model import Location
from ctxkit.model.cause import CausePlace
from tests.ask.locate_workspace import build

CLIENT = """def weigh(parcel):
    url = SCALE / "v1" / "weigh"
    headers = {{"key": KEY}}
    answer = post(str(url), json=parcel)
    {after}
    return answer.weight
"""
HANDS_ON = "if answer.error:\n        raise ScaleError(answer.error)"


def code_of(folder: Path, *clients: str) -> Code:
    files = {f"api/scale{n}.py": client for n, client in enumerate(clients)}
    return Code(*build(folder, changed={"dify": files}))


def asked(
    folder: Path, after: str, line: int = 2, path: str = "api/scale0.py"
) -> list[tuple[str, str]]:
    code = code_of(folder, CLIENT.format(after=after))
    where = Location(repo="dify", path=path, line=line, end_line=line)
    found = asking(code, code.place(where, "requests /v1/weigh"))
    return [(place.text, place.why) for place in found]


SENT = ("answer = post(str(url), json=parcel)", "requests /v1/weigh")


def test_the_statement_that_sends_a_request_asks(tmp_path: Path) -> None:
    assert asked(tmp_path / "a", "pass") == [SENT]
    assert asked(tmp_path / "b", "pass", line=4) == [SENT]


def test_where_the_error_of_the_answer_is_raised(tmp_path: Path) -> None:
    assert asked(tmp_path, HANDS_ON)[1:] == [
        ("if answer.error:", "handles the error of the answer")
    ]


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        ('if (error := answer.get("error")):\n        raise ScaleError(error)', True),
        ("if answer.error:\n        return answer.error", True),
        ("if answer.error_message:\n        raise ScaleError(answer.error_message)", True),
        ("if answer.error:\n        raise ScaleError(answer.code)", False),  # another one
        ("if answer.error:\n        log(answer.error)", False),
        ("if answer.weight:\n        raise ScaleError(answer.weight)", False),
        ("while answer.error:\n        raise ScaleError(answer.error)", False),
        (f"{HANDS_ON}\n    if a.error:\n        raise ScaleError(a.error)", True),  # the first
    ],
)
def test_what_hands_an_error_on(tmp_path: Path, after: str, *, shown: bool) -> None:
    assert len(asked(tmp_path, after)) == 1 + shown


def test_before_a_request_there_is_no_answer(tmp_path: Path) -> None:
    before = "    if k.error:\n        raise E(k.error)"
    client = CLIENT.replace('    headers = {{"key": KEY}}', before)
    code = code_of(tmp_path, client.format(after="pass"))
    where = Location(repo="dify", path="api/scale0.py", line=2, end_line=2)
    assert len(asking(code, CausePlace(location=where, text="", why="requests x"))) == 1


def test_a_place_is_as_it_is_where_no_function_is_known(tmp_path: Path) -> None:
    assert asked(tmp_path, "pass", line=99) == [("", "requests /v1/weigh")]


def test_few_files_are_looked_at_besides(tmp_path: Path) -> None:
    code = code_of(tmp_path, *[CLIENT.format(after="pass")] * 4)
    seen = [code.flow_beside("dify", f"api/scale{n}.py") is not None for n in (0, 1, 0, 2, 3)]
    assert seen == [True, True, True, False, False]
    assert MAX_BESIDE == 2
    assert code.flow("dify", "api/scale2.py") is not None  # the bound for walks is another
