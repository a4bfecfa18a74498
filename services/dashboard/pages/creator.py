"""One creator: what they brought in by campaign, link, code and post, and their latest orders."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from plaudit.http.problems import Problem
from services.dashboard import queries
from services.dashboard.pages.site import Site

LATEST_ORDERS = 25


def creator_router(site: Site) -> APIRouter:
    router = APIRouter()

    @router.get("/creators/{creator_id}", response_class=HTMLResponse)
    def show_creator(creator_id: str, model: str | None = None) -> HTMLResponse:
        with site.view(model) as view:
            creator = view.row(queries.CREATOR, creator=creator_id)
            if creator is None:
                raise Problem(404, "Not Found", "There is no creator of this name.")
            keys = {"creator": creator_id, "model": view.model}
            return view.render(
                "creator.html",
                creator=creator,
                campaigns=view.rows(queries.CREATOR_CAMPAIGNS, **keys),
                links=view.rows(queries.CREATOR_LINKS, **keys),
                codes=view.rows(queries.CREATOR_CODES, **keys),
                posts=view.rows(queries.CREATOR_POSTS, **keys),
                orders=view.rows(queries.ORDERS, **keys, campaign=None, limit=LATEST_ORDERS, offset=0),
                sentences=view.sentences("metric"),
                exclusions=view.sentences("order"),
            )

    return router
