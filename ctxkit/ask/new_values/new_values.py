"""Make the values of a new deployment: those of a profile, on which every rule is made to hold,
with secrets of the form that the chart asks for.

Not here: the text of the file (`written.py`), what is kept of an older one (`mine.py`), the rules
(`values/rules/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from secrets import token_bytes
from typing import Any

from msgspec import Struct

from ctxkit.ask.new_values.given import given_values, plain_value
from ctxkit.ask.new_values.mine import Mine
from ctxkit.ask.new_values.written import WrittenValue, text_of, value_text
from ctxkit.dify.charts import STORE_SWITCHES, is_address_value
from ctxkit.dify.enterprise import is_enterprise_part
from ctxkit.dify.profiles import (
    ONE_SECRETS,
    PROFILES,
    TO_FILL_IN,
    ChartKind,
    ProfileName,
    is_given_out,
    loses_data,
    profile_values,
)
from ctxkit.dify.secrets import is_well_known, placeholder_of
from ctxkit.errors import UsageError
from ctxkit.files.values import Keys, Value, ValuesFile, parse_values
from ctxkit.files.yaml_types import same
from ctxkit.text.redact import secret_class
from ctxkit.text.secret_values import holds_secret
from ctxkit.text.wording import counted
from ctxkit.values.recipes import LETTERS, MakeBytes, recipe_in, recipe_of
from ctxkit.values.refusals import RefusedValue, refusals, values_of
from ctxkit.values.rules import VALUES_RULES
from ctxkit.values.secrets import is_from_vault, is_in_own_secret, names_a_secret
from ctxkit.values.selection import ChartValues, is_in_use

_MIN_ENTERPRISE_PARTS = 2
_COMMUNITY_PARTS = frozenset({"worker", "web", "sandbox", "pluginDaemon"})
_MIN_COMMUNITY_PARTS = 2
_MAX_ROUNDS = 10  # of rules that make each other hold
_MAX_NAMED = 8


class NewValues(Struct, frozen=True, kw_only=True):
    """The text of a new values file, its values with their lines, and what is left to do.

    `broken` are the rules that it breaks nevertheless, `notes` what the user should know.
    """

    profile: ProfileName
    chart: ChartKind
    text: str
    values: tuple[tuple[int, WrittenValue], ...]
    broken: tuple[RefusedValue, ...]
    notes: tuple[str, ...]

    def of(self, *sources: str) -> list[tuple[int, WrittenValue]]:
        return [each for each in self.values if each[1].source in sources]


def new_values(
    profile: ProfileName,
    base: ValuesFile,
    mine: ValuesFile | None = None,
    sets: Sequence[str] = (),
    *,
    random: MakeBytes = token_bytes,
) -> NewValues:
    """Return the values of a profile for the chart `base`; `mine` is a file whose secrets are kept,
    `sets` are texts `path=value`.

    Raise UsageError if `base` is no chart of Dify, or has no place for a value of `sets`.
    """
    draft = _Draft(profile, base, Mine(file=mine, base=base), random)
    for given in given_values(sets, base):
        draft.put(given)
    draft.take_profile()
    draft.take_names_of_secrets()
    draft.keep_rules()
    draft.drop_unused()
    draft.take_secrets()
    draft.take_shared_secrets()
    return draft.finished()


def chart_kind(base: ValuesFile) -> ChartKind:
    """Return which of Dify's charts a values file is of. Raise UsageError if it is of neither."""
    parts = {child.key for child in base.root.children}
    if sum(map(is_enterprise_part, parts)) >= _MIN_ENTERPRISE_PARTS:
        return "enterprise"
    if "api" in parts and len(parts & _COMMUNITY_PARTS) >= _MIN_COMMUNITY_PARTS:
        return "community"
    raise UsageError(
        f"{base.path}: not the values of a chart of Dify",
        hint="pass the values.yaml of the chart itself with --base, not a file of your own",
    )


class _Draft:
    """The values that are chosen so far, by their path."""

    def __init__(
        self, profile: ProfileName, base: ValuesFile, mine: Mine, random: MakeBytes
    ) -> None:
        self.profile = profile
        self.base = base
        self.mine = mine
        self.random = random
        self.kind = chart_kind(base)
        self.chosen: dict[str, WrittenValue] = {}
        self.notes: list[str] = []
        self.defaults = values_of(base)

    @property
    def merged(self) -> dict[str, str]:
        """The values of the chart with those that are chosen."""
        return {**self.defaults, **{path: each.text for path, each in self.chosen.items()}}

    def put(self, value: WrittenValue) -> None:
        self.chosen[value.path] = value

    def choose(self, path: str, value: Any, why: str, source: str) -> None:
        self.put(
            WrittenValue(keys=self.base.leaves[path].keys, value=value, why=why, source=source)
        )

    def take_profile(self) -> None:
        """Take the values of the profile, or the user's own where only they know them."""
        for row in profile_values(self.profile, self.kind):
            if row.path in self.chosen or row.path not in self.base.leaves:
                continue
            if TO_FILL_IN not in value_text(row.value):
                self.choose(row.path, row.value, row.why, "profile")
            elif not self.take_mine(row.path):
                self.choose(row.path, row.value, f"fill in: {row.why}", "fill")

    def take_mine(self, path: str) -> bool:
        """Take a value of the older file, and return whether it has one."""
        value = self.mine.value(path)
        if value is None:
            return False
        why = f"kept from {self.mine.name}, line {value.line}"
        self.choose(path, value.plain, why, "mine")
        return True

    def take_names_of_secrets(self) -> None:
        """Take the secrets of Kubernetes that the older file names."""
        for path in self.mine.names_of_secrets():
            if path not in self.chosen:
                self.take_mine(path)

    def keep_rules(self) -> None:
        """Set what makes the rules hold, but nothing that the user has set."""
        for _ in range(_MAX_ROUNDS):
            merged = self.merged
            found = [
                (rule, breach.sets)
                for rule in VALUES_RULES
                for breach in rule.look(merged)
                if breach.sets and all(map(self.may_set, breach.sets))
            ]
            if not found:
                return
            rule, sets = found[0]
            for path, text in sets.items():
                why = f"{rule.why} ({rule.id})"
                self.choose(path, plain_value(text), why, "rule")

    def may_set(self, path: str) -> bool:
        """Return whether a rule may set a value: the chart has it, and the user has not set it."""
        chosen = self.chosen.get(path)
        if chosen is not None and chosen.source in ("set", "mine", "rule"):
            return False
        return path in self.base.leaves

    def drop_unused(self) -> None:
        """Drop what would have to be filled in for something that is not in use, or that a vault
        has.
        """
        merged = self.merged
        from_vault = is_from_vault(merged)
        for path, each in list(self.chosen.items()):
            is_needed = is_in_use(path, merged) and not (from_vault and secret_class(path))
            if each.source == "fill" and not is_needed:
                del self.chosen[path]

    # --- secrets --------------------------------------------------------------------------------

    def take_secrets(self) -> None:
        """Keep, make or leave to fill in the secrets that are in use."""
        merged = self.merged
        given = {path for path in self.chosen if merged[path]}
        from_vault = is_from_vault(merged)
        for path, default in self.base.leaves.items():
            if path in self.chosen or default.node.kind not in ("scalar", "null"):
                continue
            is_secret = _is_secret(path, default, self.mine)
            if is_secret and (from_vault or is_in_own_secret(path, merged, given)):
                continue
            if (is_secret or _is_placeholder(default)) and is_in_use(path, merged):
                self.take_secret(path, default)

    def take_secret(self, path: str, default: Value) -> None:
        own = self.mine.value(path)
        if own is not None:
            self.take_mine(path)
            if same(own.plain, default.plain) or is_well_known(own.value or ""):
                self.notes.append(
                    f"{path}: kept from {self.mine.name}, but publicly known; change it as Dify's "
                    "documentation says, not by a new value alone"
                )
            return
        is_used = self.mine.file is not None and loses_data(path)
        if self.mine.hides(path):
            why = f"fill in: hidden in {self.mine.name}, and must stay the same"
            self.choose(path, TO_FILL_IN, why, "fill")
        elif is_given_out(path):
            self.choose(path, TO_FILL_IN, "fill in: what is outside gives it out", "fill")
        elif not secret_class(path):
            self.choose(path, TO_FILL_IN, "fill in: the chart leaves it to you", "fill")
        elif is_used and _is_placeholder(default):
            why = f"fill in: the one that is in use, which {self.mine.name} does not set"
            self.choose(path, TO_FILL_IN, why, "fill")
        elif is_used:
            self.notes.append(
                f"{path}: stays at the public default of the chart, as {self.mine.name} sets none; "
                "with a new secret what exists can no longer be read"
            )
        else:
            self.make(path, default)

    def take_shared_secrets(self) -> None:
        """Keep or make the secrets that stand at several paths."""
        merged = self.merged
        for row in ONE_SECRETS:
            paths = [path for path in row.paths if path in self.base.leaves]
            if is_from_vault(merged) or any(path in self.chosen for path in paths):
                continue
            if not all(is_in_use(path, merged) for path in paths):
                continue
            kept = [path for path in paths if self.take_mine(path)]
            if kept:
                continue
            secret = LETTERS.made(self.random)
            for path in paths:
                is_list = self.base.leaves[path].node.kind == "sequence"
                why = f"made: {LETTERS.words}; the same in {counted(len(paths), 'place')}"
                self.choose(path, [secret] if is_list else secret, why, "made")

    def make(self, path: str, default: Value) -> None:
        comment = self.comment(default)
        recipe = recipe_of(comment)
        if recipe is None and recipe_in(comment):
            why = f"fill in: the output of `{recipe_in(comment)}`"
            self.choose(path, TO_FILL_IN, why, "fill")
            return
        recipe = recipe or LETTERS
        self.choose(path, recipe.made(self.random), f"made: {recipe.words}", "made")

    def comment(self, value: Value) -> str:
        """Return the comment on a secret that says how to make it: its own, or that on another of
        the same name.
        """
        own = self.base.comment(value.node)
        if recipe_in(own) or recipe_of(own):
            return own
        named = (each for each in self.base.values if each.keys[-1] == value.keys[-1])
        comments = (self.base.comment(each.node) for each in named)
        return next(filter(recipe_of, comments), own)

    # --- the file -------------------------------------------------------------------------------

    def finished(self) -> NewValues:
        values = self.in_order()
        head = (
            f"Dify on {self.base.path}, profile {self.profile}: {PROFILES[self.profile]}.",
            "Lay it over the chart: helm upgrade --install RELEASE CHART -f THIS_FILE. It has "
            "secrets: keep it where you keep those.",
        )
        text = text_of(head, values)
        file = parse_values("the new file", text.encode())
        lines = {path: leaf.line for path, leaf in file.leaves.items()}
        for each in values:
            if each.path not in lines or not same(file.leaf(each.keys), each.value):
                raise UsageError(f"{each.path}: cannot be written", hint="please report it")
        others = self.mine.others(set(self.chosen))
        return NewValues(
            profile=self.profile,
            chart=self.kind,
            text=text,
            values=tuple((lines[each.path], each) for each in values),
            broken=refusals(self.merged, {**dict.fromkeys(self.defaults, 0), **lines}, {}),
            notes=(
                *self.notes,
                *_note_on_stores(self.merged, self.mine),
                *_note_on_others(self.mine.name, others),
            ),
        )

    def in_order(self) -> list[WrittenValue]:
        """Return the values in the order of the chart's own file."""
        places = {keys: number for number, keys in enumerate(self.base.nodes)}

        def place(value: WrittenValue) -> tuple[int, Keys]:
            above = (value.keys[:depth] for depth in range(len(value.keys), 0, -1))
            return next(places[keys] for keys in above if keys in places), value.keys

        return sorted(self.chosen.values(), key=place)


def _is_secret(path: str, default: Value, mine: Mine) -> bool:
    """Return whether a value of the chart is a secret, or one that the older file sets."""
    text = default.value or ""
    if names_a_secret(path, text) or not secret_class(path):
        return False
    if holds_secret(path, text) or _is_placeholder(default):
        return True
    own = mine.value(path)
    return own is not None and holds_secret(path, own.value or "")


def _is_placeholder(default: Value) -> bool:
    """Return whether the chart itself asks to replace a value."""
    path = default.path
    is_secret = bool(secret_class(path))
    found = placeholder_of(default.value or "", is_secret=is_secret)
    if found is None:
        return False
    return found.certain or is_secret or is_address_value(path.rpartition(".")[2])


def _note_on_stores(values: ChartValues, mine: Mine) -> Iterator[str]:
    """Yield a note where the new file uses another store than the older one: the data stays."""
    if mine.file is None:
        return
    before = {**values_of(mine.base), **values_of(mine.file)}
    other = [path for path in STORE_SWITCHES if values.get(path) != before.get(path)]
    if other:
        yield (
            f"the new file has its data elsewhere than {mine.name} ({', '.join(other)}): move the "
            "data, or keep the store with --set"
        )


def _note_on_others(name: str, paths: Iterable[str]) -> Iterator[str]:
    paths = list(paths)
    if not paths:
        return
    shown = paths[:_MAX_NAMED]
    if len(paths) > _MAX_NAMED:
        shown.append("...")
    yield (
        f"{counted(len(paths), 'other value')} of {name} not taken over ({', '.join(shown)}): "
        "ctxkit upgrade-values carries all of them, --set one"
    )
