"""The first page, and the same for any other campaign: who earned what, and can it be trusted."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from plaudit.http.problems import Problem
from services.dashboard import queries
from services.dashboard.pages.site import Site, View

LATEST_ORDERS = 25


def campaign_router(site: Site) -> APIRouter:
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    def show_latest_campaign(model: str | None = None) -> HTMLResponse:
        with site.view(model) as view:
            campaigns = view.rows(queries.CAMPAIGNS)
            if not campaigns:
                return view.render("empty.html")
            return render_campaign(view, campaigns[0]["campaign_id"])

    @router.get("/campaigns/{campaign_id}", response_class=HTMLResponse)
    def show_campaign(campaign_id: str, model: str | None = None) -> HTMLResponse:
        with site.view(model) as view:
            return render_campaign(view, campaign_id)

    return router


def render_campaign(view: View, campaign_id: str) -> HTMLResponse:
    campaigns = view.rows(queries.CAMPAIGNS)
    chosen = next((row for row in campaigns if row["campaign_id"] == campaign_id), None)
    if chosen is None:
        raise Problem(404, "Not Found", "There is no campaign of this name.")
    keys = {"campaign": campaign_id, "model": view.model}
    creators = view.rows(queries.CREATORS, **keys)
    return view.render(
        "campaign.html",
        campaigns=campaigns,
        campaign=chosen,
        total=view.rows(queries.CAMPAIGN, **keys)[0],
        days=view.rows(queries.CAMPAIGN_DAYS, **keys),
        creators=creators,
        most=max((row["orders"] for row in creators if row["creator_id"]), default=0),
        goals=view.rows(queries.GOALS, campaign=campaign_id),
        orders=view.rows(queries.ORDERS, model=view.model, campaign=None, creator=None, limit=LATEST_ORDERS, offset=0),
        dead_letters=view.rows(queries.DEAD_LETTERS)[0]["dead_letters"],
        metrics={row["metric"]: row for row in view.rows(queries.METRICS)},
        sentences=view.sentences("metric"),
        exclusions=view.sentences("order"),
    )
