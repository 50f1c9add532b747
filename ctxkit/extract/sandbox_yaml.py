"""The sandbox's `conf/config.yaml`: the values that it sets, by path and by name.

Not here: the Go fields that it fills (`go/settings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import YAML_ENDINGS, leaves, shown
from ctxkit.model import ConfigUse, Fact

_PATH = re.compile(r"(^|/)conf/config\.ya?ml$")


def extract(source: Source) -> Iterator[Fact]:
    """Yield a use of each key; `target` is the last part of a dotted one, so that it is found by
    either.
    """
    if source.test:
        return
    for root in read_documents(split_lines(source.data)):
        for path, node in leaves(root):
            comments = (*node.comment, node.trailing)
            yield ConfigUse(
                name=path,
                line=node.line,
                end_line=node.end_line,
                role="sets",
                via="sandbox-config",
                value=shown(node),
                target=node.key if node.key != path else "",
                description=" ".join(text for text in comments if text),
            )


LANGUAGE = Language(
    name="sandbox-yaml",
    endings=YAML_ENDINGS,
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b":",),
)
