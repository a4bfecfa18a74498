"""Every command: its words, what runs it, what it does in a sentence, and how it is called."""

from typing import NamedTuple


class Command(NamedTuple):
    """`words` as typed after `plaudit`; `target` ("module:function") is imported only when it is called."""

    words: str
    target: str
    sentence: str
    examples: tuple[str, ...]

    @property
    def group(self) -> str | None:
        first, _, second = self.words.partition(" ")
        return first if second else None

    @property
    def name(self) -> str:
        return self.words.rpartition(" ")[2]


GROUPS: dict[str, str] = {
    "campaign": "Campaigns and everything that belongs to one.",
    "creators": "Creators.",
    "link": "Tracked links.",
    "code": "Discount codes.",
    "token": "Tokens of the API.",
    "engagements": "Counts of posts.",
    "costs": "Money spent on creators.",
    "dead-letters": "Deliveries that could not be taken.",
    "gaps": "Records that the log should hold and does not.",
}

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
        "report",
        "plaudit.cli.report:report",
        "Print who brought in what, and how far the goals are.",
        ("plaudit report", "plaudit report --campaign launch --model linear --format csv"),
    ),
    Command(
        "explain",
        "services.aggregator.explain:explain",
        "Print every touch of an order, who earns it, and why the others do not.",
        ("plaudit explain 99000123", "plaudit explain 1001 --store dew --json"),
    ),
    Command(
        "doctor",
        "plaudit.cli.doctor:doctor",
        "Check settings, keys, disk, log, registry and the running services.",
        ("plaudit doctor", "plaudit doctor --trace SLUG"),
    ),
    Command(
        "campaign apply",
        "plaudit.cli.campaign:apply_campaign",
        "Create or change what a TOML file says: campaign, creators, links, codes.",
        ("plaudit campaign apply launch.toml",),
    ),
    Command(
        "creators import",
        "plaudit.cli.creators:import_creators",
        "Create the creators of a CSV file or JSON array.",
        ("plaudit creators import creators.csv", "plaudit creators import creators.csv --partial"),
    ),
    Command(
        "link issue",
        "plaudit.cli.links:issue_link",
        "Issue a tracked link, or those of a file.",
        (
            "plaudit link issue https://shop.example/serum --campaign launch --creator maya",
            "plaudit link issue --file links.csv",
        ),
    ),
    Command(
        "code issue",
        "plaudit.cli.codes:issue_code",
        "Give a discount code to a creator, or those of a file.",
        (
            "plaudit code issue MAYA15 --store dew --campaign launch --creator maya",
            "plaudit code issue --file codes.csv",
        ),
    ),
    Command(
        "token create",
        "plaudit.cli.tokens:create_token",
        "Make a token of the API; it is shown once.",
        ("plaudit token create shop-import --scope ingest:write",),
    ),
    Command(
        "engagements import",
        "plaudit.cli.engagements:import_engagements",
        "Import counts of posts: all rows of a file, or none.",
        ("plaudit engagements import week42.csv", "plaudit engagements import week42.csv --partial"),
    ),
    Command(
        "costs import",
        "plaudit.cli.costs:import_costs",
        "Import money spent on creators: all rows of a file, or none.",
        ("plaudit costs import fees.csv",),
    ),
    Command(
        "dead-letters list",
        "plaudit.cli.dead_letters:list_dead_letters",
        "List signed deliveries that could not be taken, the latest first.",
        ("plaudit dead-letters list", "plaudit dead-letters list --reason unknown_topic --json"),
    ),
    Command(
        "dead-letters replay",
        "plaudit.cli.dead_letters:replay_dead_letters",
        "Read dead letters again with the code as it is now.",
        ("plaudit dead-letters replay ingest-0198f2c1b7:17",),
    ),
    Command(
        "gaps list",
        "services.aggregator.gaps.command:list_gaps",
        "List the numbers that are missing in the log.",
        ("plaudit gaps list",),
    ),
    Command(
        "gaps accept",
        "services.aggregator.gaps.command:accept_gap",
        "Accept that records are lost, so that their origin goes on.",
        ("plaudit gaps accept redirect-0198f2c1b7 17-20",),
    ),
    Command(
        "verify",
        "services.aggregator.verify.command:verify",
        "Check that nothing is lost or doubled, that money adds up, and that the tables equal a rebuild.",
        ("plaudit verify", "plaudit verify --json"),
    ),
    Command(
        "rebuild",
        "services.aggregator.rebuild.command:rebuild",
        "Compute all tables again from the records, or read the log again before that.",
        ("plaudit rebuild", "plaudit rebuild --from log"),
    ),
    Command("version", "plaudit.cli.version:version", "Print the version.", ("plaudit version",)),
    Command("redirect", "services.redirector.__main__:redirect", "Run the redirect alone.", ("plaudit redirect",)),
    Command("api", "services.redirector.__main__:api", "Run the registry's API alone.", ("plaudit api",)),
    Command("ingest", "services.ingest.__main__:main", "Run webhooks and imports alone.", ("plaudit ingest",)),
    Command("aggregator", "services.aggregator.__main__:main", "Run the aggregator alone.", ("plaudit aggregator",)),
    Command("dashboard", "services.dashboard.__main__:main", "Run the dashboard alone.", ("plaudit dashboard",)),
)
