"""Logs as JSON lines on stderr (key=value on a terminal), without anything that could name a person."""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

PRIVATE = frozenset(
    {"body", "payload", "query", "url", "headers", "ip", "address", "client", "user_agent", "email", "name", "secret",
     "token", "signature", "cookie", "authorization"}
)  # fmt: skip
LEFT_OUT = "[left out]"


def set_up_logging(service: str, *, to: TextIO | None = None, level: int = logging.INFO) -> None:
    """Sends our own logs and the standard library's the same way; called once, when a process starts."""
    stream = sys.stderr if to is None else to
    shared = _processors(service)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(stream)],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)


def get_logger(module: str) -> FilteringBoundLogger:
    """Gives a module its logger; events are snake_case, facts are keywords: `append_refused`, reason=…, events=3."""
    logger: FilteringBoundLogger = structlog.get_logger(module)
    return logger


def leave_out_private(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keeps bodies, query strings, addresses and secrets out, whoever passed them by mistake."""
    return {key: LEFT_OUT if key in PRIVATE else value for key, value in event.items()}


def _processors(service: str) -> list[Processor]:
    def name_service(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        leave_out_private,
        name_service,
    ]


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        return structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    return structlog.processors.JSONRenderer()
