"""One redirect worker: the site, its recorder and the thread that keeps both fresh, started and stopped together."""

import asyncio
from asyncio import AbstractEventLoop

from services.redirector.redirect.answer import Answer
from services.redirector.redirect.click_log import ClickLog
from services.redirector.redirect.clicks import ClickRecorder
from services.redirector.redirect.counts import Counts
from services.redirector.redirect.follower import Follower
from services.redirector.redirect.request import Headers
from services.redirector.redirect.site import Site


class Worker:
    """Lives as long as its server: `start` before the first request, `stop` after the last."""

    def __init__(self, site: Site, log: ClickLog, follower: Follower, counts: Counts) -> None:
        self._open = site.open
        self._log = log
        self._follower = follower
        self._counts = counts

    def start(self, loop: AbstractEventLoop) -> None:
        """Loads links and opens the log; either may fail, the follower tries again while requests are answered."""
        self._record = ClickRecorder(loop, self._log.writer, self._counts).record
        self._follower.start()

    async def answer(self, method: str, path: str, query: str, headers: Headers, peer: str) -> Answer:
        """The answer to a request, held back until its click is durable or the recorder's patience is over."""
        answer = self._open(method, path, query, headers, peer)
        if not isinstance(answer, Answer):
            answer = await asyncio.to_thread(answer)
        self._counts.count(answer)
        if answer.click is not None:
            await self._record(answer.click)
        return answer

    def stop(self) -> None:
        """Ends the following and makes durable what is still queued."""
        self._follower.stop()
        self._log.close()
