"""Which conditions a slice shows beside those around a statement: where a value comes from, why a
call failed, who called.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.model import Directive, LogTemplate
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build

_KETTLE = """import logging

from extensions.ext_bell import bell
from services.stove import NotHot, Stove, heat, is_cold, ready

logger = logging.getLogger(__name__)


def pour(kind, cups):
    size = 3
    if kind == "big":
        size = 9
    if cups > size:
        logger.info("too many cups")


def rinse():
    logger.info("rinsed")


def scald():
    logger.info("scalded")


def before_tea(kettles, part):
    if not kettles:
        raise ValueError("no kettles at all")
    if part is None:
        return None
    if part == "lid":
        return None
    rinse()
    return is_cold(part)


def before_coffee(part):
    if is_cold(part):
        scald()


def pour_one(kind):
    if kind == "small":
        size = 1
    else:
        size = 2
    logger.info("a cup of %s", size)


def first_hot(kettles):
    for kettle in kettles:
        if kettle.hot:
            return kettle
    raise ValueError("none is hot")


def first_tried(kettles):
    for kettle in kettles:
        try:
            return kettle.boil()
        except OSError:
            continue
    raise ValueError("none boils")


def check_each(kettles):
    for kettle in kettles:
        if kettle.broken:
            return ValueError("broken")
    logger.info("all are whole")


def check_both(kettles):
    for kettle in kettles:
        if kettle.hot:
            return kettle
    if not kettles:
        logger.info("there are no kettles")


def make_tea():
    if not ready():
        logger.info("not ready")
    if ready():
        logger.info("quite ready")


def make_warm():
    cold = is_cold()
    if cold:
        logger.info("it is cold")


def make_hot():
    try:
        heat(3)
    except NotHot:
        logger.info("it stays cold")


def make_any():
    try:
        heat(3)
    except Exception as e:
        logger.info("it went wrong: %s", e)


def only_helper():
    logger.info("helped")


def helps_else(dry):
    if dry:
        return
    elif not dry:
        pass
    else:
        only_helper()


def for_two():
    logger.info("for two")


def one_of_two(guests):
    for guest in guests:
        if guest.thirsty:
            for_two()


def other_of_two(guests):
    if guests:
        for_two()


def ring_it(tea):
    if tea:
        bell.send("tea")
"""

_STOVE = """class NotHot(Exception):
    pass


class TooHot(Exception):
    pass


def ready():
    if len("gas") > 4:
        return False
    return True


def is_cold():
    for part in ("lid", "pot"):
        if part == "ice":
            return True
    return False


def heat(size):
    if size > 5:
        raise NotHot("too much of it")
    if size < 0:
        raise TooHot("too little of it")
    try:
        burn()
    except OSError:
        raise


class Stove:
    pass
"""

_BELL = """import logging

logger = logging.getLogger(__name__)


class Bell:
    def send(self, text):
        if not text:
            logger.info("the bell is silent")


bell = Bell()
"""

_OTHER = """from services.post import letter


def post_it():
    letter.send("tea")
"""

_GO = """package tea

import (
	"context"
	"errors"
	"log"
	"time"
)

func connect(addr string) error {
	if addr == "" {
		return errors.New("there is no address")
	}
	return nil
}

func brew(addr string) error {
	if addr == "a" {
		return errors.New("the water is cold")
	}
	if addr == "b" {
		return errors.New("the leaves are old")
	}
	if addr == "c" {
		return errors.New("the cup has a crack")
	}
	return nil
}

func Start(addr string) {
	if err := connect(addr); err != nil {
		log.Printf("connecting failed: %s", err)
	}
}

func Brew(addr string) {
	err := brew(addr)
	if err != nil {
		log.Printf("brewing failed: %s", err)
	}
}

func Wait(parent context.Context) {
	ctx, cancel := context.WithTimeout(parent, 5*time.Second)
	defer cancel()
	if err := ask(ctx); err != nil {
		log.Printf("asking failed: %s", err)
	}
}
"""

FILES = {
    "dify": {
        "api/services/kettle.py": _KETTLE,
        "api/services/stove.py": _STOVE,
        "api/services/other.py": _OTHER,
        "api/extensions/ext_bell.py": _BELL,
    },
    "dify-plugin-daemon": {
        "go.mod": "module github.com/langgenius/dify-plugin-daemon\n",
        "internal/tea/tea.go": _GO,
    },
}


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    return Code(*build(tmp_path_factory.mktemp("tea"), changed=FILES))


def cause(code: Code, words: str, text: str = "") -> StatementCause:
    """Return the cause of the statement whose source has these words."""
    for repo, files in FILES.items():
        for path, source in files.items():
            for line, each in enumerate(source.splitlines(), 1):
                if words in each:
                    fact = LogTemplate(
                        repo=repo, path=path, line=line, end_line=line, name="", template=words
                    )
                    return cause_of(Code(code.index, code.sources), fact, text or words)
    raise AssertionError(words)


def guards(code: Code, words: str, text: str = "") -> list[tuple[str, str]]:
    return [(place.text, place.why) for place in cause(code, words, text).guards]


def test_a_value_that_is_given_in_a_branch_comes_with_its_condition(code: Code) -> None:
    assert guards(code, "too many cups")[1:] == [
        ('if kind == "big":', "condition of the value of size"),
        ("size = 9", "value of size"),
        ("size = 3", "value of size"),
    ]


def test_a_loop_that_would_have_returned_never_did(code: Code) -> None:
    assert guards(code, "none is hot") == [("if kettle.hot:", "never so in the loop before")]
    assert guards(code, "none boils") == [("except OSError:", "never so in the loop before")]


def test_a_loop_that_returns_an_error_or_ends_before_a_branch_says_nothing(code: Code) -> None:
    assert guards(code, "all are whole") == []
    assert "if kettle.hot:" not in dict(guards(code, "there are no kettles"))


def test_a_check_inside_the_function_that_returned_an_error(code: Code) -> None:
    assert ('if addr == "" {', "condition in connect") in guards(code, "connecting failed")


def test_of_many_ways_to_fail_the_one_that_the_text_tells(code: Code) -> None:
    told = guards(code, "brewing failed", "brewing failed: the leaves are old")
    assert [text for text, why in told if why == "condition in brew"] == ['if addr == "b" {']
    told = guards(code, "brewing failed")
    assert [text for text, why in told if why == "condition in brew"] == []


def test_a_check_inside_a_function_that_returned_what_the_condition_asks(code: Code) -> None:
    inside = ('if len("gas") > 4:', "condition in ready")
    assert inside in guards(code, '"not ready"')
    assert guards(code, "quite ready").count(inside) == 0
    assert ('if part == "ice":', "condition in is_cold") in guards(code, "it is cold")


def test_a_check_inside_a_function_that_raised_what_is_handled(code: Code) -> None:
    inside = [text for text, why in guards(code, "it stays cold") if why == "condition in heat"]
    assert inside == ["if size > 5:"]


def test_of_what_any_handler_handles_only_what_the_text_tells(code: Code) -> None:
    inside = guards(code, "it went wrong", "it went wrong: too little of it")
    assert [text for text, why in inside if why == "condition in heat"] == ["if size < 0:"]
    inside = guards(code, "it went wrong")
    assert [text for text, why in inside if why == "condition in heat"] == []


def test_the_else_that_holds_the_only_call(code: Code) -> None:
    assert guards(code, '"helped"') == [
        ("elif not dry:", "not taken of the caller"),
        ("if dry:", "not taken of the caller"),
    ]


def test_the_last_gate_of_the_only_caller(code: Code) -> None:
    assert guards(code, "rinsed") == [('if part == "lid":', "check passed before of the caller")]


def test_what_made_the_condition_of_the_only_caller_hold(code: Code) -> None:
    assert guards(code, "scalded") == [
        ("if is_cold(part):", "condition of the caller"),
        ('if part == "ice":', "condition in is_cold"),
    ]


def test_of_two_callers_the_nearest_condition_of_each(code: Code) -> None:
    assert guards(code, "for two") == [
        ("if guest.thirsty:", "condition of a caller"),
        ("if guests:", "condition of a caller"),
    ]


def test_a_deadline_is_a_guard_of_what_timed_out(code: Code) -> None:
    deadline = ("ctx, cancel := context.WithTimeout(parent, 5*time.Second)", "deadline")
    assert deadline in guards(code, "asking failed", "asking failed: context deadline exceeded")
    assert deadline not in guards(code, "asking failed", "asking failed: no such cup")


def test_who_calls_the_only_object_of_a_class_by_a_common_name(code: Code) -> None:
    """An object of another module that has such a method is another one."""
    callers = cause(code, "the bell is silent").callers
    assert [(place.location.path, place.text) for place in callers] == [
        ("api/services/kettle.py", 'bell.send("tea")')
    ]


def test_who_mounts_or_copies_a_file(tmp_path: Path) -> None:
    compose = (
        "services:\n  urn:\n    volumes:\n"
        "      - ./urn/start.sh:/start.sh\n      # - ./urn/start.sh:/old.sh\n"
    )
    files = {
        "docker/urn/start.sh": 'if [ "${URN}" ]; then\n  echo "the urn starts"\nfi\n',
        "docker/docker-compose.yaml": compose,
        "docker/Dockerfile": "FROM urn\nCOPY urn/start.sh /start.sh\nRUN sh /urn/start.sh\n",
    }
    code = Code(*build(tmp_path, changed={"dify": files}))
    fact = LogTemplate(
        repo="dify", path="docker/urn/start.sh", line=2, end_line=2, name="", template="x"
    )
    found = [(p.location.path, p.location.line, p.why) for p in cause_of(code, fact, "x").callers]
    assert found == [
        ("docker/docker-compose.yaml", 4, "brings start.sh"),
        ("docker/Dockerfile", 2, "brings start.sh"),
    ]


def test_a_template_is_written_by_the_last_script_and_its_variables_are_given(
    tmp_path: Path,
) -> None:
    compose = (
        "services:\n  nginx:\n    environment:\n"
        "      NGINX_PORT: ${NGINX_PORT:-80}\n      NGINX_SIZE: ${NGINX_SIZE:-1m}\n"
    )
    script = (
        "# default.conf.template > is a comment\n"
        "envsubst < /etc/nginx/default.conf.template > /tmp/first.conf\n"
        "awk '{\n  print ENVIRON[$0]\n}' /etc/nginx/default.conf.template > /etc/nginx.conf\n"
    )
    files = {
        "docker/nginx/docker-entrypoint.sh": script,
        "docker/nginx/conf.d/default.conf.template": "server {\n  listen ${NGINX_PORT};\n}\n",
        "docker/docker-compose.yaml": compose,
    }
    code = Code(*build(tmp_path, changed={"dify": files}))
    [listen] = [d for d in code.index.all(Directive) if d.name == "listen"]
    found = cause_of(code, listen, "")
    rendered = [(p.location.line, p.location.end_line, p.why) for p in found.guards]
    assert (3, 5, "renders default.conf.template") in rendered
    assert [(p.location.line, p.why) for p in found.callers] == [(4, "gives NGINX_PORT")]
