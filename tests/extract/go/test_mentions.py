from __future__ import annotations

import pytest

from ctxkit.extract.go.mentions import mentions


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("send(x)", {"send"}),
        ("go s.mailer.Send(ctx, x)", {"Send"}),
        ("Request[map[string]any](i, path)", {"Request", "path"}),
        ("entities.Parse[entities.Mail](data)", {"Parse", "data"}),
        ("func (s *Server) Run(ctx Context) error {", {"Run"}),
        ('router.GET("/run", controllers.Run)', {"GET", "Run"}),
        ("Options{OnError: report, Size: 5}", {"report"}),
        ("if len(x) == 0 { return make(chan int) }", set()),
        ("items[i] = x", set()),
    ],
)
def test_calls(code: str, calls: set[str]) -> None:
    assert calls <= mentions(code.encode()).calls
    assert calls or not mentions(code.encode()).calls


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("s.timeout = 5", {"timeout"}),
        ("r.conn, err = dial()", {"conn"}),
        ("r.conn, r.body, err = dial()", {"conn", "body"}),
        ("s.tries += 1", {"tries"}),
        ("Options{Timeout: 5, maxTries: n}", {"Timeout", "maxTries"}),
        ("\tTimeout:   5,", {"Timeout"}),
        ("if s.timeout == 5 || s.size >= 3 {", set()),
        ("switch {\ndefault: x()\n}", set()),
        ("timeout := 5", set()),
        ('map[string]int{"Timeout": 5}', set()),
    ],
)
def test_writes(code: str, writes: set[str]) -> None:
    assert mentions(code.encode()).writes == writes
