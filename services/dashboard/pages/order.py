"""Explains one order: every touch on its timeline, who won under each model, and why the others lost."""

from itertools import groupby

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from plaudit.http.problems import Problem
from services.dashboard import queries
from services.dashboard.pages.site import Site


def order_router(site: Site) -> APIRouter:
    router = APIRouter()

    @router.get("/orders/{store}/{order_id:path}", response_class=HTMLResponse)
    def explain_order(store: str, order_id: str) -> HTMLResponse:
        keys = {"store": store, "order": order_id}
        with site.view() as view:
            order = view.row(queries.ORDER, **keys)
            if order is None:
                raise Problem(404, "Not Found", "There is no order of this number in this store.")
            credits_ = view.rows(queries.ORDER_CREDITS, **keys)
            return view.render(
                "order.html",
                order=order,
                touches=view.rows(queries.ORDER_TOUCHES, **keys),
                credits={
                    model: list(rows) for model, rows in groupby(credits_, key=lambda row: row["attribution_model"])
                },
                refunds=view.rows(queries.ORDER_REFUNDS, **keys),
                deliveries=view.rows(queries.ORDER_DELIVERIES, **keys),
                about_order=view.sentences("order"),
                about_touch=view.sentences("touch"),
                about_credit=view.sentences("credit"),
            )

    return router
