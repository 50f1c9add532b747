"""What the sections of a plan are made from: both versions, the files of the deployment, and the
database that it has.

Not here: the sections.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ctxkit.database.catalog import DatabaseCatalog, catalog_of
from ctxkit.database.downgrade import Downgrade, downgrade_of
from ctxkit.database.migration_range import MigrationRange, migration_range
from ctxkit.deployment.containers import Deployment
from ctxkit.deployment.deployed import Deployed, deploy_files
from ctxkit.deployment.shipped import shipped_deployment
from ctxkit.deployment.shipped_chart import ShippedChart, shipped_chart
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import DIFY
from ctxkit.files.manifests import values_in
from ctxkit.files.values import ValuesFile, read_values
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.text.redact import Redactor

Database = Literal["postgresql", "mysql"]

_MYSQL_LIKE = ("mysql", "oceanbase", "seekdb", "mariadb")


class PlanSide(Struct, frozen=True, kw_only=True, dict=True):
    """A version: its name for people, a view of the index, its sources."""

    name: str
    index: Index
    sources: Sources

    @property
    def bare(self) -> str:
        """The name of the version as commands take it."""
        return self.name.rpartition(" ")[2]

    def version_of(self, repo: str) -> str:
        """Return the version of a source, empty if it has none."""
        checkout = self.index.checkouts().get(repo)
        return checkout.version if checkout else ""

    @cached_property
    def shipped(self) -> Deployment | None:
        """The containers as Dify ships them, None without its compose file."""
        if not any(self.sources.lines(DIFY, COMPOSE_FILE)):
            return None
        return shipped_deployment(self.sources)

    @cached_property
    def chart(self) -> ShippedChart | None:
        """The chart of the version, None where the workspace does not have it."""
        return shipped_chart(self.sources)


class PlanCase(Struct, frozen=True, kw_only=True, dict=True):
    """One upgrade.

    `asked` is the database that the user says, empty if he does not. `enterprise`: the workspace is
    that of a release of Dify Enterprise. `state` is the folder that has what a sync keeps.
    """

    old: PlanSide
    new: PlanSide
    files: UserDeployment
    state: Path
    enterprise: bool = False
    asked: str = ""

    @cached_property
    def catalogs(self) -> tuple[DatabaseCatalog, DatabaseCatalog]:
        """The database of Dify in both versions."""
        return catalog_of(self.old.index, DIFY), catalog_of(self.new.index, DIFY)

    @cached_property
    def range(self) -> MigrationRange:
        """The migrations of the upgrade."""
        before, after = self.catalogs
        return migration_range(before.steps, after.steps)

    @cached_property
    def downgrade(self) -> Downgrade | None:
        """What taking the migrations back does, None where some could not be followed."""
        return None if self.range.unread else downgrade_of(self.range)

    @property
    def is_helm(self) -> bool:
        return bool(self.files.values)

    @property
    def is_compose(self) -> bool:
        """Whether the deployment is one of compose, as it also is where nobody says otherwise."""
        return self.files.has_env or bool(self.files.compose) or not self.is_helm

    @property
    def has_files(self) -> bool:
        return not self.files.is_empty

    @cached_property
    def values(self) -> tuple[ValuesFile, ...]:
        """The user's values files, of which a later one overrides an earlier one."""
        return tuple(map(read_values, self.files.values))

    @property
    def own_parts(self) -> frozenset[str]:
        """The keys at the top of the user's values, those in manifests included."""
        files = (read_values(each) for file in self.files.values for each in values_in(file))
        return frozenset().union(*(file.parts for file in files))

    @cached_property
    def deployed(self) -> Deployed | None:
        """What the containers get from the user's files as they are, with the older version."""
        if self.files.has_env or self.files.compose:
            return deploy_files(self.old.sources, self.files)
        return None

    @cached_property
    def deployed_anew(self) -> Deployment | None:
        """The containers of the user's files as they are with the new version's compose file."""
        if self.deployed is None:
            return None
        found = deploy_files(self.new.sources, self.files)
        return found.deployment if found is not None else None

    @cached_property
    def deployment(self) -> Deployment | None:
        """The containers as they run now: the user's, or else as Dify ships them; None where there
        is no compose file to know them by.
        """
        if self.deployed is not None:
            return self.deployed.deployment
        if self.files.has_env or self.files.compose:
            return None
        return self.old.shipped

    @cached_property
    def database(self) -> Database:
        """The database that Dify has: as the user says, or his files."""
        if self.asked:
            return "mysql" if self.asked == "mysql" else "postgresql"
        kind = self.deployment.value("api", "DB_TYPE") if self.deployment else ""
        return "mysql" if kind.lower() in _MYSQL_LIKE else "postgresql"

    @cached_property
    def _redactor(self) -> Redactor:
        return Redactor()

    def masked(self, name: str, value: str) -> str:
        """Return a value of the user's files without what is secret in it, in one line."""
        return " ".join(str(self._redactor.mask_value(name, value)).split())
