"""Objects that a package outside of the repository makes: no function of the repository is a method
of theirs, whatever its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.cause.call_lines import lines_calling
from ctxkit.cause.called import Called
from ctxkit.cause.calls import may_be_own
from ctxkit.cause.code import Code
from ctxkit.cause.outside import is_made_outside, is_of_package
from ctxkit.cause.ranking import deciding
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.slice import cause_of
from ctxkit.model import Raise
from tests.ask.locate_workspace import build

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class ParcelConfig(BaseSettings):
    PARCEL_ENDPOINT: str = Field(description="Of the store", default="http://store")
    PARCEL_SHELF: str = Field(description="In the store", default="shelf")
"""

STORE = """from configs import dify_config
from typing import cast
import boto3
import copy
import oss.shelves as shelves
from dify_trucks import Truck
from libs.makers import make_client
from oss.buckets import (
    Bucket as Pail,
    Jar,
)
from .beside import neighbour


class ParcelError(Exception):
    pass


class ParcelStore:
    size = 3

    def __init__(self, given):
        self.client = boto3.client("s3", endpoint_url=dify_config.PARCEL_ENDPOINT)
        self.pail = None
        self.mixed = boto3.client("s3")
        self.own = make_client()
        self.near = neighbour()
        self.truck = Truck()
        self.cast = cast(ParcelStore, given)
        self.copied = copy.deepcopy(given)
        self.given = given
        self.jar = Jar().inner
        self.many = [Jar(), make_client()]
        self.shelf: shelves.Shelf | None = shelves.Shelf()
        self.other, self.second = Jar(), Jar()

    async def fill(self):
        self.pail = Pail("parcels")
        self.mixed = make_client()
        self.waited = await boto3.client("s3")
        local = boto3.client("s3")
        handed = make_client()
        twice = boto3.client("s3")
        twice = make_client()
        self.put_parcel(local, handed, twice)

    def put_parcel(self, parcel):
        try:
            self.client.put_parcel(Shelf=dify_config.PARCEL_SHELF, Body=parcel)
        except ValueError as e:
            raise ParcelError(f"the parcel was not stored: {e}")
"""

SHIPPING = """from libs.store import ParcelStore
import boto3
import boto3 as cloud
from oss.buckets import (
    Bucket,
)


class Shipper:
    def __init__(self, session):
        self.client = boto3.client("s3")
        opened = boto3.Session()
        self.chained = opened.client("s3")
        self.cloud = cloud.client("s3")
        self.bucket: Bucket | None = None
        self.store = ParcelStore(session)
        self.mixed = None
        self.mixed = ParcelStore(session)

    def ship(self, store, parcel):
        bucket = Bucket()
        self.client.put_parcel(1)
        self.chained.put_parcel(2)
        self.cloud.put_parcel(3)
        self.bucket.put_parcel(4)
        bucket.put_parcel(5)
        shelf.put_parcel(6)
        self.store.put_parcel(7)
        self.mixed.put_parcel(8)
        store.put_parcel(9)

    def open(self):
        self.bucket = Bucket()
        self.mixed = boto3.client("s3")

    def other(self, bucket):
        bucket.put_parcel(10)


shelf = boto3.client("s3")
"""

FILES = {
    "api/configs/parcels.py": CONFIG,
    "api/libs/store.py": STORE,
    "api/libs/makers.py": "def make_client():\n    return None\n",
    "api/libs/beside.py": "def neighbour():\n    return None\n",
    "api/services/shipping.py": SHIPPING,
    "api/services/deep/er/module.py": "",
    "api/providers/trucks/src/dify_trucks/__init__.py": "",
}


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Code]:
    index, sources = build(tmp_path_factory.mktemp("outside"), changed={"dify": FILES})
    yield Code(index, sources)
    index.close()


def scope_of(code: Code, name: str) -> FunctionScope:
    flow = code.flow("dify", "api/libs/store.py")
    assert flow is not None
    return FunctionScope(flow=flow, function=next(flow.named(name, owner="ParcelStore")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("self.client", True),
        ("self.pail", True),
        ("self.waited", True),
        ("self.shelf", True),
        ("self.jar", True),
        ("local", True),
        ("self.mixed", False),
        ("self.own", False),
        ("self.near", False),
        ("self.truck", False),
        ("self.cast", False),
        ("self.copied", False),
        ("self.given", False),
        ("self.many", False),
        ("self.unknown", False),
        ("self.size", False),
        ("self.client.meta", False),
        ("handed", False),
        ("twice", False),
        ("unknown", False),
        ("self", False),
        ("", False),
    ],
)
def test_what_only_an_outside_package_makes(code: Code, name: str, expected: bool) -> None:
    assert is_made_outside(code, scope_of(code, "fill"), name) is expected


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("boto3", True),
        ("oss.buckets.Bucket", True),
        ("typing.cast", False),
        ("copy", False),
        ("libs.makers.make_client", False),
        ("services.deep.er.module", False),
        (".beside.neighbour", False),
        ("dify_trucks.Truck", False),
        ("store", False),
    ],
)
def test_modules_of_outside_packages(code: Code, module: str, expected: bool) -> None:
    assert is_of_package(code, "dify", "api/libs/store.py", module) is expected


def test_a_method_of_such_an_object_is_not_that_of_the_repository(code: Code) -> None:
    scope = scope_of(code, "put_parcel")
    calls = [
        call
        for statement in scope.function.statements
        if statement.value is not None
        for call in statement.value.calls
        if call.name.endswith("put_parcel")
    ]
    assert [call.name for call in calls] == ["self.client.put_parcel"]
    assert not may_be_own(code, scope, calls[0])
    [own] = [
        call
        for statement in scope_of(code, "fill").function.statements
        if statement.value is not None
        for call in statement.value.calls
        if call.name == "self.put_parcel"
    ]
    assert may_be_own(code, scope_of(code, "fill"), own)


def test_what_it_was_made_with_decides_its_failure(code: Code) -> None:
    [fact] = code.index.in_file("dify", "api/libs/store.py", Raise)
    text = "libs.store.ParcelError: the parcel was not stored: no such shelf"
    found = deciding(cause_of(code, fact, text).decides, text)
    assert [decider.use.name for decider in found] == ["PARCEL_SHELF", "PARCEL_ENDPOINT"]


def test_who_calls_it_on_such_an_object_is_no_caller(code: Code) -> None:
    called = Called("dify", "api/libs/store.py", "ParcelStore.put_parcel", "ParcelStore")
    lines = lines_calling(code, called)
    assert [code.line(n.repo, n.path, n.line).rpartition("(")[2][:-1] for n in lines] == [
        *("local, handed, twice", "7", "8", "9", "10")
    ]


def test_files_of_such_callers_do_not_count(tmp_path: Path) -> None:
    others = {
        f"api/libs/other{n}.py": "import boto3\n\nclient = boto3.client()\n\n\n"
        "def use():\n    client.put_parcel(1)\n"
        for n in range(8)
    }
    store = "class Store:\n    def put_parcel(self, parcel):\n        return parcel\n"
    user = "def use(store):\n    store.put_parcel(2)\n"
    files = {**others, "api/libs/store.py": store, "api/tasks/use.py": user}
    index, sources = build(tmp_path, changed={"dify": files})
    called = Called("dify", "api/libs/store.py", "Store.put_parcel", "Store")
    with index:
        code = Code(index, sources)
        assert [n.path for n in lines_calling(code, called, most_files=2)] == ["api/tasks/use.py"]
        assert lines_calling(code, called, most_files=1) == []
