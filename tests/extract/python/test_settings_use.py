from __future__ import annotations

import pytest

from ctxkit.model import ConfigKey, ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/libs/a.py"


def uses(code: str, path: str = PATH) -> list[tuple[str, str, str, str | None]]:
    return [(use.name, use.role, use.via, use.value) for use in facts(path, code, ConfigUse)]


def test_reads_and_their_near_misses() -> None:
    check("python/api/libs/reads.py", ConfigKey, ConfigUse)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("x = dify_config.A_B", ("A_B", "reads", "dify_config", None)),
        ("getattr(dify_config, 'A_B', 2 * 3)", ("A_B", "reads", "dify_config", "6")),
        ("getattr(x.y, 'A_B', None)", ("A_B", "reads", "getattr", "None")),
        ("os.environ['A']", None),
        ("os.environ['AB']", ("AB", "reads", "getenv", None)),
        ("os.environ['AB'] = x", ("AB", "sets", "getenv", "x")),
        ("os.environ.get('AB')", ("AB", "reads", "getenv", None)),
        ("os.environ.get(key='AB', default='x')", ("AB", "reads", "getenv", "x")),
        ("os.environ.pop('AB', None)", ("AB", "reads", "getenv", "None")),
        ("os.environ.setdefault('AB', 'x')", ("AB", "sets", "getenv", "x")),
        ("os.getenv('AB', 'x')", ("AB", "reads", "getenv", "x")),
        ("os.getenv('AB',  # why\n)", ("AB", "reads", "getenv", None)),
        ("dify_config.model_dump().get('AB', 1)", ("AB", "reads", "dify_config", "1")),
        ("credentials.get('ab', 1)", ("ab", "reads", "credential", "1")),
        ("credentials.setdefault('ab', 1)", ("ab", "reads", "credential", "1")),
        ("x.my_credential['ab']", ("ab", "reads", "credential", None)),
        ("credentials['ab'] = 'x'", ("ab", "sets", "credential", "x")),
        ("settings.get('ab')", ("ab", "reads", "settings", None)),
        ("app.config['AB'] = 1", ("AB", "sets", "config", "1")),
        ("config.get('AB')", ("AB", "reads", "config", None)),
        ("config.get('Ab')", None),
        ("my_config.get('AB')", None),
        ("credentials.get(name)", None),
        ("dify_config.model_fields", None),
        ("dify_config._x", None),
        ("dify_config.modern", ("modern", "reads", "dify_config", None)),
        ("getattr(x, 'lower', None)", None),
        ("getattr(x, name, None)", None),
        ("os.environ.items()", None),
        ("os.getenv('a b')", None),
        ("os.getenv('" + "A" * 80 + "')", ("A" * 80, "reads", "getenv", None)),
        ("os.getenv('" + "A" * 81 + "')", None),
    ],
)
def test_a_use(code: str, found: tuple[str, str, str, str | None] | None) -> None:
    assert uses(code) == ([found] if found else [])


@pytest.mark.parametrize(
    ("head", "is_read"),
    [
        ("from os import environ, getenv\n", True),
        ("from x import environ, getenv\n", False),
        ("", False),
    ],
)
def test_a_bare_name_must_be_that_of_os(head: str, is_read: bool) -> None:
    assert bool(uses(f"{head}environ['AB']")) is is_read
    assert bool(uses(f"{head}getenv('AB')")) is is_read


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("f'A_{x}_B'", "A_*_B"),
        ("'A_' + x", "A_*"),
        ("f'{x}_B'", "*_B"),
        ("f'{x}_{y}'", None),
        ("x", None),
        ("f'A-{x}.b'", "A-*.b"),
    ],
)
def test_names_that_are_put_together_are_patterns(expression: str, name: str | None) -> None:
    assert [found for found, *_ in uses(f"os.getenv({expression})")] == ([name] if name else [])


def test_a_variable_is_followed_to_its_text() -> None:
    assert uses("NAME = 'AB'\nx = os.getenv(NAME)")[0][0] == "AB"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("return os.getenv(name), 'A_B', \"C_D\"", ["A_B", "C_D"]),
        ("return os.environ.items(), 'A_'", ["A_*"]),
        ("return getattr(dify_config, name), 'A_B'", ["A_B"]),
        ("return getattr(x, name), 'A_B'", []),
        ("return credentials.get(name), 'A_B'", []),
        ("# 'A_B'\n    return os.getenv(name)", []),
        ("return os.getenv(name), 'AB'", []),
        ("return 'A_B'", []),
    ],
)
def test_a_function_that_asks_for_a_variable_reads_what_it_spells_out(
    body: str, names: list[str]
) -> None:
    assert [name for name, *_ in uses(f"def f(name):\n    {body}")] == names


def test_what_is_spelled_out_around_the_function_and_in_its_calls_counts_too() -> None:
    code = """\
    def outer():
        x = "A_B"
        def ask(name):
            return os.getenv(name)
        return ask("C_D")

    ask("E_F"), ask( 'G_H'), task("I_J"), "K_L", ask("A_B")
    """
    found = facts(PATH, code, ConfigUse)
    assert [(use.name, use.line) for use in found] == [
        ("A_B", 2),
        ("C_D", 5),
        ("E_F", 7),
        ("G_H", 7),
        ("A_B", 7),
    ]
    assert {use.via for use in found} == {"getenv"}


def test_settings_sources_look_up_dictionaries_of_settings() -> None:
    code = "a = x['A_B']\nb = x.get( 'C_D')\nc = ['E_F']\n# x['G_H']\nd = x['A_B'], x['A_B']"
    found = facts("api/configs/remote.py", code, ConfigUse)
    assert [(use.name, use.line, use.via) for use in found] == [
        ("A_B", 1, "config"),
        ("C_D", 2, "config"),
        ("A_B", 5, "config"),
    ]
    assert facts(PATH, code, ConfigUse) == []


def test_a_setting_is_read_once_a_statement() -> None:
    [use] = facts(PATH, "from os import environ\nenviron.get('AB', 'C')", ConfigUse)
    assert (use.symbol, use.line) == ("", 2)


@pytest.mark.parametrize("method", ["get", "pop", "setdefault", "items", "keys", "copy"])
def test_methods_of_the_environment(method: str) -> None:
    found = uses(f"def f(name):\n    return os.environ.{method}(name), 'A_B'")
    assert [name for name, *_ in found] == ["A_B"]
    assert uses(f"def f(name):\n    return x.{method}(name), 'A_B'") == []


@pytest.mark.parametrize("method", ["get", "pop", "setdefault"])
def test_methods_of_credentials(method: str) -> None:
    assert [name for name, *_ in uses(f"credentials.{method}('ab')")] == ["ab"]
    assert uses("credentials.update('ab')") == []


def test_the_bare_environment() -> None:
    head = "from os import environ, getenv\n"
    assert uses(f"{head}environ['AB'] = 'x'") == [("AB", "sets", "getenv", "x")]
    assert uses(f"{head}environ.get('AB')") == [("AB", "reads", "getenv", None)]
    assert uses(f"{head}getenv('AB')") == [("AB", "reads", "getenv", None)]
