"""Which program a service runs, and for which of Dify's own services it stands."""

from __future__ import annotations

import pytest

from ctxkit.deployment.compose_files import ComposeLayer
from ctxkit.deployment.containers import Deployment, merge_layers
from ctxkit.deployment.services import ComposeText, read_services


def deployment(*texts: str, **env: str) -> Deployment:
    layers = []
    for text in texts:
        file = ComposeText(path="compose.yaml", data=text.encode())
        found = read_services(file, file.documents(), lambda path: None)
        layers.append(ComposeLayer(path="compose.yaml", services=tuple(found), is_own=True))
    return merge_layers(layers, env)


RENAMED = """services:
  dify-api: {image: "${REGISTRY}/team-dify-api:1", environment: {MODE: api, A: "1"}}
  dify-worker: {image: langgenius/dify-api, environment: {MODE: worker, A: "2"}}
  dify-beat: {image: langgenius/dify-api, environment: [MODE=beat]}
  code: {build: {context: ../dify-sandbox}, profiles: [code]}
  cache: {image: "redis:6"}
"""


def test_a_program_is_told_by_its_image_then_by_its_folder_then_by_its_name() -> None:
    found = deployment(RENAMED, REGISTRY="example.com")
    programs = {service: found.program(service) for service in found.services}
    assert programs == {
        "dify-api": "api",
        "dify-worker": "api",
        "dify-beat": "api",
        "code": "sandbox",
        "cache": "image:cache",
    }
    assert found.program("web") == "web"  # of no file: by the name


def test_an_image_of_a_later_file_decides() -> None:
    first = "services: {jobs: {image: langgenius/dify-web}}"
    later = "services: {jobs: {image: langgenius/dify-api}}"
    assert deployment(first, later).program("jobs") == "api"
    assert deployment(first, "services: {jobs: {build: ../api}}").program("jobs") == "web"


def test_services_of_other_names_are_found_by_difys() -> None:
    found = deployment(RENAMED)
    assert found.value("api", "A") == "1"
    assert found.value("worker", "A") == "2"
    assert found.value("worker_beat", "MODE") == "beat"
    assert not found.runs("sandbox")
    assert found.runs("api")
    assert found.get("web", "A") is None
    assert found.called("redis") == "redis"


def test_the_name_that_is_used_wins() -> None:
    text = (
        "services: {x: {image: langgenius/dify-api, environment: {A: 1}},"
        " api: {image: langgenius/dify-api, environment: {A: 2}}}"
    )
    assert deployment(text).value("api", "A") == "2"


@pytest.mark.parametrize(
    ("keys", "role"),
    [
        ("", "api"),
        (", environment: {MODE: api}", "api"),
        (", environment: {MODE: worker}", "worker"),
        (", environment: {MODE: beat}", "worker_beat"),
        (", command: celery -A app.celery worker -P gevent", "worker"),
        (", command: [/app/.venv/bin/celery, -A, app.celery, beat]", "worker_beat"),
        (", command: gunicorn app:app, environment: {MODE: api}", "api"),
        (", command: flask db upgrade", ""),
        (", command: celery -A app.celery inspect ping", ""),
    ],
)
def test_what_an_image_of_the_api_starts(keys: str, role: str) -> None:
    text = f"services: {{x: {{image: langgenius/dify-api{keys}}}}}"
    assert dict(deployment(text).roles) == ({role: "x"} if role else {})
