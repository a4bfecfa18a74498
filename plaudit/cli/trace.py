"""Following one click from the redirect to its row in the published tables."""

import time
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx

from plaudit import __version__
from plaudit.cli.published import query
from plaudit.http.checks import Check
from plaudit.settings import Settings
from plaudit.supervision.run_file import read_run_file

USER_AGENT = f"plaudit-doctor/{__version__} (+https://localhost/doctor)"
PATIENCE_SECONDS = 15.0


def trace_click(settings: Settings, slug: str) -> Check:
    """Opens a link as a bot that says so, and waits for its row; tells how long both took."""
    began = time.monotonic()
    running = read_run_file(settings.data_dir) or {"bind": settings.bind, "ports": {"redirect": settings.redirect_port}}
    url = f"http://{running['bind']}:{running['ports']['redirect']}/{slug}"
    answer = httpx.get(url, headers={"User-Agent": USER_AGENT}, follow_redirects=False, trust_env=False)
    answered = time.monotonic() - began
    click_id = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("plaudit_click", [None])[0]
    if click_id is None:
        return Check(ok=False, detail=f"{url} answered {answer.status_code} without a click id")
    row = _wait_for_row(settings, click_id, began + PATIENCE_SECONDS)
    if row is None:
        return Check(
            ok=False, detail=f"click {click_id} is not in {settings.analytics_file} after {PATIENCE_SECONDS} s"
        )
    took = time.monotonic() - began
    return Check(ok=True, detail=f"click {click_id}: answered in {1000 * answered:.0f} ms, row in {took:.1f} s: {row}")


def _wait_for_row(settings: Settings, click_id: str, deadline: float) -> str | None:
    while time.monotonic() < deadline:
        if row := _row(settings, click_id):
            return row
        time.sleep(0.2)
    return None


def _row(settings: Settings, click_id: str) -> str | None:
    if not settings.analytics_file.exists():
        return None
    found = query(settings, "SELECT click_class, class_reason FROM clicks WHERE click_id = ?", [click_id])
    return f"class {found[0]['click_class']} ({found[0]['class_reason']})" if found else None
