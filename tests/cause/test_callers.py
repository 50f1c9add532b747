"""Who leads to a function: levels of callers, and where they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.call_lines import lines_calling
from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.callers import MAX_CALLERS, caller_of, callers, repeated_in
from ctxkit.cause.code import Code
from ctxkit.model import Location, Symbol
from tests.ask.locate_workspace import build

SERVICE = "api/services/loom.py"
WEAVE = Called("dify", SERVICE, "weave_cloth")

LOOM = """def weave_cloth(thread):
    return thread


def make_cloth(thread):
    return weave_cloth(thread)


def make_coat(thread):
    return make_cloth(thread)


def dress_actor(thread):
    return make_coat(thread)


def start_play(thread):
    return dress_actor(thread)
"""

CONTROLLER = """from controllers.console import console_ns
from services.loom import weave_cloth


@console_ns.route("/looms")
class LoomApi(Resource):
    def post(self):
        return weave_cloth(1)
"""

CONSOLE = """from flask import Blueprint
from flask_restx import Namespace

from libs.external_api import ExternalApi

bp = Blueprint("console", __name__, url_prefix="/console/api")
api = ExternalApi(bp, version="1.0")
console_ns = Namespace("console", path="/")
api.add_namespace(console_ns)
"""

KNOT = """class Knot:
    def tie_knot(self):
        pass

    def tie_twice(self):
        self.tie_knot()
        self.tie_knot()
"""


def at(path: str, line: int, end_line: int = 0) -> Location:
    return Location(repo="dify", path=path, line=line, end_line=end_line or line)


def code_of(folder: Path, **files: str) -> Code:
    sources = {
        f"api/{name.replace('__', '/').replace('INIT', '__init__')}.py": text
        for name, text in files.items()
    }
    return Code(*build(folder, changed={"dify": sources}))


def leading(code: Code, function: Called) -> list[tuple[str, str]]:
    places = callers(code, function, lines_calling(code, function))
    for place in places:
        where = place.location
        assert place.text == code.line(where.repo, where.path, where.line)
    return [(place.text, place.why) for place in places]


def test_three_levels_of_callers_are_named_the_nearest_first(tmp_path: Path) -> None:
    assert leading(code_of(tmp_path, services__loom=LOOM), WEAVE) == [
        ("return weave_cloth(thread)", "calls weave_cloth"),
        ("return make_cloth(thread)", "calls make_cloth"),
        ("return make_coat(thread)", "calls make_coat"),
    ]


def test_a_caller_is_named_with_its_function(tmp_path: Path) -> None:
    code = code_of(tmp_path, services__loom=LOOM)
    first = callers(code, WEAVE, lines_calling(code, WEAVE))[0]
    assert (first.location.symbol, first.location.line) == ("make_cloth", 6)


def test_of_many_callers_above_none_is_the_one(tmp_path: Path) -> None:
    loom = (
        "def weave_cloth(thread):\n    return thread\n\n\ndef make_cloth(x):\n    weave_cloth(x)\n"
    )
    many = "from services.loom import make_cloth\n\n" + "".join(
        f"\n\ndef use{n}():\n    make_cloth({n})\n" for n in range(6)
    )
    code = code_of(tmp_path / "six", services__loom=loom, services__many=many)
    assert leading(code, WEAVE) == [("weave_cloth(x)", "calls weave_cloth")]
    few = many.replace("make_cloth(5)", "pass")
    code = code_of(tmp_path / "five", services__loom=loom, services__many=few)
    assert leading(code, WEAVE)[1:] == [(f"make_cloth({n})", "calls make_cloth") for n in range(5)]


def test_of_its_own_callers_five_are_named(tmp_path: Path) -> None:
    uses = "from services.loom import weave_cloth\n" + "".join(
        f"\n\ndef use{n}():\n    weave_cloth({n})\n" for n in range(6)
    )
    code = code_of(tmp_path, services__loom="def weave_cloth(x):\n    return x\n", uses=uses)
    assert [text for text, _ in leading(code, WEAVE)] == [f"weave_cloth({n})" for n in range(5)]


def test_functions_that_call_each_other_are_named_once(tmp_path: Path) -> None:
    loom = "def first_one():\n    second_one()\n\n\ndef second_one():\n    first_one()\n"
    code = code_of(tmp_path, services__loom=loom)
    assert leading(code, Called("dify", SERVICE, "first_one")) == [
        ("first_one()", "calls first_one"),
        ("second_one()", "calls second_one"),
    ]


def test_a_handler_ends_with_its_route(tmp_path: Path) -> None:
    loom = "def weave_cloth(thread):\n    return thread\n"
    code = code_of(
        tmp_path,
        services__loom=loom,
        controllers__console__INIT=CONSOLE,
        controllers__console__looms=CONTROLLER,
    )
    assert leading(code, WEAVE) == [
        ("return weave_cloth(1)", "calls weave_cloth"),
        ("def post(self):", "routes /console/api/looms"),
    ]


def test_who_hands_over_the_class_comes_after_the_nearest_caller(tmp_path: Path) -> None:
    shop = "from services.knot import Knot\n\n\ndef choose():\n    return Knot\n"
    code = code_of(tmp_path, services__knot=KNOT, services__shop=shop)
    tie = Called("dify", "api/services/knot.py", "Knot.tie_knot", "Knot")
    assert leading(code, tie) == [
        ("self.tie_knot()", "calls tie_knot"),
        ("return Knot", "calls Knot"),
        ("self.tie_knot()", "calls tie_knot"),
    ]


def test_at_most_eight_are_named(tmp_path: Path) -> None:
    loom = "def weave_cloth(x):\n    return x\n"
    level = "from services.loom import weave_cloth\n" + "".join(
        f"\n\ndef make_{name}(x):\n    weave_cloth(x)\n"
        f"\n\ndef take_{name}(x):\n    make_{name}(x)\n"
        for name in ("coat", "hat", "sock", "shoe", "glove")
    )
    code = code_of(tmp_path, services__loom=loom, services__level=level)
    found = leading(code, WEAVE)
    assert len(found) == MAX_CALLERS == 8
    assert [why for _, why in found[4:6]] == ["calls weave_cloth", "calls make_coat"]


def test_a_module_or_a_class_calls_without_a_caller_of_its_own() -> None:
    line = CallLine("dify", "api/a.py", 3, "", None)
    assert caller_of(line) is None

    def symbol(name: str, what: str) -> Symbol:
        return Symbol(repo="dify", path="api/a.py", name=name, what=what, line=1, end_line=9)  # type: ignore[arg-type]

    assert caller_of(line._replace(symbol=symbol("Knot", "class"))) is None
    assert caller_of(line._replace(symbol=symbol("Knot.tie", "method"))) == Called(
        "dify", "api/a.py", "Knot.tie", "Knot"
    )
    assert caller_of(line._replace(symbol=symbol("outer.inner", "function"))) == Called(
        "dify", "api/a.py", "outer.inner"
    )


GATE = """from services.reasons import Reason


def tell_shut(guest, reason, *, kind="gate"):
    logger.warning("the gate stays shut for %s: %s", guest, reason)


def open_gate(guest):
    if guest.late:
        tell_shut(guest, Reason.TOO_LATE)
    if guest.muddy:
        tell_shut(guest, reason=Reason.MUDDY_SHOES.value)
    if guest.old:
        tell_shut(guest, "an old ticket")
    if guest.loud:
        tell_shut(guest, 10000)
    tell_shut(guest, guest.reason, kind="gate stays")
"""


def chosen(folder: Path, text: str, said: str = "the gate stays shut for %s: %s") -> list[str]:
    code = code_of(folder, services__gate=GATE)
    function = Called("dify", "api/services/gate.py", "tell_shut")
    lines = repeated_in(code, function, lines_calling(code, function), text, said=said)
    return [code.line(line.repo, line.path, line.line) for line in lines]


def test_the_call_whose_argument_the_line_repeats_is_the_one(tmp_path: Path) -> None:
    shut = "WARNING the gate stays shut for ann: "
    late = ["tell_shut(guest, Reason.TOO_LATE)"]
    assert chosen(tmp_path / "a", f"{shut}too_late") == late
    muddy = ["tell_shut(guest, reason=Reason.MUDDY_SHOES.value)"]
    assert chosen(tmp_path / "b", f"{shut}MUDDY_SHOES") == muddy
    assert chosen(tmp_path / "c", f"{shut}an old ticket") == ['tell_shut(guest, "an old ticket")']


def test_a_line_that_repeats_no_argument_may_be_of_any_call(tmp_path: Path) -> None:
    assert len(chosen(tmp_path / "a", "the gate stays shut for ann: rain")) == 5
    assert len(chosen(tmp_path / "b", "the gate stays shut for ann: not_too_late_yet")) == 5
    assert len(chosen(tmp_path / "c", "the gate stays shut for ann: 10000")) == 5


def test_the_words_of_the_statement_itself_choose_no_call(tmp_path: Path) -> None:
    text = "the gate stays shut for ann: rain"
    assert len(chosen(tmp_path / "a", text)) == 5
    assert len(chosen(tmp_path / "b", text, said="")) == 1


def test_calls_from_many_files_are_not_compared(tmp_path: Path) -> None:
    loom = "def weave_cloth(x):\n    return x\n"
    use = 'from services.loom import weave_cloth\n\n\ndef use():\n    weave_cloth("wool {}")\n'
    for count, kept in ((3, 1), (4, 4)):
        uses = {f"use{n}": use.format(n) for n in range(count)}
        code = code_of(tmp_path / str(count), services__loom=loom, **uses)
        lines = lines_calling(code, WEAVE)
        assert len(repeated_in(code, WEAVE, lines, "of wool 1", said="")) == kept


def test_a_validator_is_called_by_whoever_makes_the_object(tmp_path: Path) -> None:
    knot = (
        "class Knot:\n    def check_rope(self):\n        pass\n\n\ndef make():\n    return Knot()\n"
    )
    code = code_of(tmp_path, services__knot=knot)
    check = Called("dify", "api/services/knot.py", "Knot.check_rope", "Knot")
    assert leading(code, check) == [("return Knot()", "calls Knot")]


def test_who_hands_over_the_class_of_a_caller_is_named(tmp_path: Path) -> None:
    maker = (
        "from services.loom import weave_cloth\n\n\nclass Maker:\n    def make_cloth(self):\n"
        "        return weave_cloth(1)\n"
    )
    shop = "def choose():\n    from services.maker import Maker\n\n    return Maker\n"
    loom = "def weave_cloth(x):\n    return x\n"
    code = code_of(tmp_path, services__loom=loom, services__maker=maker, services__shop=shop)
    assert leading(code, WEAVE) == [
        ("return weave_cloth(1)", "calls weave_cloth"),
        ("return Maker", "calls Maker"),
    ]


def test_a_name_that_a_library_also_has_is_not_called_there(tmp_path: Path) -> None:
    loom = "def weave_cloth(x):\n    return x\n"
    use = "from {} import (\n    spin,\n    weave_cloth,\n)\n\n\ndef use():\n    weave_cloth(1)\n"
    for module, count in (("cotton.mill", 0), ("services", 1), ("services.loom", 1)):
        code = code_of(tmp_path / module, services__loom=loom, shop__use=use.format(module))
        assert len(leading(code, WEAVE)) == count, module


def test_a_common_name_is_a_call_only_of_what_is_known_to_be_the_object(tmp_path: Path) -> None:
    """`data.get()` in a file that imports the module of a class is not `Barn.get()`."""
    barn = "class Barn:\n    def get(self, key):\n        pass\n"
    uses = (
        "from services.barn import Barn\n\n\ndef feed(data, barn):\n"
        '    data.get("a")\n    request.args.get("b")\n    barn.get("c")\n'
        '    mine = Barn()\n    mine.get("d")\n'
    )
    code = code_of(tmp_path, services__barn=barn, services__uses=uses)
    found = lines_calling(code, Called("dify", "api/services/barn.py", "Barn.get", "Barn"))
    assert [line.line for line in found] == [7, 9]


STORE = """class Barrel:
    def put(self, key):
        raise OSError(key)


class Shelf:
    def __init__(self):
        self.kept = choose()

    def put(self, key):
        self.kept.put(key)


shelf = Shelf()


def choose():
    return Barrel()
"""

SHOP = """from services.store import shelf


def sell(key):
    shelf.put(key)


def lend(key):
    if key:
        shelf.put(key)
    shelf.put("a")


class Till:
    def post(self):
        lend("b")
        return lend
"""

PUT = Called("dify", "api/services/store.py", "Barrel.put", "Barrel")
STACK = (
    at("api/services/store.py", 3),
    at("api/services/store.py", 11),
    at("api/services/shop.py", 10),
    at("api/services/shop.py", 15, 17),
)


def in_stack(folder: Path, *stack: Location) -> list[tuple[str, int]]:
    code = code_of(folder, services__store=STORE, services__shop=SHOP)
    code.stack = stack
    found = callers(code, PUT, lines_calling(code, PUT))
    return [(p.location.path.rpartition("/")[2], p.location.line) for p in found]


def test_a_stack_tells_who_called(tmp_path: Path) -> None:
    assert in_stack(tmp_path, *STACK) == [("store.py", 11), ("shop.py", 10), ("shop.py", 16)]


def test_where_a_stack_tells_nothing_every_caller_may_have_called(tmp_path: Path) -> None:
    other = ("shop.py", 5)
    assert other in in_stack(tmp_path / "a")
    assert other in in_stack(tmp_path / "b", *STACK[1:])
    elsewhere = Location(repo="dify-sandbox", path=STACK[1].path, line=11, end_line=11)
    assert other in in_stack(tmp_path / "c", STACK[0], elsewhere)


def test_a_stack_may_lack_what_is_between(tmp_path: Path) -> None:
    assert in_stack(tmp_path, STACK[0], *STACK[2:]) == [("shop.py", 10), ("shop.py", 16)]


def test_who_makes_an_object_calls_its_methods(tmp_path: Path) -> None:
    """However far away, and whatever many others that have a method of that name do."""
    loom = "class Loom:\n    def weave(self):\n        pass\n"
    other = "class Other{0}:\n    def weave(self):\n        other{0}.weave()\n"
    far = "from services.loom import Loom\n\n\ndef start():\n    loom = Loom()\n    loom.weave()\n"
    near = {f"services__other{n}": other.format(n) for n in range(9)}
    code = code_of(tmp_path, services__loom=loom, zoo__keep__far=far, **near)
    weave = Called("dify", SERVICE, "Loom.weave", "Loom")
    assert leading(code, weave) == [("loom.weave()", "calls weave")]


def test_a_generator_was_called_above_the_line_that_asks_it_for_a_value(tmp_path: Path) -> None:
    store = "class Barrel:\n    def run(self):\n        yield 1\n"
    shop = (
        "def sell(barrel):\n    barrel.run()\n\n\ndef lend(barrel):\n    drops = barrel.run()\n"
        "    for drop in drops:\n        pass\n    barrel.run()\n"
    )
    code = code_of(tmp_path, services__store=store, services__shop=shop)
    code.stack = (at("api/services/store.py", 3), at("api/services/shop.py", 7))
    run = Called("dify", "api/services/store.py", "Barrel.run", "Barrel")
    assert [line.line for line in lines_calling(code, run)] == [6]


FACTORY = """def start(app):
    from extensions import (
        ext_mail,
        ext_store,
    )

    extensions = [
        ext_mail,
        ext_store,
    ]
    for ext in extensions:
        ext.init_app(app)
    ext_store.init_app(app)
    {more}
"""


@pytest.mark.parametrize(
    ("name", "more", "called"),
    [
        ("ext_mail", "", [12]),
        ("ext_store", "", [12, 13]),
        ("ext_other", "", []),  # which is not in the list
        ("ext_mail", "app.init_app(1)", [12]),
    ],
)
def test_one_of_the_modules_in_a_list_is_called(
    tmp_path: Path, name: str, more: str, called: list[int]
) -> None:
    """Of a function that so many modules have, only the files that name its own can call it."""
    init = "def init_app(app):\n    pass\n"
    others = {f"extensions__ext_{n}": init for n in ("mail", "store", "other", *"abcdefgh")}
    code = code_of(tmp_path, app_factory=FACTORY.format(more=more), **others)
    found = lines_calling(code, Called("dify", f"api/extensions/{name}.py", "init_app"))
    assert [(line.path, line.line) for line in found] == [("api/app_factory.py", n) for n in called]
