"""Section 4 of a plan: the images that change, and those whose data the new one has to open.

Not here: whether the releases fit each other (`stop_signs.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ctxkit.ask.plan.case import PlanCase, PlanSide
from ctxkit.ask.plan.mounts import store_services
from ctxkit.deployment.containers import Deployment
from ctxkit.dify.images import base_name_of, is_called_difys, tag_of
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import DIFY
from ctxkit.files.chart_images import chart_images
from ctxkit.model import Location
from ctxkit.model.plans import PlanRow
from ctxkit.text.wording import counted
from ctxkit.workspace.versions import chart_versions

_MAX_ROWS = 24


class ImageChange(Struct, frozen=True, kw_only=True):
    """The image of a service in both versions, empty in one that does not have the service.

    `service` is its name in the new version, `was` what the deployment calls it now.
    """

    service: str
    was: str
    old: str
    new: str
    places: tuple[Location, ...] = ()
    runs: bool = True


def compose_changes(case: PlanCase) -> list[ImageChange]:
    """Return the services of compose whose image or name differs between what runs now and what
    the new version ships.
    """
    before, after = case.deployment, case.new.shipped
    if before is None or after is None:
        return []
    names = names_in_both(before, after)
    found = [_change(before, after, name, was) for name, was in names.items()]
    gone = [name for name in before.network.services if name not in names.values()]
    found += [
        ImageChange(service=name, was=name, old=before.network.services[name].image, new="")
        for name in gone
        if before.runs(name)
    ]
    return [each for each in found if each.old != each.new or each.was != each.service]


def names_in_both(before: Deployment, after: Deployment) -> dict[str, str]:
    """Return by the name of each new service what it is called now, empty where it is not there.

    One that has another name is the one that runs the same image: `db` became `db_postgres`.
    """
    old, new = before.network.services, after.network.services
    found = {name: called if (called := before.called(name)) in old else "" for name in new}
    left = {name for name in old if name not in found.values()}
    for name in [name for name, was in found.items() if not was]:
        image = base_name_of(new[name].image)
        alike = sorted(each for each in left if image and base_name_of(old[each].image) == image)
        if alike:
            found[name] = alike[0]
            left.discard(alike[0])
    return found


def _change(before: Deployment, after: Deployment, name: str, was: str) -> ImageChange:
    service = after.network.services[name]
    return ImageChange(
        service=name,
        was=was or name,
        old=before.network.services[was].image if was else "",
        new=service.image,
        places=(Location(repo=DIFY, path=COMPOSE_FILE, line=service.line, end_line=service.line),),
        runs=before.runs(was) if was else after.runs(name),
    )


def image_rows(case: PlanCase) -> Iterator[PlanRow]:
    """Yield the images that change."""
    if case.is_compose:
        yield from _of_compose(case)
    if case.is_helm or case.enterprise:
        yield from _of_charts(case)


def _of_compose(case: PlanCase) -> Iterator[PlanRow]:
    if case.deployment is None or case.new.shipped is None:
        yield PlanRow(
            text="the images could not be told without the compose files of both versions",
            mark="unknown",
        )
        return
    changes = [each for each in compose_changes(case) if each.runs]
    groups: dict[tuple[str, str], list[ImageChange]] = {}
    for each in changes:
        if each.was != each.service and each.old and not case.files.compose:
            yield PlanRow(text=f"{each.was} is called {each.service} in {case.new.name}")
        if each.old != each.new:
            groups.setdefault((each.old, each.new), []).append(each)
    for (old, new), group in list(groups.items())[:_MAX_ROWS]:
        services = ", ".join(each.service for each in group)
        places = group[0].places
        yield PlanRow(text=_words(case, services, old, new), places=places)
    if len(groups) > _MAX_ROWS:
        yield PlanRow(
            text=f"{len(groups) - _MAX_ROWS} more images change: compare the compose files"
        )
    if not changes:
        yield PlanRow(text="no image changes")
    yield from _open_tags(case, case.deployment)


def _open_tags(case: PlanCase, deployment: Deployment) -> Iterator[PlanRow]:
    """Yield the stores whose image has no version: a pull may bring them another one."""
    for name in sorted(store_services(deployment)):
        image = deployment.network.services[name].image
        if image and tag_of(image) in ("", "latest"):
            yield PlanRow(
                text=f"{name} runs {case.masked('image', image)}, which names no version: what a "
                "pull brings to its data could not be told",
                mark="unknown",
            )


def _words(case: PlanCase, services: str, old: str, new: str) -> str:
    old = case.masked("image", old)
    if not old:
        return f"{services}: new, {new}"
    if not new:
        return f"{services}: {old} is no longer part of Dify"
    if old.removesuffix(tag_of(old)) == new.removesuffix(tag_of(new)):
        return f"{services}: {old} -> {tag_of(new)}"
    mirrored = ", to be mirrored under your name" if is_called_difys(new) else ""
    return f"{services}: {old} -> {new}{mirrored}"


def _of_charts(case: PlanCase) -> Iterator[PlanRow]:
    before, after = _chart(case.old), _chart(case.new)
    if before is None or after is None:
        yield PlanRow(
            text="the images of the chart could not be told: the workspace lacks the chart of one "
            "version",
            mark="unknown",
        )
        return
    changes = [(part, before.get(part, ""), image) for part, image in after.items()]
    changes = [(part, old, new) for part, old, new in changes if old != new]
    for part, old, new in changes[:_MAX_ROWS]:
        yield PlanRow(text=_words(case, part, old, new))
    gone = [part for part in before if part not in after]
    if gone:
        yield PlanRow(
            text=f"{counted(len(gone), 'image')} no longer in the chart: {', '.join(gone)}"
        )
    if len(changes) > _MAX_ROWS:
        yield PlanRow(text=f"{len(changes) - _MAX_ROWS} more images change: compare the charts")
    if not changes and not gone:
        yield PlanRow(text="no image of the chart changes")


def _chart(side: PlanSide) -> dict[str, str] | None:
    """Return the images of a version's chart by the part of its values, None without the chart."""
    chart = side.chart
    if chart is None:
        return None
    app, _ = chart_versions(chart.about)
    images = chart_images(chart.values, default_tag=app)
    return {image.part: f"{image.name}:{image.tag}" for image in images}


def chart_images_of(side: PlanSide) -> list[str]:
    """Return the images of a version's chart."""
    return list((_chart(side) or {}).values())
