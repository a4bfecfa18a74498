"""Ingest on its real server with a log that breaks after its first append: `python -m tests.support.fragile_ingest`."""

from fastapi import FastAPI

from plaudit.eventlog.memory import MemoryLog, MemoryWriter
from plaudit.events.envelope import Stream
from plaudit.ids import new_origin
from plaudit.serving import serve
from plaudit.settings import Settings
from plaudit.startup import run_service
from services.ingest.app import create_app


class BreakingWriter(MemoryWriter):
    def is_healthy(self) -> bool:
        return self.head == 0


class BreakingLog(MemoryLog):
    def open_writer(self, stream: Stream, process: str) -> BreakingWriter:
        del stream
        return BreakingWriter(self, new_origin(process))


def create_fragile(settings: Settings) -> FastAPI:
    return create_app(settings, log=BreakingLog())


if __name__ == "__main__":
    run_service(
        lambda settings, _: serve(
            "tests.support.fragile_ingest:create_fragile", settings, name="ingest", port=settings.ingest_port
        )
    )
