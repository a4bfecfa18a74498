"""`plaudit verify`."""

from typing import Any

import typer

from plaudit.cli.output import AsJson, say, write_json, write_rows
from plaudit.errors import PlauditError
from plaudit.eventlog.backends import open_log
from plaudit.eventlog.protocol import EventLog
from plaudit.settings import Settings, load_settings
from plaudit.startup import check_writable
from services.aggregator.lease import is_leased
from services.aggregator.rates import EcbRates, RateSource
from services.aggregator.verify.deliveries import check_deliveries
from services.aggregator.verify.findings import Finding
from services.aggregator.verify.money import check_money
from services.aggregator.verify.numbers import check_numbers
from services.aggregator.verify.rebuilt import check_rebuild
from services.aggregator.verify.snapshot import open_snapshot

PATIENCE_SECONDS = 10.0
FAILED = 1


def verify(*, as_json: AsJson = False) -> None:
    """Works beside a running aggregator. Exit 1 names every difference."""
    settings = load_settings()
    check_writable(settings.data_dir)
    findings = run_checks(settings, open_log(settings), EcbRates(settings.data_dir))
    if as_json:
        write_json([_document(finding) for finding in findings])
    else:
        write_rows(("check", "figure", "value"), _rows(findings), as_json=False, title="What was checked")
    for finding in findings:
        say(f"{'holds ' if finding.holds else 'BROKEN'}  {finding.promise}")
        for difference in finding.differences:
            say(f"        {difference}")
    if not all(finding.holds for finding in findings):
        raise typer.Exit(FAILED)


def run_checks(settings: Settings, log: EventLog, rates: RateSource) -> list[Finding]:
    """Every check of promises 2 to 4. A running aggregator gets a moment to load what the log has."""
    patience = PATIENCE_SECONDS if is_leased(settings.data_dir) else 0.0
    findings = [check_numbers(log, settings.tables_location, patience=patience)]
    try:
        with open_snapshot(settings) as snapshot:
            findings += [check_deliveries(snapshot), check_money(snapshot), check_rebuild(snapshot, rates)]
    except PlauditError as error:
        findings.append(Finding("snapshot", "There is a publication to check.", {}, [str(error)]))
    return findings


def _rows(findings: list[Finding]) -> list[dict[str, Any]]:
    return [
        {"check": finding.check, "figure": name, "value": value}
        for finding in findings
        for name, value in finding.figures.items()
    ]


def _document(finding: Finding) -> dict[str, Any]:
    return finding._asdict() | {"holds": finding.holds}
