"""Write the workspace.yaml of a new workspace, with the sources that every deployment has.

Not here: reading one (`config.py`).
"""

from __future__ import annotations

from pathlib import Path

from ctxkit.dify.enterprise import is_enterprise_version
from ctxkit.dify.packages import PACKAGE_NAMES, PACKAGES
from ctxkit.dify.repositories import CHART, CHART_REPOSITORY, DOCS, REPOSITORIES
from ctxkit.errors import WorkspaceError
from ctxkit.regex import regex
from ctxkit.workspace.folder import FILE
from ctxkit.workspace.urls import is_local, public_url, revision_problem, url_problem

DEFAULT_PREFIX = "https://github.com/langgenius"
EXAMPLE_VERSION = "1.14.0"
DEFAULT_SOURCES = (*(row.name for row in (*REPOSITORIES, *PACKAGES)), DOCS)
_OPTIONAL = (*PACKAGE_NAMES, DOCS)  # answers do without them
_PLAIN_SCALAR = regex(r"[A-Za-z0-9/~.][A-Za-z0-9/~._@%+-]*(:[A-Za-z0-9/~._@%+-]+)*")

_TEMPLATE = """\
# The sources of one Dify deployment. `ctxkit sync` checks them out at the versions that it runs.

{release}
# One folder next to this file for each source. `ref:` (a tag, branch or commit) pins a source: it
# overrides the version that follows from dify, for example where the deployment runs another plugin
# daemon than dify's docker-compose.yaml names:
#   dify-plugin-daemon: {{git: {prefix}/dify-plugin-daemon, ref: "0.6.1"}}
# `helm:` (a Helm repository, or a list of mirrors) is asked before `git:`; `version:` pins a chart.
# `follows:` names the source whose locks say the version of a Python package, `wheel:` its name.
# dify-docs is the documentation for users, which `find` asks in three languages; it is optional.
sources:
{sources}"""

_DIFY = """\
# The version of Dify: the tag of the dify-api image, as shown by `docker compose images` or
# `kubectl get deploy -o wide`. The versions of the other sources follow from it. A branch or a
# commit works, too.
dify: "{dify}"

# Further versions that can be asked with `--version`, brought without a checkout:
# also: ["1.13.3"]
"""
_ENTERPRISE = """\
# The version of Dify Enterprise: that of its chart, as shown by `helm list`. The images that the
# chart names say the versions of the sources.
enterprise: "{enterprise}"

# Further releases that can be asked with `--version`, brought without a checkout:
# also: ["3.6.2"]
"""


def workspace_text(
    *, dify: str = EXAMPLE_VERSION, prefix: str = DEFAULT_PREFIX, enterprise: str = ""
) -> str:
    """Return a commented workspace.yaml of the default sources, each at PREFIX/NAME, NAME.git if
    that is a folder; for an Enterprise release where `enterprise` is given.
    """
    release = _DIFY.format(dify=dify)
    if enterprise:
        release = _ENTERPRISE.format(enterprise=enterprise)
    names = [name for name in DEFAULT_SOURCES if not _is_left_out(prefix, name)]
    width = max(map(len, names)) + 1
    rows = [f"  {name + ':':<{width}} {{{_places(prefix, name)}}}\n" for name in names]
    return _TEMPLATE.format(
        release=release, prefix=public_url(prefix.rstrip("/")), sources="".join(rows)
    )


def _is_left_out(prefix: str, name: str) -> bool:
    """Return whether a folder of repositories lacks one that answers do without."""
    may_lack = name in _OPTIONAL and is_local(prefix)
    return may_lack and not _local_path(_url(prefix, name)).is_dir()


def _places(prefix: str, name: str) -> str:
    """Return where a source and its version come from. Dify's own chart is published without its
    git repository, which is asked second.
    """
    git = f"git: {_quoted(_url(prefix, name))}"
    if name == CHART and prefix.rstrip("/") == DEFAULT_PREFIX:
        return f"helm: {CHART_REPOSITORY}, {git}"
    package = next((row for row in PACKAGES if row.name == name), None)
    if package:
        return f"{git}, follows: {package.follows}, wheel: {package.distribution}"
    return git


def _url(prefix: str, name: str) -> str:
    url = f"{prefix.rstrip('/')}/{name}"
    if not is_local(prefix):
        return url
    path = _local_path(url)
    bare = path.with_name(f"{name}.git")
    return f"{url}.git" if bare.is_dir() and not path.is_dir() else url


def _local_path(url: str) -> Path:
    if not url.lower().startswith("file://"):
        return Path(url).expanduser()
    from urllib.parse import unquote, urlsplit

    return Path(unquote(urlsplit(url).path))


def _quoted(text: str) -> str:
    if _PLAIN_SCALAR.fullmatch(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def refuse_existing(folder: Path) -> None:
    """Raise WorkspaceError if `folder` has a workspace.yaml already."""
    if (folder / FILE).exists():
        message = f"{FILE} already exists in {folder}"
        raise WorkspaceError(message, hint="edit it, or remove it first")


def init_workspace(
    folder: Path, *, dify: str = "", prefix: str | None = None, enterprise: str = ""
) -> Path:
    """Write workspace.yaml into `folder`, for a version of dify or an Enterprise release, and
    return its path.

    Raise WorkspaceError where there is one already, or an argument is unfit.
    """
    _check_version(dify, enterprise)
    refuse_existing(folder)
    prefix = _absolute_prefix(prefix or DEFAULT_PREFIX)
    text = workspace_text(dify=dify, prefix=prefix, enterprise=enterprise)
    path = folder / FILE
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf8") as file:
        file.write(text)
    return path


def _check_version(dify: str, enterprise: str) -> None:
    """Raise WorkspaceError where a version is none, or one of the other kind."""
    from ctxkit.workspace.helm_urls import version_problem

    version = enterprise or dify
    if problem := version_problem(version) if enterprise else revision_problem(version):
        raise WorkspaceError(f"invalid version {version!r}: it {problem}")
    if not enterprise and is_enterprise_version(dify):
        message = f"'{dify}' looks like a version of Dify Enterprise, not of Dify"
        raise WorkspaceError(message, hint=f"run: ctxkit init --enterprise {dify}")


def _absolute_prefix(prefix: str) -> str:
    """Return the prefix with a path made absolute, for the sources do not lie in its folder.

    Raise WorkspaceError where git must not see it.
    """
    if not is_local(prefix) and Path(prefix).is_dir():
        prefix = str(Path(prefix).absolute())
    if problem := url_problem(prefix):
        raise WorkspaceError(f"invalid url prefix {public_url(prefix)!r}: it {problem}")
    if is_local(prefix) and not prefix.lower().startswith("file://"):
        return str(Path(prefix).expanduser().absolute())
    return prefix
