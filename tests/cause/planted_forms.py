"""The forms of a statement with what leads to it, in Python and Go.

VALUE is what the setting decides, OTHER another setting, SAID the statement (with a value instead
of the name: SAYS), MESSAGE its text; `# guard` or `// guard` marks the line that must be named.
"""

from __future__ import annotations

import re

from tests.cause.planting import GUARD, STATEMENT

PYTHON_FORMS = {
    "over": """
if count > VALUE:  # guard
    SAID
""",
    "raised": """
if count > VALUE:  # guard
    raise ValueError("MESSAGE" % name)  # statement
""",
    "early": """
if count <= VALUE:  # guard
    return
SAID
""",
    "else": """
if count <= VALUE:  # guard
    accept(name)
else:
    SAID
""",
    "over_or_else": """
if count > VALUE:  # guard
    SAID
else:
    prepare(OTHER)
""",
    "elif": """
if name is None:
    prepare(OTHER)
elif count > VALUE:  # guard
    SAID
""",
    "while": """
while count < VALUE:  # guard
    count += 1
    SAID
""",
    "range": """
for count in range(VALUE):  # guard
    SAID
""",
    "handled": """
try:
    fetch(name, timeout=VALUE)
except OSError:  # guard
    SAID
""",
    "said": """
SAYS
""",
    "flag": """
if VALUE:  # guard
    SAID
else:
    prepare(OTHER)
""",
    "not_flag": """
if not VALUE:  # guard
    SAID
""",
    "match": """
match VALUE:
    case 7:  # guard
        SAID
    case _:
        prepare(OTHER)
""",
    "walrus": """
if (left := VALUE - count) < 0:  # guard
    SAID
""",
    "both": """
if (  # guard
    name
    and count > VALUE
):
    SAID
""",
    "nested": """
if count > VALUE:  # guard
    for part in name.split():
        with opened(part):
            SAID
""",
    "in_with": """
with opened(name) as stream:
    if stream.size > VALUE:  # guard
        SAID
""",
}

GO_FORMS = {
    "over": """
if count > VALUE { // guard
	SAID
}
""",
    "returned": """
if count > VALUE { // guard
	return fmt.Errorf("MESSAGE", name) // statement
}
""",
    "early": """
if count <= VALUE { // guard
	return nil
}
SAID
""",
    "else": """
if count <= VALUE { // guard
	accept(name)
} else {
	SAID
}
""",
    "else_if": """
if name == "" {
	prepare(OTHER)
} else if count > VALUE { // guard
	SAID
}
""",
    "switch": """
switch VALUE {
case 7: // guard
	SAID
default:
	prepare(OTHER)
}
""",
    "switch_true": """
switch {
case count > VALUE: // guard
	SAID
default:
	prepare(OTHER)
}
""",
    "after": """
select {
case <-done:
	prepare(OTHER)
case <-time.After(time.Duration(VALUE) * time.Second): // guard
	SAID
}
""",
    "deadline": """
ctx, cancel := context.WithTimeout(context.Background(), time.Duration(VALUE)*time.Second)
defer cancel()
select {
case <-done:
	prepare(OTHER)
case <-ctx.Done(): // guard
	SAID
}
""",
    "timer": """
timer := time.NewTimer(time.Duration(VALUE) * time.Second)
for {
	select {
	case <-timer.C: // guard
		SAID
	case <-done:
		return nil
	}
}
""",
    "ticker": """
ticker := time.NewTicker(time.Duration(VALUE) * time.Second)
for range ticker.C { // guard
	SAID
}
""",
    "after_func": """
time.AfterFunc(time.Duration(VALUE)*time.Second, func() { // guard
	SAID
})
""",
    "goroutine": """
go func() {
	if count > VALUE { // guard
		SAID
	}
}()
""",
    "spawned": """
go func(bound int) {
	if count > bound { // guard
		SAID
	}
}(VALUE)
""",
    "initial": """
if bound := VALUE; count > bound { // guard
	SAID
}
""",
    "failed": """
_, err := fetch(name, VALUE)
if err != nil { // guard
	SAID
}
""",
    "for": """
for i := 0; i < VALUE; i++ { // guard
	SAID
}
""",
    "said": """
SAYS
""",
    "flag": """
if VALUE { // guard
	SAID
}
""",
    "nested": """
if count > VALUE { // guard
	for _, part := range name {
		SAID
	}
}
""",
}

_GUARD = re.compile(r"\s*(?:#|//) guard$")
_STATEMENT = re.compile(r"\s*(?:#|//) statement$")


def written(form: str, said: str, message: str, value: str, other: str) -> list[str]:
    """Return the lines of a form; `said` is the statement with `name` as its last argument."""
    text = form.strip("\n").replace("SAYS", said.replace(", name)", f", {value})"))
    text = text.replace("SAID", said).replace("MESSAGE", message)
    text = text.replace("VALUE", value).replace("OTHER", other)
    return [_STATEMENT.sub(STATEMENT, _GUARD.sub(GUARD, line)) for line in text.split("\n")]
