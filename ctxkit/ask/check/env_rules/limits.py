"""Limits on the way of a request: what nginx refuses never reaches the api.

Not here: what a single limit may be (`ask/check/validation.py`).
"""

from __future__ import annotations

import re

from ctxkit.ask.check.rules import At, Breach, Rule, View

_SIZE = re.compile(r"([0-9]{1,12})([kKmMgG]?)\Z")
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_BODY = At("nginx", "NGINX_CLIENT_MAX_BODY_SIZE")


def _uploads(view: View) -> list[Breach]:
    match = _SIZE.match(view.value(*_BODY))
    if match is None or int(match[1]) == 0:
        return []
    body = int(match[1]) * _UNITS[match[2].lower()]
    found = []
    for name in view.names("api"):
        if not (name.startswith("UPLOAD_") and name.endswith("FILE_SIZE_LIMIT")):
            continue
        limit = view.value("api", name)
        if limit.isdecimal() and len(limit) < 9 and int(limit) * 1024**2 > body:
            why = f"{name} is {limit} MB, but NGINX_CLIENT_MAX_BODY_SIZE lets less through: nginx answers 413"
            fix = f"set NGINX_CLIENT_MAX_BODY_SIZE to more than {limit}M"
            found.append(Breach(rule="limit-below", at=(At("api", name), _BODY), why=why, fix=fix))
    return found


RULES = (
    Rule(
        look=_uploads,
        broken={
            "api": {"UPLOAD_FILE_SIZE_LIMIT": "500"},
            "nginx": {"NGINX_CLIENT_MAX_BODY_SIZE": "100M"},
        },
        kept={
            "api": {"UPLOAD_FILE_SIZE_LIMIT": "100"},
            "nginx": {"NGINX_CLIENT_MAX_BODY_SIZE": "100M"},
        },
    ),
)
