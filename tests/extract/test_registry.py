from __future__ import annotations

import pytest

from ctxkit.extract.registry import (
    LANGUAGES,
    MAX_FILE_BYTES,
    extract,
    is_test,
    language_of,
    mentions,
)
from ctxkit.extract.source import Source


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("web/i18n/en-US/app.ts", "catalog"),
        ("web/i18n/de-DE/app.json", "catalog"),
        ("api/app.py", "python"),
        ("cmd/server/main.go", "go"),
        ("web/app/page.tsx", "typescript"),
        ("web/next.config.mjs", "typescript"),
        ("docker/entrypoint.sh", "shell"),
        ("api/Dockerfile", "dockerfile"),
        ("docker/nginx/conf.d/default.conf.template", "directives"),
        ("docker/.env.example", "env-example"),
        ("agent/.example.env", "env-example"),
        ("agent/sample.env", "env-example"),
        ("docker/docker-compose.yaml", "compose"),
        ("charts/dify/values.yaml", "helm-values"),
        ("charts/dify/Chart.yaml", "helm-values"),
        ("charts/dify/templates/api.yaml", "helm-template"),
        ("charts/dify/templates/NOTES.txt", "helm-template"),
        ("conf/config.yaml", "sandbox-yaml"),
        ("en/environments.mdx", "docs"),
        ("models/acme/provider/acme.yaml", "plugin-yaml"),
    ],
)
def test_the_language_of_a_file_is_known_by_its_path(path: str, name: str) -> None:
    language = language_of(path)
    assert language is not None
    assert language.name == name


def test_each_language_is_the_language_of_some_file() -> None:
    assert len({language.name for language in LANGUAGES}) == len(LANGUAGES) == 15


@pytest.mark.parametrize(
    "path",
    [
        "web/node_modules/x/index.ts",
        "vendor/x/main.go",
        "third_party/x.py",
        ".git/hooks/x.sh",
        "web/public/a.min.js",
        "web/public/vs/editor.js",
        "LICENSE",
        "uv.lock",
    ],
)
def test_other_files_are_not_read(path: str) -> None:
    assert language_of(path) is None
    assert list(extract(Source(repo="r", path=path, data=b"def f(): 1"))) == []


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("api/tests/unit/a.py", True),
        ("test/a.go", True),
        ("web/__tests__/a.ts", True),
        ("web/__mocks__/a.ts", True),
        ("internal/testdata/a.go", True),
        ("e2e/a.ts", True),
        ("fixtures/a.yaml", True),
        ("internal/a_test.go", True),
        ("web/a.spec.ts", True),
        ("web/a.test.jsx", True),
        ("web/a.stories.tsx", True),
        ("api/test_a.py", True),
        ("api/a_test.py", True),
        ("api/conftest.py", True),
        ("internal/testutils/a.go", True),
        ("internal/test_utils/a.go", True),
        ("pkg/testutil/a.go", True),
        ("agent/examples/a/b.py", True),
        ("agent/example/a.go", True),
        ("web/examples/a.tsx", True),
        ("agent/docs/.hooks/a.py", True),
        ("web/features/docs/a.tsx", False),  # a part of the program that shows documentation
        ("docs/examples/a.md", False),
        ("api/.env.examples", False),
        ("agent/examples/a.py", True),
        ("example/a.go", True),
        ("docker/test_proxy.sh", True),
        ("agent/counterexamples/a.py", False),
        ("docker/test_proxy.conf", False),
        ("api/attests/a.py", False),
        ("api/latest.py", False),
        ("internal/test.go", False),
        ("web/test.ts", False),
    ],
)
def test_test_code_is_known_by_its_path(path: str, test: bool) -> None:
    assert is_test(path) is test


def test_generated_data_is_not_read() -> None:
    line = b"MAX_SIZE = 3\n"
    for size, count in ((MAX_FILE_BYTES, 1), (MAX_FILE_BYTES + 1, 0)):
        data = line + b"#" * (size - len(line))
        assert len(list(extract(Source(repo="r", path="a.py", data=data)))) == count


def test_a_file_without_the_words_of_its_language_is_not_parsed() -> None:
    def found(data: bytes) -> int:
        source = Source(repo="r", path="charts/x/templates/a.yaml", data=data)
        return len(list(extract(source)))

    assert found(b"A_KEY: b") == 0
    assert found(b"A_KEY: b {{") == 1


@pytest.mark.parametrize(
    ("path", "calls"),
    [
        ("api/app.py", {"send"}),
        ("main.go", {"send"}),
        ("web/app.tsx", {"send"}),
        ("tests/test_app.py", set()),
        ("docker/entrypoint.sh", set()),
        ("LICENSE", set()),
    ],
)
def test_names_that_programs_mention(path: str, calls: set[str]) -> None:
    source = Source(repo="r", path=path, data=b"send(1)", test=is_test(path))
    assert mentions(source).calls == calls


def test_large_files_mention_nothing() -> None:
    source = Source(repo="r", path="a.py", data=b"send(1)" + b" " * MAX_FILE_BYTES)
    assert mentions(source).calls == set()
