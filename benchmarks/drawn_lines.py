"""Lines of the files below `secret_sets/`, their secrets and numbers drawn anew for every seed.

A line of such a file is one form. `«...»` is a secret and `‹...›` is drawn but public; inside stand
words and classes (`[0-9a-f]{40}`), or one name of `PARTS`, alone or as `<name>`. `⏎` ends a line of
the text, `== kind` begins the forms of a kind. A set is `NAME_with.txt` and `NAME_without.txt`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from secret_lines import ALNUM, Line, Made, jwt

FOLDER = Path(__file__).parent / "secret_sets"

DRAWN = re.compile(r"«([^»]+)»|‹([^›]+)›")
PIECE = re.compile(r"\[([^\]]+)\]\{(\d+)\}|<(\w+)>")
RANGE = re.compile(r"(\w)-(\w)")


def url_password(m: Made) -> str:
    """A password that a url may carry as it is."""
    return re.sub(r"[#@%^]", "!", m.password())


def encoded(m: Made) -> str:
    return base64.b64encode(f"{m.password()}{m.of(ALNUM, 8)}".encode()).decode()


PARTS: dict[str, Callable[[Made], str]] = {
    "pw": Made.password,
    "pw2": url_password,
    "uuid": Made.uuid,
    "jwt": jwt,
    "basic": lambda m: base64.b64encode(f"admin:{m.password()}".encode()).decode(),
    "b64": encoded,
}


def letters(written: str) -> str:
    """Return the letters of a class, its ranges spelled out."""
    spelled = RANGE.sub(lambda r: "".join(chr(c) for c in range(ord(r[1]), ord(r[2]) + 1)), written)
    return "".join(dict.fromkeys(spelled))


def made(m: Made, form: str) -> str:
    """Draw what one form of a secret or of an id stands for."""
    if form in PARTS:
        return PARTS[form](m)
    return PIECE.sub(lambda p: PARTS[p[3]](m) if p[3] else m.of(letters(p[1]), int(p[2])), form)


def drawn(kind: str, form: str, m: Made) -> Line:
    """Return the line of a form, whose secrets in quotes are all but the ends of lines."""
    secrets: list[str] = []

    def one(match: re.Match[str]) -> str:
        text = made(m, match[1] or match[2])
        if match[1]:
            secrets.append(text)
        return text

    text = DRAWN.sub(one, form).replace("⏎", "\n")
    return Line(kind, text, tuple(secrets))


def forms(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the kind and the form of each line of a file."""
    kind = ""
    for line in file.read_text("utf8").splitlines():
        if line.startswith("== "):
            kind = line.removeprefix("== ")
        elif line:
            yield kind, line


def set_names() -> list[str]:
    return sorted(each.name.removesuffix("_with.txt") for each in FOLDER.glob("*_with.txt"))


def drawn_set(name: str, seed: int) -> tuple[list[Line], list[Line]]:
    """Return the lines of a set with secrets and those without."""
    return drawn_file(f"{name}_with.txt", seed), drawn_file(f"{name}_without.txt", seed)


def drawn_file(file: str, seed: int) -> list[Line]:
    m = Made(seed)
    return [drawn(kind, form, m) for kind, form in forms(FOLDER / file)]
