"""What every page has: the snapshot it shows, the rules it was made under, the templates, the words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from plaudit.clock import Clock
from plaudit.http.problems import Problem
from services.dashboard import charts, queries, wording
from services.dashboard.snapshots import Row, Snapshot, Snapshots


class View:
    """One snapshot under one attribution model, ready to be asked and rendered."""

    def __init__(self, snapshot: Snapshot, meta: Row, model: str, templates: Environment) -> None:
        self.snapshot = snapshot
        self.meta = meta
        self.model = model
        self._templates = templates

    def rows(self, sql: str, **parameters: object) -> list[Row]:
        return self.snapshot.rows(sql, parameters)

    def row(self, sql: str, **parameters: object) -> Row | None:
        return self.snapshot.row(sql, parameters)

    def sentences(self, about: str) -> dict[str, str]:
        """What the reasons of an order, touch, credit or metric mean."""
        return {row["reason"]: row["sentence"] for row in self.rows(queries.REASONS_ABOUT, about=about)}

    def render(self, template: str, **context: Any) -> HTMLResponse:
        page = self._templates.get_template(template)
        return HTMLResponse(page.render(meta=self.meta, model=self.model, currency=self.meta["currency"], **context))


class Site:
    """Opens a view for a request, and says in a page what went wrong when there is none."""

    def __init__(self, snapshots: Snapshots, clock: Clock) -> None:
        self.snapshots = snapshots
        self._templates = make_templates(clock)

    @contextmanager
    def view(self, model: str | None = None) -> Iterator[View]:
        """Raises NothingPublishedError, or Problem 422 for a model that is not computed."""
        with self.snapshots.read() as snapshot:
            meta = snapshot.rows(queries.SNAPSHOT)[0]
            yield View(snapshot, meta, choose_model(model, meta), self._templates)

    def render_problem(self, problem: Problem) -> HTMLResponse:
        page = self._templates.get_template("problem.html").render(problem=problem)
        return HTMLResponse(page, problem.status, dict(problem.headers or {}))


def choose_model(wanted: str | None, meta: Row) -> str:
    """The model of the URL, else the one that pages show first."""
    if wanted is not None and wanted not in meta["attribution_models"]:
        known = ", ".join(meta["attribution_models"])
        raise Problem(422, "Unknown model", f"There is no attribution model of this name; there are: {known}.")
    return wanted or str(meta["model"])


def make_templates(clock: Clock) -> Environment:
    """Templates that escape everything, refuse what is undefined, and know the words for numbers."""
    templates = Environment(
        loader=PackageLoader("services.dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=wording.plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for function in (
        wording.money, wording.whole_money, wording.minor_money, wording.count, wording.percent, wording.factor,
        wording.interval, wording.moment, wording.day, wording.words, charts.sparkline, charts.share,
    ):  # fmt: skip
        templates.globals[function.__name__] = function
    templates.globals["ago"] = lambda instant: wording.ago(instant, clock())
    return templates
