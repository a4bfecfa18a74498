import json
from pathlib import Path

import pytest

from services.redirector.redirect.families import FamilyReader

AGENTS = {
    case["name"]: case["ua"]
    for case in json.loads(Path("tests/fixtures/conformance/ua_cases.json").read_text("utf-8"))["user_agents"]
}


@pytest.fixture(scope="module")
def reader() -> FamilyReader:
    return FamilyReader()


@pytest.mark.parametrize(
    ("name", "device", "system", "in_app"),
    [
        ("Instagram iOS", "iPhone", "iOS", "instagram"),
        ("Instagram on Pixel (contains Google/google)", "Android phone", "Android", "instagram"),
        ("Facebook iOS", "iPhone", "iOS", "facebook"),
        ("TikTok iOS", "iPhone", "iOS", "tiktok"),
        ("Snapchat iOS", "iPhone", "iOS", "snapchat"),
        ("Pinterest iOS", "iPhone", "iOS", "pinterest"),
        ("Twitter iOS", "iPhone", "iOS", "twitter"),
        ("LinkedIn iOS", "iPhone", "iOS", "linkedin"),
        ("Threads", "iPhone", "iOS", "threads"),
        ("YouTube Android (CCT)", "Android phone", "Android", None),
        ('CUBOT phone (contains "bot")', "Android phone", "Android", None),
        ("Chrome Win", "PC", "Windows", None),
        ("Safari mac", "Mac", "Mac OS X", None),
    ],
)
def test_a_user_agent_shows_families_and_the_app_around_it(
    reader: FamilyReader, name: str, device: str | None, system: str, in_app: str | None
) -> None:
    found = reader.read(AGENTS[name])
    assert (found.device, found.os, found.in_app) == (device, system, in_app)


def test_an_android_without_mobile_is_a_tablet(reader: FamilyReader) -> None:
    tablet = (
        "Mozilla/5.0 (Linux; Android 13; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0 Safari/537.36"
    )
    assert reader.read(tablet).device == "Android tablet"


def test_neither_versions_nor_models_are_kept(reader: FamilyReader) -> None:
    kept = " ".join(filter(None, reader.read(AGENTS["Instagram Android"])))
    assert not any(character.isdigit() for character in kept)


def test_nonsense_has_no_families(reader: FamilyReader) -> None:
    assert reader.read("\x00 nonsense") == (None, None, None, None)
