"""`plaudit report`: the published leaderboard and how far the goals are."""

import json
import sys
from typing import Annotated, Any, Literal

import typer

from plaudit.cli.leaderboard import show
from plaudit.cli.output import AsJson, console, write_json
from plaudit.cli.published import query, query_all
from plaudit.documents import as_csv, as_document
from plaudit.errors import PermanentError
from plaudit.settings import Settings, load_settings

Format = Literal["table", "json", "csv", "ndjson"]
Rows = list[dict[str, Any]]

RULES = "SELECT * FROM meta_snapshot CROSS JOIN meta_policy"
CREATORS = """
SELECT creators.name, creators.handle, creators.platform, performance.*
FROM creator_performance AS performance
LEFT JOIN creators ON creators.creator_id = performance.creator_id
WHERE performance.attribution_model = COALESCE($1, (SELECT model FROM meta_policy))
    AND (performance.campaign_id = COALESCE($2, performance.campaign_id) OR performance.campaign_id IS NULL)
ORDER BY performance.creator_id IS NULL, performance.net_revenue DESC, performance.campaign_id, performance.creator_id
"""
GOALS = "SELECT * FROM goal_progress WHERE campaign_id = COALESCE($1, campaign_id) ORDER BY campaign_id, metric"


def report(
    *,
    campaign: Annotated[str | None, typer.Option(help="Only this campaign.")] = None,
    model: Annotated[str | None, typer.Option(help="Attribution model; else the one that pages show first.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How rows come out.")] = "table",
    as_json: AsJson = False,
) -> None:
    """Creators by net revenue, what nobody is credited with, and goals; CSV and NDJSON have the creators alone."""
    settings = load_settings()
    rules, creators, goals = read_report(settings, campaign, model)
    _write(rules, creators, goals, "json" if as_json else format_)


def read_report(
    settings: Settings, campaign: str | None = None, model: str | None = None
) -> tuple[dict[str, Any], Rows, Rows]:
    """Rules, creators and goals of one publication. PermanentError for a campaign or model that is not in it."""
    if campaign is not None and not query(settings, "FROM campaigns WHERE campaign_id = $1", [campaign]):
        raise PermanentError(f"No campaign {campaign} is published.")
    rules, creators, goals = query_all(settings, [(RULES, []), (CREATORS, [model, campaign]), (GOALS, [campaign])])
    if not creators:
        known = ", ".join(rules[0]["attribution_models"])
        raise PermanentError(f"The attribution model {model} is not computed; there are: {known}.")
    return rules[0], creators, goals


def _write(rules: dict[str, Any], creators: Rows, goals: Rows, kind: Format) -> None:
    match kind:
        case "table":
            show(rules, creators, goals, console())
        case "json":
            write_json({**rules, "creators": creators, "goals": goals})
        case "csv":
            sys.stdout.write(as_csv(creators, list(creators[0])))
        case "ndjson":
            sys.stdout.writelines(json.dumps(as_document(row), ensure_ascii=False) + "\n" for row in creators)
