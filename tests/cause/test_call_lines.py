"""Which lines call a function: each test has a file of its own that calls it, or only seems to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ctxkit.cause.call_lines import lines_calling, lines_naming
from ctxkit.cause.called import Called
from ctxkit.cause.code import Code
from tests.ask.locate_workspace import build

MAIL = """class Mailer:
    def __init__(self, stamp):
        self.stamp = stamp

    def deliver(self, letter):
        self.weigh(letter)
        deliver(letter)

    def weigh(self, letter):
        return letter.weight

    def send(self, letter):
        return self.deliver(letter)

    def again(self, letter):
        return self.send(letter) or post.send(letter)


def stamp_letter(letter):
    return stamp_letter(letter.inner)


def fold_letter(letter):
    return letter


def update(letter):
    return letter


def id(letter):
    return letter
"""

GO = """package post

func Frank[T any](value T) T {
	return value
}

func (p *Post) Sort(letters []string) {
	p.Tie(letters)
}

func (p *Post) Tie(letters []string) {
}
"""

GO_OTHER = """package post

func All(p *Post, letters []string) {
	Frank[string](letters[0])
	p.Sort(letters)
}
"""

GO_FAR = """package server

import "github.com/langgenius/dify-plugin-daemon/internal/post"

func Serve() {
	post.Frank("a")
}
"""

GO_NOT = """package box

func Serve() {
	Frank("a")
}
"""


def lines(folder: Path, called: Called, **python: str) -> list[str]:
    """Return the lines that call a function, in files of the given texts."""
    files = {
        "dify": {
            "api/services/mail.py": MAIL,
            **{f"api/{name.replace('__', '/')}.py": text for name, text in python.items()},
        },
        "dify-plugin-daemon": {
            "go.mod": "module github.com/langgenius/dify-plugin-daemon\n",
            "internal/post/post.go": GO,
            "internal/post/all.go": GO_OTHER,
            "internal/server/server.go": GO_FAR,
            "internal/box/box.go": GO_NOT,
        },
    }
    code = Code(*build(folder, changed=files))
    found = lines_calling(code, called)
    return [code.line(line.repo, line.path, line.line) for line in found]


def of_mail(name: str, owner: str = "") -> Called:
    return Called("dify", "api/services/mail.py", name, owner)


STAMP = of_mail("stamp_letter")
DELIVER = of_mail("Mailer.deliver", "Mailer")
SEND = of_mail("Mailer.send", "Mailer")
MAKE = of_mail("Mailer.__init__", "Mailer")
IMPORT = "from services.mail import stamp_letter\n"


CALLS: list[tuple[str, list[str]]] = [
    ("x = stamp_letter(1)\n", ["x = stamp_letter(1)"]),
    ("x = stamp_letter (1)\n", ["x = stamp_letter (1)"]),
    # A task is called in its own ways.
    ("stamp_letter.delay(1)\n", ["stamp_letter.delay(1)"]),
    ("stamp_letter.apply_async(args=[1])\n", ["stamp_letter.apply_async(args=[1])"]),
    ("chain(stamp_letter.s(1))\n", ["chain(stamp_letter.s(1))"]),
    ("chain(stamp_letter.si(1))\n", ["chain(stamp_letter.si(1))"]),
    # Who is given a function calls it.
    ("run(stamp_letter, 1)\n", ["run(stamp_letter, 1)"]),
    ("run(1, stamp_letter)\n", ["run(1, stamp_letter)"]),
    ("view = stamp_letter\n", ["view = stamp_letter"]),
    ("views = {'a': stamp_letter}\n", []),
    ("views = {\n    'a': stamp_letter,\n}\n", ["'a': stamp_letter,"]),
    ("def f():\n    return stamp_letter\n", ["return stamp_letter"]),
    ("def f():\n    yield stamp_letter\n", ["yield stamp_letter"]),
    # The name alone is none, nor is a longer one, nor a text.
    ("if stamp_letter:\n    pass\n", []),
    ("restamp_letter(1)\n", []),
    ("stamp_letters(1)\n", []),
    ("_stamp_letter(1)\n", []),
    ("x = 'stamp_letter'\n", []),
    ("say('stamp_letter', 1)\n", []),
    ("x = stamp_letter.name\n", []),
    # The longer name before it hides no call.
    ("restamp_letter(stamp_letter(1))\n", ["restamp_letter(stamp_letter(1))"]),
    # Nor is what tells of it, or defines another of its name.
    ("# stamp_letter(1)\n", []),
    ("def stamp_letter(x):\n    pass\n", []),
    ("async def stamp_letter(x):\n    pass\n", []),
    ("class stamp_letter(X):\n    pass\n", []),
    ("from services.mail import (\n    stamp_letter,\n)\n", []),
    ("from services.mail import (\n    fold_letter, stamp_letter)\n", []),
    ("@stamp_letter(1)\ndef f():\n    pass\n", ["@stamp_letter(1)"]),
]


@pytest.fixture(scope="module")
def calling(tmp_path_factory: pytest.TempPathFactory) -> Code:
    """Return the code of CALLS, each with a function and a file of its own."""
    files = {"api/services/mail.py": ""}
    for number, (source, _) in enumerate(CALLS):
        text = f"from services.mail import stamp_letter\n\n{source}"
        files[f"api/other{number}.py"] = of_number(text, number)
        defined = "def stamp_letter(letter):\n    return letter\n\n\n"
        files["api/services/mail.py"] += of_number(defined, number)
    return Code(*build(tmp_path_factory.mktemp("calling"), changed={"dify": files}))


def of_number(text: str, number: int) -> str:
    return text.replace("stamp_letter", f"stamp_{number}_letter")


@pytest.mark.parametrize("number", range(len(CALLS)), ids=[source for source, _ in CALLS])
def test_what_is_a_call(calling: Code, number: int) -> None:
    found = lines_calling(calling, of_mail(of_number("stamp_letter", number)))
    shown = [calling.line(line.repo, line.path, line.line) for line in found]
    assert shown == [of_number(line, number) for line in CALLS[number][1]]


def test_a_call_has_what_stands_before_it_and_the_function_around_it(tmp_path: Path) -> None:
    source = (
        "from services import mail\n\n\ndef f():\n    mail.stamp_letter(1)\nmail.stamp_letter(2)\n"
    )
    files = {"dify": {"api/services/mail.py": MAIL, "api/other.py": source}}
    code = Code(*build(tmp_path, changed=files))
    inner, outer = lines_calling(code, STAMP)
    assert (inner.path, inner.line, inner.head) == ("api/other.py", 5, "mail")
    assert (outer.line, outer.symbol) == (6, None)
    assert inner.symbol is not None
    assert inner.symbol.name == "f"


def test_a_function_does_not_call_itself(tmp_path: Path) -> None:
    assert lines(tmp_path, STAMP) == []


def test_a_method_is_called_by_its_own_class_and_a_plain_function_is_another(
    tmp_path: Path,
) -> None:
    assert lines(tmp_path, DELIVER) == ["return self.deliver(letter)"]


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("mailer.deliver(1)\n", True),  # the name of its class
        ("self._mailer.deliver(1)\n", True),
        ("Mailer.deliver(m, 1)\n", True),
        ("x.deliver(1)\n", True),  # no other function has the name
        ("deliver(1)\n", False),  # a method needs an object
    ],
)
def test_a_method_whose_name_no_other_has(tmp_path: Path, source: str, called: bool) -> None:
    assert lines(tmp_path, DELIVER, other=source) == [
        "return self.deliver(letter)",
        *([source.strip()] if called else []),
    ]


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("from services.mail import x\n\nx.deliver(1)\n", True),
        ("m = Mailer(1)\nm.deliver(1)\n", True),
        ("m: Mailer = services.mail.Mailer(1)\nm.deliver(1)\n", True),
        ("mailer.deliver(1)\n", True),
        ("m = Milk(1)\nm.deliver(1)\n", False),
        ("x.deliver(1)\n", False),
        ("from services.mailbox import x\n\nx.deliver(1)\n", False),
    ],
)
def test_a_method_with_a_namesake_needs_more_than_its_name(
    tmp_path: Path, source: str, called: bool
) -> None:
    milk = "class Milk:\n    def deliver(self):\n        pass\n"
    assert lines(tmp_path, DELIVER, milk=milk, other=source) == [
        "return self.deliver(letter)",
        *(["m.deliver(1)"] if called and "m.d" in source else []),
        *(["x.deliver(1)"] if called and "x.d" in source else []),
        *(["mailer.deliver(1)"] if called and "mailer.d" in source else []),
    ]


def test_a_name_that_many_objects_have_needs_more_than_being_the_only_one(tmp_path: Path) -> None:
    other = "x.send(1)\nmailer.send(1)\n"
    assert lines(tmp_path, SEND, other=other) == [
        "return self.send(letter) or post.send(letter)",
        "mailer.send(1)",
    ]


def test_a_plain_function_with_a_common_name_needs_an_import(tmp_path: Path) -> None:
    update = of_mail("update")
    assert lines(tmp_path / "a", update, other="update(1)\n") == []
    imported = "from services.mail import update\n\nupdate(1)\n"
    assert lines(tmp_path / "b", update, other=imported) == ["update(1)"]


def test_a_plain_function_is_imported_or_called_on_its_module(tmp_path: Path) -> None:
    calling = {
        "package": "from services import fold_letter\n\nfold_letter(1)\n",
        "star": "from services import *\n\nfold_letter(2)\n",
        "brackets": "from services import (\n    a,\n    fold_letter,\n)\n\nfold_letter(3)\n",
        "late": "x = 1\n" * 500 + "from services import fold_letter\n\nfold_letter(4)\n",
        "module": "import services.mail\n\nservices.mail.fold_letter(5)\n",
        "alias": "from services import mail as post\n\npost.fold_letter(6)\n",
    }
    found = lines(tmp_path / "a", of_mail("fold_letter"), **calling)
    expected = {text.rstrip().rpartition("\n")[2] for text in calling.values()}
    assert {line for line in found if re.search(r"\d", line)} == expected
    others = {
        "paper": "from paper import fold_letter\n\nfold_letter(1)\n",
        # a class has a method of that name
        "method": "from services.mail import Mail\n\nMail.fold_letter(2)\n",
        "object": "from services import mail\n\nx.fold_letter(3)\n",
        "alias": "from services import mail as post\n\nmail2.fold_letter(4)\n",
    }
    found = lines(tmp_path / "b", of_mail("fold_letter"), **others)
    assert [line for line in found if re.search(r"\d", line)] == []


def test_a_constructor_is_called_by_the_name_of_its_class(tmp_path: Path) -> None:
    source = "from services.mail import Mailer\n\nm = Mailer(1)\nx.__init__(1)\n"
    assert lines(tmp_path, MAKE, other=source) == ["m = Mailer(1)"]


def test_a_short_or_special_name_is_not_looked_for(tmp_path: Path) -> None:
    assert lines(tmp_path / "a", of_mail("id"), other="from services.mail import id\nid(1)\n") == []
    special = of_mail("Mailer.__len__", "Mailer")
    assert lines(tmp_path / "b", special, other="mailer.__len__()\n") == []


def test_of_a_name_that_seven_functions_have_only_what_is_near_calls(tmp_path: Path) -> None:
    """Who knows all that are alike stands in their folder, or above."""
    calling = f"{IMPORT}\nstamp_letter({{}})\n"
    others = {f"kind{n}": "def stamp_letter(x):\n    pass\n" for n in range(6)}
    near = {"services__near": calling.format(1), "above": calling.format(2)}
    far = {"core__far": calling.format(3)}
    files = {**near, **far}
    assert lines(tmp_path / "seven", STAMP, **files, **others) == [
        "stamp_letter(1)",
        "stamp_letter(2)",
    ]
    del others["kind5"]
    assert lines(tmp_path / "six", STAMP, **files, **others) == [
        "stamp_letter(1)",
        "stamp_letter(2)",
        "stamp_letter(3)",
    ]


def test_eight_files_and_twelve_lines_are_enough(tmp_path: Path) -> None:
    """The file of the function itself is one of the eight."""
    one = {f"other{n}": f"{IMPORT.replace('stamp', 'fold')}\nfold_letter({n})\n" for n in range(8)}
    fold = of_mail("fold_letter")
    assert lines(tmp_path / "files", fold, **one) == [f"fold_letter({n})" for n in range(7)]
    many = IMPORT + "".join(f"stamp_letter({n})\n" for n in range(13))
    assert len(lines(tmp_path / "lines", STAMP, other=many)) == 12


def test_a_generic_of_go_is_called_with_its_types_and_in_its_package(tmp_path: Path) -> None:
    frank = Called("dify-plugin-daemon", "internal/post/post.go", "Frank")
    assert lines(tmp_path, frank) == ["Frank[string](letters[0])", 'post.Frank("a")']


def test_a_function_of_another_package_of_go_is_not_called_without_it(tmp_path: Path) -> None:
    tie = Called("dify-plugin-daemon", "internal/post/post.go", "Post.Tie", "Post")
    sort = Called("dify-plugin-daemon", "internal/post/post.go", "Post.Sort", "Post")
    assert lines(tmp_path / "tie", tie) == ["p.Tie(letters)"]
    assert lines(tmp_path / "sort", sort) == ["p.Sort(letters)"]


def test_a_common_name_of_go_is_called_by_that_of_its_package(tmp_path: Path) -> None:
    """However many packages have an Init, and wherever the one that calls it stands."""
    names = ["post", *(f"kind{n}" for n in range(7))]
    module = "github.com/langgenius/dify-plugin-daemon"
    files = {f"internal/{n}/{n}.go": f"package {n}\n\nfunc Init(n int) {{\n}}\n" for n in names}
    files["go.mod"] = f"module {module}\n"
    files["cmd/server/main.go"] = (
        f'package main\n\nimport (\n\t"{module}/internal/post"\n\t"{module}/internal/kind0"\n)\n\n'
        "func main() {\n\tpost.Init(1)\n\tkind0.Init(2)\n\tInit(3)\n}\n"
    )
    code = Code(*build(tmp_path, changed={"dify-plugin-daemon": files}))
    for name, called in (("post", ["post.Init(1)"]), ("kind0", ["kind0.Init(2)"]), ("kind1", [])):
        init = Called("dify-plugin-daemon", f"internal/{name}/{name}.go", "Init")
        found = lines_calling(code, init)
        assert [code.line(line.repo, line.path, line.line) for line in found] == called


PACKER = "class Packer:\n    def wrap(self, box):\n        pass\n"
WRAP = Called("dify", "api/boxes/kinds/packer.py", "Packer.wrap", "Packer")


@pytest.mark.parametrize(
    ("files", "named"),
    [
        # Whoever makes the object or hands over its class, in its folder or the two above.
        ({"boxes/kinds/all.py": "kinds = [a, Packer]\n"}, []),
        ({"boxes/kinds/all.py": "kind = Packer\n"}, ["kind = Packer"]),
        ({"boxes/all.py": "def f():\n    return Packer\n"}, ["return Packer"]),
        ({"all.py": "def f():\n    return Packer\n"}, ["return Packer"]),
        # The nearest folder tells, the others do not.
        (
            {"boxes/kinds/all.py": "kind = Packer\n", "boxes/all.py": "kind = Packer()\n"},
            ["kind = Packer"],
        ),
        ({"other/all.py": "kind = Packer\n"}, []),
        ({"boxes/kinds/all.py": "from boxes.kinds.packer import Packer\n"}, []),
        ({"boxes/all.py": "".join(f"a{n} = Packer\n" for n in range(4))}, [
            "a0 = Packer", "a1 = Packer", "a2 = Packer",
        ]),
    ],
)  # fmt: skip
def test_who_names_the_class_of_a_method(
    tmp_path: Path, files: dict[str, str], named: list[str]
) -> None:
    sources = {WRAP.path: PACKER, **{f"api/{path}": text for path, text in files.items()}}
    code = Code(*build(tmp_path, changed={"dify": sources}))
    found = lines_naming(code, WRAP)
    assert [code.line(line.repo, line.path, line.line) for line in found] == named


def test_only_a_method_of_python_has_a_class_that_is_handed_over(tmp_path: Path) -> None:
    files = {
        WRAP.path: PACKER,
        "api/boxes/kinds/all.py": "kind = Packer\n",
        "web/boxes/packer.ts": "export class Packer {}\n",
    }
    code = Code(*build(tmp_path, changed={"dify": files}))
    assert lines_naming(code, WRAP._replace(owner="")) == []
    assert lines_naming(code, WRAP._replace(path="api/boxes/kinds/packer.ts")) == []
    assert len(lines_naming(code, WRAP)) == 1


RUNNER = """package weaver

type LoomRunner struct {
}

func (r *LoomRunner) Run(cloth string) error {
	cmd := exec.Command("weave")
	return cmd.Run()
}
"""
SERVICE = """package service

import (
	"os/exec"

	"github.com/langgenius/dify-sandbox/internal/core/weaver"
)

type Mill struct {
	loom *weaver.LoomRunner
}

func Weave(mill Mill, given *weaver.LoomRunner) {
	runner := weaver.LoomRunner{}
	runner.Run("wool")
	mill.loom.Run("silk")
	given.Run("linen")
	cmd, err := exec.Command("spin"), check()
	cmd.Run()
}
"""
NEAR = """package {0}

type Runner{0} struct {{
}}

func (r *Runner{0}) Run(cloth string) error {{
	return r.Run(cloth)
}}
"""


def test_a_method_of_go_is_called_on_what_is_made_or_declared_as_its_type(tmp_path: Path) -> None:
    """Of a name that others have too, however far away the file is; not on what another package
    makes.
    """
    near = {f"internal/core/{n}/{n}.go": NEAR.format(n) for n in ("warp", "weft", "yarn", "dye")}
    files = {
        "go.mod": "module github.com/langgenius/dify-sandbox\n",
        "internal/core/weaver/weaver.go": RUNNER,
        "internal/service/mill.go": SERVICE,
        **near,
    }
    code = Code(*build(tmp_path, changed={"dify-sandbox": files}))
    run = Called("dify-sandbox", "internal/core/weaver/weaver.go", "LoomRunner.Run", "LoomRunner")
    found = lines_calling(code, run, most_files=2)
    assert [code.line(line.repo, line.path, line.line) for line in found] == [
        'runner.Run("wool")',
        'mill.loom.Run("silk")',
        'given.Run("linen")',
    ]


DECLARED = """from services.mail import Mailer


class Office:
    post: Mailer
    box: "Mailer | None"
    stamp: Stamp

    def work(self, one: Mailer, other):
        self.post.send(1)
        self.box.send(2)
        one.send(3)
        other.send(4)
        self.stamp.send(5)
"""


def test_a_method_with_a_common_name_is_called_on_what_is_declared_as_its_class(
    tmp_path: Path,
) -> None:
    found = lines(tmp_path, SEND, office=DECLARED)
    assert [line for line in found if "(" in line and line[-2].isdigit()] == [
        "self.post.send(1)",
        "self.box.send(2)",
        "one.send(3)",
    ]
