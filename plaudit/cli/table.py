"""Every command: its words, what runs it, what it does in a sentence, and how it is called."""

from typing import NamedTuple


class Command(NamedTuple):
    """`words` as typed after `plaudit`; `target` ("module:function") is imported only when it is called."""

    words: str
    target: str
    sentence: str
    examples: tuple[str, ...] = ()

    @property
    def group(self) -> str | None:
        first, _, second = self.words.partition(" ")
        return first if second else None

    @property
    def name(self) -> str:
        return self.words.rpartition(" ")[2]


GROUPS: dict[str, str] = {}

COMMANDS: tuple[Command, ...] = (
    Command(
        "init",
        "plaudit.cli.init:init",
        "Make the data directory: keys, settings, registry and an admin token.",
        ("plaudit init", "plaudit init --currency USD --timezone America/New_York"),
    ),
    Command(
        "demo",
        "plaudit.cli.demo:demo",
        "Play a made-up campaign through all services and check every number.",
        ("plaudit demo", "plaudit demo --exit --creators 6 --days 10"),
    ),
    Command(
        "up",
        "plaudit.cli.up:up",
        "Run all services on this machine until Ctrl-C.",
        ("plaudit up", "PLAUDIT_REDIRECT_PORT=80 plaudit up"),
    ),
    Command(
        "doctor",
        "plaudit.cli.doctor:doctor",
        "Check settings, keys, disk, log, registry and the running services.",
        ("plaudit doctor", "plaudit doctor --trace SLUG"),
    ),
    Command("version", "plaudit.cli.version:version", "Print the version.", ("plaudit version",)),
    Command("redirect", "services.redirector.__main__:redirect", "Run the redirect alone.", ("plaudit redirect",)),
    Command("api", "services.redirector.__main__:api", "Run the registry's API alone.", ("plaudit api",)),
    Command("ingest", "services.ingest.__main__:main", "Run webhooks and imports alone.", ("plaudit ingest",)),
    Command("aggregator", "services.aggregator.__main__:main", "Run the aggregator alone.", ("plaudit aggregator",)),
    Command("dashboard", "services.dashboard.__main__:main", "Run the dashboard alone.", ("plaudit dashboard",)),
)
