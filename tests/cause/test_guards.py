"""The conditions inside a function that led to a statement."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.guards import kills_in
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.slice import cause_of
from ctxkit.model import Raise
from tests.ask.literal import literal_index

BAKE = """package oven

func (o *Oven) Bake() error {
	cmd := exec.Command("bake")
	defer func() {
		if cmd.Process != nil {
			cmd.Process.Kill()
		}
	}()
	if o.limit > 3 {
		o.Kill()
	}
	go watch(func() {
		for range ticker.C {
			if time.Since(active) > o.patience {
				err := cmd.Process.Kill()
				report(err)
			}
		}
	})
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("the bread is lost: %s", err)
	}
	return nil
}
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    fact = Raise(
        name="", line=20, end_line=20, symbol="Oven.Bake", template="the bread is lost: \x00"
    )
    asked = literal_index(
        tmp_path_factory.mktemp("oven"), {"dify-plugin-daemon": {"oven.go": (BAKE, [fact])}}
    )
    return Code(asked.index, asked.sources)


def test_what_kills_the_process_of_a_function(code: Code) -> None:
    flow = code.flow("dify-plugin-daemon", "oven.go")
    assert flow is not None
    scope = FunctionScope.at(flow, 20)
    assert [scope.said(guard.number) for guard in kills_in(scope)] == [
        "cmd.Process != nil",
        "time.Since(active) > o.patience",
    ]


@pytest.mark.parametrize(("said", "shown"), [("signal: killed", True), ("exit status 1", False)])
def test_what_killed_a_process_led_to_its_error(code: Code, said: str, shown: bool) -> None:
    [fact] = code.index.all(Raise)
    found = cause_of(code, fact, f"the bread is lost: {said}")
    assert ("o.patience" in " ".join(place.text for place in found.guards)) is shown
