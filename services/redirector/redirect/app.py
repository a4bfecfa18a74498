"""The redirect's composition root: settings, registry, log and clock become an application."""

from collections.abc import Callable
from functools import cache

from prometheus_client import generate_latest

from plaudit.clock import Clock, system_clock
from plaudit.eventlog.backends import open_log
from plaudit.eventlog.protocol import EventLog
from plaudit.http.checks import Check
from plaudit.registry import Registry, open_registry
from plaudit.registry.errors import RegistryUnavailableError
from plaudit.security.client_address import ClientAddresses
from plaudit.security.keys import load_keys
from plaudit.settings import Settings, load_settings
from services.redirector.redirect.asgi import AsgiApp
from services.redirector.redirect.classes import load_classifier
from services.redirector.redirect.click_ids import click_ids
from services.redirector.redirect.click_log import ClickLog
from services.redirector.redirect.copies import LinkCopy, SaltCopy, Source
from services.redirector.redirect.counts import Counts
from services.redirector.redirect.crawlers import classifier_version
from services.redirector.redirect.decision import Decider
from services.redirector.redirect.follower import Chore, Follower
from services.redirector.redirect.hosts import Hosts
from services.redirector.redirect.links import LinkTable
from services.redirector.redirect.pages import Pages
from services.redirector.redirect.rsgi import RsgiApp
from services.redirector.redirect.site import Site
from services.redirector.redirect.visitors import VisitorKeys
from services.redirector.redirect.worker import Worker
from services.redirector.redirect.worker_metrics import WorkerMetrics, metrics_folder


def create_app(
    settings: Settings | None = None, *, clock: Clock = system_clock, log: EventLog | None = None
) -> RsgiApp:
    """The application of one granian worker (RSGI). Raises MisconfiguredError when it can't be set up."""
    return RsgiApp(create_worker(settings, clock=clock, log=log))


def create_asgi_app(
    settings: Settings | None = None, *, clock: Clock = system_clock, log: EventLog | None = None
) -> AsgiApp:
    """The same as an ASGI application; its server must speak the lifespan protocol."""
    return AsgiApp(create_worker(settings, clock=clock, log=log))


def create_worker(
    settings: Settings | None = None, *, clock: Clock = system_clock, log: EventLog | None = None
) -> Worker:
    settings = load_settings() if settings is None else settings
    return build_worker(settings, _opened_late(settings, clock), open_log(settings) if log is None else log, clock)


def build_worker(settings: Settings, registry: Callable[[], Source], log: EventLog, clock: Clock) -> Worker:
    """A worker that stands on any registry and any log; `registry` may raise until there is one."""
    table, visitors, counts, clicks = LinkTable(), VisitorKeys(), Counts(), ClickLog(log)
    links = LinkCopy(lambda: registry().links, table)
    chores: dict[str, Chore] = {"links": links.refresh, "log": clicks.keep}
    if settings.visitor == "daily":
        chores["salts"] = SaltCopy(lambda: registry().salts, visitors, clock).refresh
    render: Callable[[], bytes] = generate_latest
    if settings.redirect_workers > 1:
        shared = WorkerMetrics(metrics_folder(settings.data_dir))
        chores["metrics"], render = shared.share, shared.render
    follower = Follower(chores)
    checks = {
        "links": lambda: _check_links(links, table, follower),
        "log": lambda: Check(clicks.is_healthy(), follower.failing.get("log", "clicks are made durable")),
    }
    counts.publish(lambda: len(table))
    site = Site(
        _decider(settings, table, visitors),
        Pages(table.find, settings.short_url_base, checks, render),
        addresses=ClientAddresses(settings.trusted_proxies),
        hosts=Hosts(settings.short_url_base),
        clock=clock,
    )
    return Worker(site, clicks, follower, counts)


def _decider(settings: Settings, table: LinkTable, visitors: VisitorKeys) -> Decider:
    return Decider(
        table.find,
        load_classifier().read,
        visitors,
        click_ids(),
        classifier=classifier_version(),
        forwarding=settings.click_id,
    )


def _opened_late(settings: Settings, clock: Clock) -> Callable[[], Registry]:
    """Opens the registry now if it answers, else whenever it does: until then there are no links to serve."""
    keys = load_keys(settings.data_dir)

    @cache
    def registry() -> Registry:
        return open_registry(settings, keys, clock)

    try:
        registry()
    except RegistryUnavailableError:
        return registry
    return registry


def _check_links(links: LinkCopy, table: LinkTable, follower: Follower) -> Check:
    """Ready once links were loaded; a registry that dies later leaves the redirect ready with what it knows."""
    trouble = follower.failing.get("links")
    known = f"{len(table)} links" if links.is_loaded else "not loaded yet"
    return Check(links.is_loaded, f"{known}; {trouble}" if trouble else known)
