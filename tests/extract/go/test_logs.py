from __future__ import annotations

import pytest

from ctxkit.model import LogTemplate
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "internal/a.go"


def test_log_statements() -> None:
    check("go/internal/messages.go", LogTemplate)


def test_a_logger_is_not_the_place_of_what_it_passes_on() -> None:
    check("go/pkg/log/log.go", LogTemplate)


@pytest.mark.parametrize(
    ("path", "is_found"),
    [
        ("pkg/log/a.go", False),
        ("logger/a.go", False),
        ("logging/a.go", False),
        ("pkg/catalog/a.go", True),
        ("log/x/a.go", True),
    ],
)
def test_packages_of_loggers(path: str, is_found: bool) -> None:
    assert bool(facts(path, "slog.Info(msg)\n", LogTemplate)) is is_found


@pytest.mark.parametrize(
    ("method", "level"),
    [
        ("Debug", "debug"),
        ("Infof", "info"),
        ("Warn", "warn"),
        ("Warningf", "warn"),
        ("Errorw", "error"),
        ("Fatalln", "fatal"),
        ("Panic", "panic"),
        ("Trace", "trace"),
        ("Print", ""),
        ("Log", ""),
    ],
)
def test_the_level_is_the_beginning_of_the_method(method: str, level: str) -> None:
    [found] = facts(PATH, f'log.{method}("a b", "c d", "e f")\n', LogTemplate)
    assert (found.name, found.level) == (f"log.{method}", level)


@pytest.mark.parametrize(
    ("code", "template", "args", "fields"),
    [
        ('log.Info("a")', "a", (), ()),
        ('log.Info("a", "k", v)', "a", ("v",), ("k",)),
        ('log.Info("a", "k", v, "l", w)', "a", ("v", "w"), ("k", "l")),
        ('log.Info("a", slog.String("k", v))', "a", ("v",), ("k",)),
        ('log.Info("a", zap.Error(err))', "a", (), ()),
        ('log.Info("a", zap.Skip())', "a", (), ()),
        ('log.Info("a", zap.Any("k"))', "a", ("",), ("k",)),
        ('log.Info("a", v)', "a", ("v",), ("!BADKEY",)),
        ('log.Info("a", slog.LevelKey, v)', "a", ("slog.LevelKey", "v"), ("!BADKEY", "!BADKEY")),
        ('log.Info("a", "k")', "a", ('"k"',), ("!BADKEY",)),
        ('log.Info("a", args...)', "a", (), ()),
        ('log.Info("a %s", v)', "a <>", ("v",), ()),
        ('log.Info("a %s", "k", v)', "a %s", ("v",), ("k",)),
        ('log.Infof("a %s", "k")', "a <>", ('"k"',), ()),
        ('log.Infof("a %s", v, w)', "a <>", ("v", "w"), ("!BADKEY",)),
        ('log.Info("100% sure")', "100% sure", (), ()),
        ('log.Printf("100% sure")', "100% sure", (), ()),
        ('log.InfoContext(ctx, "a")', "a", (), ()),
        ('log.InfoCtx(ctx, "a")', "a", (), ()),
        ('slog.Log(ctx, level, "a")', "a", (), ()),
        ('slog.LogAttrs(ctx, level, "a", slog.Int("k", 1))', "a", ("1",), ("k",)),
        ('log.Print("a", v)', "a<>", ("v",), ()),
        ('log.Println("a", v)', "a <>", ("v",), ()),
        ('log.Printf("a %s", "b")', "a <>", ('"b"',), ()),
        ('fmt.Println("a", "b")', "a b", (), ()),
        ('fmt.Fprintln(os.Stdout, "a")', "a", (), ()),
        ('fmt.Fprint(os.Stderr, "a")', "a", (), ()),
        ('x.logger.Warn("a")', "a", (), ()),
        ('loggerFunc("a b")', "a b", (), ()),
    ],
)
def test_statements(
    code: str, template: str, args: tuple[str, ...], fields: tuple[str, ...]
) -> None:
    [found] = facts(PATH, f"{code}\n", LogTemplate)
    assert (shown(found.template), found.args, found.fields) == (template, args, fields)


@pytest.mark.parametrize(
    "code",
    [
        'fmt.Fprintf(w, "a")',
        "fmt.Fprint()",
        "log.Info()",
        "slog.Log(ctx, level)",
        'dialog.Show("a b")',
        't.Error("a b")',
        'loggerFunc("a")',
        'catalog("a b")',
        'openDialog("a b")',
        'logIn(a, "b c")',
        'fmt.Sprintf("a b")',
        'log.Infox("a b")',
    ],
)
def test_other_calls_are_not_log_statements(code: str) -> None:
    assert facts(PATH, f"{code}\n", LogTemplate) == []


def test_the_name_is_what_is_called() -> None:
    code = 'slog.With("plugin",  id).Warn("a")\nlogFunc("a b")\n'
    assert [each.name for each in facts(PATH, code, LogTemplate)] == [
        'slog.With("plugin", id).Warn',
        "logFunc",
    ]


@pytest.mark.parametrize("method", ["Print", "Printf", "Println"])
def test_prints(method: str) -> None:
    assert [each.name for each in facts(PATH, f'fmt.{method}("a")\n', LogTemplate)] == [
        f"fmt.{method}"
    ]
    assert facts(PATH, f'fmt.F{method.lower()}(os.Stdout, "a")\n', LogTemplate)
    assert facts(PATH, f'fmt.S{method.lower()}("a")\n', LogTemplate) == []
