"""`POST /webhooks/{platform}/{store}`: verify the raw bytes, read them, make them durable, then answer."""

from starlette.requests import Request
from starlette.responses import Response

from plaudit.clock import Clock
from plaudit.eventlog.protocol import LogUnavailableError
from plaudit.events.rejected import Rejected
from plaudit.registry.views import KnownStore
from plaudit.security.keys import Keys
from plaudit.security.signatures import SignatureError
from plaudit.telemetry.logs import get_logger
from plaudit.telemetry.metrics import count
from plaudit.telemetry.names import Counter
from services.ingest.answers import refusal
from services.ingest.bodies import WEBHOOK_BYTES, read_body
from services.ingest.deliveries import Reader
from services.ingest.documents import NotJsonError
from services.ingest.outlet import Outlet, events_of, webhook_source
from services.ingest.sources import SOURCES
from services.ingest.sources.protocol import Source
from services.ingest.stores import AT_ONCE, StoreDirectory

FRESH_SECONDS = 2.0

_log = get_logger(__name__)


class Webhooks:
    """Keeps no state of deliveries: every authentic one is appended, and what is a repetition is decided later."""

    def __init__(self, stores: StoreDirectory, outlet: Outlet, keys: Keys, clock: Clock) -> None:
        self._stores = stores
        self._outlet = outlet
        self._keys = keys
        self._clock = clock

    async def receive(self, request: Request) -> Response:
        """200 and nothing else once durable; every other answer is a Problem."""
        platform, name = request.path_params["platform"], request.path_params["store"]
        source = SOURCES.get(platform)
        if source is None:
            raise refusal("unknown_route")
        store = await self._store(platform, name, FRESH_SECONDS)
        body = await read_body(request, WEBHOOK_BYTES)
        store = await self._verified(source, store, request, body)
        await self._take(Reader(source, store, self._keys), request, body)
        return Response()

    async def _store(self, platform: str, name: str, fresh_seconds: float) -> KnownStore:
        store = await self._stores.find(name, fresh_seconds)
        if store is None or store.platform != platform:
            raise refusal("unknown_route")
        return store

    async def _verified(self, source: Source, store: KnownStore, request: Request, body: bytes) -> KnownStore:
        """The store that the delivery is from. A secret may have been rotated a moment ago: then it is read again."""
        now = int(self._clock().timestamp())
        try:
            source.verify(body, request.headers, store, now)
        except SignatureError:
            store = await self._store(store.platform, store.store, AT_ONCE)
            try:
                source.verify(body, request.headers, store, now)
            except SignatureError as error:
                raise refusal(error.fault) from None
        return store

    async def _take(self, reader: Reader, request: Request, body: bytes) -> None:
        received_at = self._clock()
        try:
            payloads = reader.read(body, request.headers, received_at)
        except NotJsonError:
            raise refusal("not_an_object") from None
        source = webhook_source(reader.store.platform, reader.store.store)
        try:
            await self._outlet.append(events_of(payloads, source=source, time=received_at))
        except LogUnavailableError:
            raise refusal("log_unavailable") from None
        first = payloads[0]
        if isinstance(first, Rejected):
            _log.warning("dead_lettered", source=first.source, topic=first.delivery.topic, reason=first.reason)
            count(Counter.INGEST_DEAD_LETTERS, reason=first.reason)
        count(Counter.INGEST_DELIVERIES, platform=reader.store.platform)
