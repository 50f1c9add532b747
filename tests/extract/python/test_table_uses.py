from __future__ import annotations

import pytest

from ctxkit.model import TableUse
from tests.extract.literal import facts

HEAD = "from models.model import App, Message as Row\nfrom other import Thing\n"


def uses(code: str, path: str = "api/services/a.py") -> list[tuple[str, str, str]]:
    return [(use.name, use.how, use.via) for use in facts(path, HEAD + code, TableUse)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("session.execute(select(App).where(x))", [("App", "reads", "select")]),
        ("session.scalar(sa.select(App.id, App.name))", [("App", "reads", "select")]),
        ("session.get(App, id)", [("App", "reads", "get")]),
        ("db.session.query(App).filter(App.id == x).first()", [("App", "reads", "query")]),
        ("App(name='a')", [("App", "writes", "")]),
        ("session.add(App(name='a'))", [("App", "writes", "")]),
        ("session.execute(insert(App).values(x))", [("App", "writes", "insert")]),
        ("session.execute(pg_insert(App))", [("App", "writes", "pg_insert")]),
        ("db.session.query(App).filter(App.id == x).delete()", [("App", "writes", "delete")]),
        ("query(App).update({App.name: 'a'})", [("App", "writes", "update")]),
        (
            "session.execute(delete(App).where(App.id == x))",
            [("App", "writes", "delete"), ("App", "reads", "where")],
        ),
        ("session.execute(delete(App))", [("App", "writes", "delete")]),
        ("session.bulk_insert_mappings(App, rows)", [("App", "writes", "bulk_insert_mappings")]),
        ("session.execute(select(Row))", [("Message", "reads", "select")]),
        ("do_something(App)", [("App", "other", "do_something")]),
        ("isinstance(x, App)", []),
        ("cast(App, x)", []),
        ("App.from_dict(x)", []),
        ("x: App = y", []),
        ("print('App')", []),
        ("x = 1  # select(App)", []),
        ("select(Thing)", []),
        ("select(AppModel)", []),
    ],
)
def test_uses(code: str, found: list[tuple[str, str, str]]) -> None:
    assert uses(f"def work():\n    {code}\n") == found


def test_each_function_is_told_once_a_way() -> None:
    code = "def a():\n    select(App)\n    select(App)\n    App()\n\ndef b():\n    select(App)\n"
    found = facts("api/services/a.py", HEAD + code, TableUse)
    assert [(use.symbol, use.how, use.line) for use in found] == [
        ("a", "reads", 4),
        ("a", "writes", 6),
        ("b", "reads", 9),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from models import App", True),
        ("from ..models.model import App", True),
        ("from core.entities import App", False),
        ("from models import app", False),
        ("from remodels import App", False),
        ("from core.rag.models.document import App", False),
        ("from models.dataset import App", True),
    ],
)
def test_what_may_be_a_model(line: str, found: bool) -> None:
    code = f"{line}\ndef work():\n    select(App)\n    select(app)\n"
    assert bool(facts("api/services/a.py", code, TableUse)) is found


def test_models_use_themselves() -> None:
    code = "class App(Base):\n    def last(self):\n        return select(App)\n"
    assert uses(code, "api/models/app.py") == [("App", "reads", "select")]
    assert uses(code.replace("App", "Thing"), "api/services/app.py") == []
    assert uses(code.replace("App", "Thing"), "api/core/rag/models/app.py") == []
