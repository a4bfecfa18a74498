"""`POST /api/orders`, `/api/engagements`, `/api/costs`: durable as a whole before the answer, or refused."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse

from plaudit.clock import Clock
from plaudit.eventlog.protocol import LogUnavailableError
from plaudit.events.envelope import Event
from plaudit.http.bearer import require
from plaudit.http.problems import Problem
from plaudit.http.rows import Row, bad_rows, media_type_of, read_rows
from plaudit.security.keys import Keys
from plaudit.telemetry.metrics import count
from plaudit.telemetry.names import Counter
from services.ingest.answers import refusal
from services.ingest.bodies import IMPORT_BYTES, read_body
from services.ingest.imports.reading import OrderReader, Sorted, read_cost, read_engagement, sort_rows
from services.ingest.outlet import IMPORTS, Outlet, events_of
from services.ingest.stores import AT_ONCE, StoreDirectory

MOST_ROWS = 50_000
UPLOAD_SECONDS = 60.0
COMMIT_SECONDS = 30.0

WRITE = [Depends(require("ingest:write"))]
Partial = Annotated[bool, Query(description="Take the good rows although others are wrong.")]
Sort = Callable[[Sequence[Row], datetime], Awaitable[Sorted]]


class Importer:
    """Takes one import: reads it whole, appends it in one piece, answers 202, or 422 with everything wrong."""

    def __init__(self, outlet: Outlet, clock: Clock) -> None:
        self._outlet = outlet
        self._clock = clock

    async def take(self, resource: str, request: Request, sort: Sort, *, partial: bool) -> JSONResponse:
        """One instant of receipt stands for all rows. Raises Problem."""
        body = await read_body(request, IMPORT_BYTES, UPLOAD_SECONDS)
        received_at = self._clock()
        rows = await asyncio.to_thread(_read_rows, request.headers.get("content-type"), body)
        payloads, errors = await sort(rows, received_at)
        if errors and not (partial and payloads):
            raise bad_rows(errors)
        if payloads:
            await self._append(events_of(payloads, source=IMPORTS, time=received_at))
        count(Counter.INGEST_IMPORTED, len(payloads), resource=resource)
        told = {"errors": [error._asdict() for error in sorted(errors)]} if errors else {}
        return JSONResponse({"accepted": len(payloads), **told}, 202)

    async def _append(self, events: Sequence[Event]) -> None:
        try:
            await self._outlet.append(events, COMMIT_SECONDS)
        except LogUnavailableError:
            raise refusal("log_unavailable") from None


def import_router(stores: StoreDirectory, outlet: Outlet, keys: Keys, clock: Clock) -> APIRouter:
    """The three import routes; all need the scope `ingest:write`."""
    router = APIRouter(prefix="/api", dependencies=WRITE)
    importer = Importer(outlet, clock)

    async def sort_orders(rows: Sequence[Row], received_at: datetime) -> Sorted:
        names = {name for row in rows if isinstance(name := row.fields.get("store"), str)}
        found = {name: await stores.find(name, AT_ONCE) for name in sorted(names)}
        known = {name: store for name, store in found.items() if store is not None}
        return await asyncio.to_thread(sort_rows, rows, OrderReader(known, keys, received_at).read)

    async def sort_engagements(rows: Sequence[Row], _: datetime) -> Sorted:
        return await asyncio.to_thread(sort_rows, rows, read_engagement)

    async def sort_costs(rows: Sequence[Row], _: datetime) -> Sorted:
        return await asyncio.to_thread(sort_rows, rows, read_cost)

    @router.post("/orders", status_code=202)
    async def import_orders(request: Request, *, partial: Partial = False) -> JSONResponse:
        return await importer.take("orders", request, sort_orders, partial=partial)

    @router.post("/engagements", status_code=202)
    async def import_engagements(request: Request, *, partial: Partial = False) -> JSONResponse:
        return await importer.take("engagements", request, sort_engagements, partial=partial)

    @router.post("/costs", status_code=202)
    async def import_costs(request: Request, *, partial: Partial = False) -> JSONResponse:
        return await importer.take("costs", request, sort_costs, partial=partial)

    return router


def _read_rows(content_type: str | None, body: bytes) -> list[Row]:
    rows = read_rows(media_type_of(content_type), body)
    if len(rows) > MOST_ROWS:
        raise Problem(413, "Too many rows", f"An import has at most {MOST_ROWS} rows; send it in parts.")
    return rows
