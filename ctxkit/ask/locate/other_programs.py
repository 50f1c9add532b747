"""Signs that a program which Dify has nothing to do with wrote a text.

The words of a client of Redis, of a mail relay or of a storage are the same in every program. Not
here: programs that Dify works with (`third_party.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate.frame_files import file_of, is_of_plugin, owner_of
from ctxkit.ask.locate.own_packages import is_own_module
from ctxkit.dify.packages import PACKAGES, package_of_module
from ctxkit.dify.third_party_names import owner_by_logger
from ctxkit.index.reader import Index
from ctxkit.logline import Frame, parse_events
from ctxkit.logline.line import parse_line
from ctxkit.text.code import in_backticks

_MAX_FRAMES = 60
_OWN_FOLDERS = ("/app/", "/tmp/", "/var/sandbox/")  # noqa: S108
"""Where Dify's images, and the code of their users, are."""
_OWN_LIBRARIES = frozenset(row.module for row in PACKAGES)
_SCRIPT = ".py"


def sign_of_another(index: Index, text: str) -> str:
    """Return what shows that another program wrote a text, or an empty string."""
    logger = unknown_logger(index, text)
    if logger:
        return f"no module of these repositories is named {logger}, like the logger of the line"
    path = unknown_stack(index, text)
    if path:
        return f"no file of these repositories is {in_backticks(path)}, where the stack leads"
    return ""


def unknown_logger(index: Index, text: str) -> str:
    """Return the logger of a text's first line if it is named after a module that neither these
    repositories nor the libraries with rows have; else an empty string.
    """
    name = parse_line(text.lstrip().partition("\n")[0]).logger
    first, _, rest = name.partition(".")
    if not rest or owner_by_logger(name) or is_own_module(index, name) or package_of_module(name):
        return ""
    folder = f"{first}/{rest.partition('.')[0]}"
    return "" if index.files_like(f"%{folder}%") else name


def unknown_stack(index: Index, text: str) -> str:
    """Return the innermost file of a Python stack of which no file is in these repositories or in
    the folders of Dify's images; else an empty string. Those of packages do not count.
    """
    frames = [frame for event in parse_events(text) for frame in event.frames][:_MAX_FRAMES]
    if any(owner_of(frame, index) in _OWN_LIBRARIES for frame in frames):
        return ""
    own = [frame for frame in frames if _is_of_program(frame, index)]
    if any(_may_be_of_dify(frame, index) for frame in own):
        return ""
    return own[-1].path if own else ""


def _is_of_program(frame: Frame, index: Index) -> bool:
    """Return whether a frame is in a script of the program itself."""
    is_script = frame.language == "python" and frame.path.endswith(_SCRIPT)
    return is_script and not owner_of(frame, index)


def _may_be_of_dify(frame: Frame, index: Index) -> bool:
    if frame.path.startswith(_OWN_FOLDERS) or is_of_plugin(frame):
        return True
    return file_of(frame, index, "") is not None
