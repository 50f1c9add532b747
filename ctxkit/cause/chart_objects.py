"""Who refers to an object of the chart: what mounts a claim, takes the variables of a ConfigMap or
Secret, or runs as an account.

By the template that gives the object its name, and the key that stands before it. Not here: the
conditions of an object (`templates.py`).
"""

from __future__ import annotations

from itertools import islice

from ctxkit.cause.code import Code
from ctxkit.cause.yaml_keys import keys_of
from ctxkit.model import Location, Manifest, TemplateCall
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

_OF_SECRET = ("secretRef", "secretKeyRef", "secretName", "secret", "imagePullSecrets")
_REFERS = {
    "ConfigMap": ("configMapRef", "configMapKeyRef", "configMap"),
    "Secret": _OF_SECRET,
    "ExternalSecret": _OF_SECRET,
    "PersistentVolumeClaim": ("claimName",),
    "ServiceAccount": ("serviceAccountName",),
    "Service": ("serviceName", "service", "backendRefs"),
    "Deployment": ("scaleTargetRef",),
}
_MAX_USERS = 4
_NAMED = regex(r"[\w.-]{1,100}")
_PRINTED = regex(
    r"\{?(?:printf\s{1,3}\"([^\"]{1,80})\"\s{1,3})?\(?include\s{1,3}\"([\w.-]{1,100})\""
)


def users_of(code: Code, manifest: Manifest) -> list[CausePlace]:
    """Return the lines that refer to an object, one of each file."""
    keys = _REFERS.get(manifest.name, ())
    name, form = _name_of(manifest)
    if not keys or not name:
        return []
    found: dict[str, CausePlace] = {}
    for call in code.index.named(TemplateCall, name):
        if call.repo != manifest.repo or call.test or call.path in found:
            continue
        text = code.line(call.repo, call.path, call.line)
        printed = _PRINTED.search(text)
        if form != (printed[1] or "" if printed is not None else ""):
            continue
        if _refers(code, call, keys):
            where = Location(repo=call.repo, path=call.path, line=call.line, end_line=call.line)
            found[call.path] = code.place(where, f"uses the {manifest.name}")
    return [found[path] for path in sorted(found)][:_MAX_USERS]


def _name_of(manifest: Manifest) -> tuple[str, str]:
    """Return the template that names an object, and the format that it is put into, if any."""
    if _NAMED.fullmatch(manifest.object):
        return manifest.object, ""
    printed = _PRINTED.match(manifest.object)
    return (printed[2], printed[1] or "") if printed is not None else ("", "")


def _refers(code: Code, call: TemplateCall, keys: tuple[str, ...]) -> bool:
    """Return whether a name stands at one of some keys, or as `name` in one."""
    around = list(islice(keys_of(code, call), 2))
    return bool(around) and (around[0] in keys or (around[0] == "name" and around[-1] in keys))
