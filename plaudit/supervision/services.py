"""The table of the processes that make up Plaudit on one machine."""

from typing import NamedTuple

from plaudit.settings import Settings


class Service(NamedTuple):
    """One process: what starts it, and the setting that holds its port, if it listens."""

    name: str
    target: str
    port_setting: str | None
    stops_last: bool = False

    def port(self, settings: Settings) -> int | None:
        return None if self.port_setting is None else int(getattr(settings, self.port_setting))

    def with_target(self, target: str) -> "Service":
        return self._replace(target=target)


SERVICES = (
    Service("api", "services.redirector.__main__:api", "api_port"),
    Service("redirect", "services.redirector.__main__:redirect", "redirect_port"),
    Service("ingest", "services.ingest.__main__:main", "ingest_port"),
    Service("aggregator", "services.aggregator.__main__:main", None, stops_last=True),
    Service("dashboard", "services.dashboard.__main__:main", "dashboard_port"),
)
