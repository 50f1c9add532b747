"""Setting up assistants: what is written, that nothing of the user's is lost, and that it can all
be taken away.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ctxkit.assistants.setup import (
    ASSISTANTS,
    AssistantName,
    check_setup,
    refresh_setup,
    remove_setup,
    set_up,
)
from ctxkit.commands.demo import make_workspace
from ctxkit.errors import UsageError
from tests.commands.running import run

WORKSPACE = """\
dify: 1.14.0
sources:
  dify: {git: https://git.example/dify}
  dify-helm: {git: https://git.example/dify-helm}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "workspace.yaml").write_text(WORKSPACE)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return every file below a folder, and the folders, as None."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }
    return {path: data for path, data in found.items() if not path.startswith(".ctxkit")}


@pytest.mark.parametrize("name", ASSISTANTS)
def test_it_is_written_once_and_can_be_taken_away(folder: Path, name: AssistantName) -> None:
    before = contents(folder)
    done = set_up(folder, [name], mcp=True, hook=True)
    assert {file.action for file in done} == {"written"}
    written = contents(folder)
    assert set(written) > {file.path for file in done} | {"AGENTS.md", "inbox/.gitignore"}
    assert {file.action for file in set_up(folder, [name], mcp=True, hook=True)} == {"unchanged"}
    assert contents(folder) == written
    assert check_setup(folder, [name], mcp=True, hook=True) == []
    assert {file.action for file in remove_setup(folder, [name])} == {"removed"}
    assert contents(folder) == before


def test_what_is_whose(folder: Path) -> None:
    for name in ASSISTANTS:
        set_up(folder, [name], mcp=True)
    paths = set(contents(folder))
    assert {".mcp.json", ".cursor/mcp.json", ".vscode/mcp.json", "CLAUDE.md"} <= paths
    assert ".claude/skills/debugging-dify/SKILL.md" in paths
    assert ".agents/skills/dify-locate/SKILL.md" in paths
    servers = json.loads((folder / ".vscode/mcp.json").read_text())["servers"]
    assert servers["ctxkit"]["args"] == ["mcp", "--workspace", "${workspaceFolder}"]
    for path, data in contents(folder).items():
        assert str(folder).encode() not in (data or b""), path


def test_texts_of_the_user_are_kept_byte_for_byte(folder: Path) -> None:
    own = {
        "AGENTS.md": b"# Ours\r\n\r\nNo line end here",
        "CLAUDE.md": "# \u65e5\u672c\n\n".encode(),
        ".mcp.json": b'{"mcpServers": {"b": {"command": "x"}},\n "z":1}',
        ".claude/skills/mine/SKILL.md": b"mine",
        "inbox/api.log": b"a line",
    }
    for path, data in own.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    before = contents(folder)
    done = {file.path: file.action for file in set_up(folder, ["claude"], mcp=True)}
    assert [done[path] for path in ("AGENTS.md", "CLAUDE.md", ".mcp.json")] == ["changed"] * 3
    assert (folder / "AGENTS.md").read_bytes().startswith(own["AGENTS.md"])
    assert json.loads((folder / ".mcp.json").read_text())["mcpServers"]["b"] == {"command": "x"}
    remove_setup(folder, ["claude"])
    assert contents(folder) == before


def test_a_check_finds_what_was_edited_or_is_missing(folder: Path) -> None:
    set_up(folder, ["claude"])
    (folder / ".claude/skills/dify-explain/SKILL.md").unlink()
    skill = folder / ".claude/skills/debugging-dify/SKILL.md"
    skill.write_text(skill.read_text() + "more\n")
    found = [(file.path, file.action) for file in check_setup(folder, ["claude"])]
    assert found == [
        (".claude/skills/debugging-dify/SKILL.md", "differs"),
        (".claude/skills/dify-explain/SKILL.md", "missing"),
    ]
    # It looks only at what it is asked for.
    assert [file.path for file in check_setup(folder, ["claude"], mcp=True)][-1] == ".mcp.json"
    set_up(folder, ["claude"])
    assert check_setup(folder, ["claude"]) == []


@pytest.mark.parametrize(
    ("path", "data", "problem"),
    [
        (".mcp.json", b'{"a": 1} // mine', ".mcp.json: not JSON"),
        (".claude/skills/dify-explain/SKILL.md", b"mine", "is not a file of ctxkit's"),
        ("AGENTS.md", b"\xff\xfe", "AGENTS.md cannot be read"),
        ("AGENTS.md", b"<!-- ctxkit:begin -->", "AGENTS.md: a block of ctxkit has no end"),
    ],
)
def test_a_file_in_the_way_stops_it_before_anything_is_written(
    folder: Path, path: str, data: bytes, problem: str
) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)
    before = contents(folder)
    with pytest.raises(UsageError) as caught:
        set_up(folder, ["claude"], mcp=True)
    assert problem in caught.value.message
    assert contents(folder) == before


def test_it_writes_through_no_link_and_into_no_clone(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / ".claude").symlink_to(outside)
    with pytest.raises(UsageError, match=r"\.claude is a link"):
        set_up(folder, ["claude"])
    assert not list(outside.iterdir())
    (folder / "workspace.yaml").write_text(WORKSPACE + "  inbox: {git: https://git.example/x}\n")
    with pytest.raises(UsageError, match="lies in the clone inbox"):
        set_up(folder, ["vscode"])


def test_agents_md_follows_the_versions(folder: Path) -> None:
    assert refresh_setup(folder) == []
    set_up(folder, ["vscode"])
    assert "- not here: `dify`, not cloned yet\n" in (folder / "AGENTS.md").read_text()
    assert refresh_setup(folder) == []
    (folder / "workspace.yaml").write_text(WORKSPACE + "  extra: {git: https://git.example/x}\n")
    assert [(file.path, file.action) for file in refresh_setup(folder)] == [
        ("AGENTS.md", "changed")
    ]
    assert "- not here: `extra`, not cloned yet\n" in (folder / "AGENTS.md").read_text()


def test_on_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert make_workspace(folder) == 0
    done = run("setup", "claude", "cursor", "--json", cwd=folder / "dify")
    files = {each["path"]: each["action"] for each in json.loads(done.stdout)["files"]}
    assert files["AGENTS.md"] == "written"
    assert run("status", cwd=folder).returncode == 0  # no clone has changed
    assert run("setup", "all", "--check", cwd=folder).returncode == 1
    assert run("setup", "claude", "--check", cwd=folder).returncode == 0
    (folder / "AGENTS.md").write_text((folder / "AGENTS.md").read_text().replace("1.14.0", "1.0"))
    synced = run("sync", cwd=folder)
    assert (synced.returncode, b"changed AGENTS.md" in synced.stderr) == (0, True)
    assert run("setup", "claude", "--check", cwd=folder).returncode == 0
    (folder / "AGENTS.md").write_text("<!-- ctxkit:begin -->\nno end\n")
    synced = run("sync", cwd=folder)
    assert (synced.returncode, b"a block of ctxkit has no end" in synced.stderr) == (0, True)
    assert run("setup", "--check", "--remove", "all", cwd=folder).returncode == 2
    assert run("setup", cwd=folder).returncode == 2
    shutil.rmtree(folder)


def test_a_hook_is_entered_beside_what_is_there_and_never_over_another(folder: Path) -> None:
    file = folder / ".claude/settings.json"
    file.parent.mkdir()
    own = '{\n    "model": "x",\n    "hooks": {"Stop": []}\n}\n'
    file.write_text(own)
    set_up(folder, ["claude"], hook=True)
    hooks = json.loads(file.read_text())["hooks"]
    [entry] = hooks["UserPromptSubmit"]
    assert entry["hooks"][0]["command"] == "ctxkit hook prompt"
    assert check_setup(folder, ["claude"], hook=True) == []
    remove_setup(folder, ["claude"])
    assert file.read_text() == own
    theirs = '{"hooks": {"UserPromptSubmit": [{"hooks": []}]}}'
    file.write_text(theirs)
    with pytest.raises(UsageError, match=r"settings\.json: hooks\.UserPromptSubmit is set already"):
        set_up(folder, ["claude"], hook=True)
    set_up(folder, ["claude"])
    remove_setup(folder, ["claude"])
    assert file.read_text() == theirs


def test_nobody_gets_a_hook_who_did_not_ask(folder: Path) -> None:
    set_up(folder, ASSISTANTS, mcp=True)
    assert not (folder / ".claude/settings.json").exists()


def test_claude_desktop_is_told_whole_paths(demo_folder: Path) -> None:
    done = run("setup", "desktop", cwd=demo_folder)
    (server,) = json.loads(done.stdout)["mcpServers"].values()
    assert Path(server["command"]).is_absolute()
    assert server["args"][-3:] == ["mcp", "--workspace", str(demo_folder.resolve())]
    assert b"claude_desktop_config.json" in done.stderr
    assert b"Library/Application Support/Claude" in done.stderr
    assert list(demo_folder.glob("AGENTS.md")) == []


@pytest.mark.parametrize("more", [["claude"], ["--mcp"], ["--check"], ["--remove"], ["--hook"]])
def test_for_claude_desktop_nothing_is_written(demo_folder: Path, more: list[str]) -> None:
    done = run("setup", "desktop", *more, cwd=demo_folder)
    assert done.returncode == 2
    assert b"for desktop nothing is written" in done.stderr
