"""The commands that set a campaign up, run as a person runs them, against the API as a real process."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from plaudit.cli.__main__ import build_app
from plaudit.errors import PlauditError
from tests.support.api_process import ApiProcess, an_api

CAMPAIGN_FILE = """
[campaign]
campaign_id = "serum"
name = "Serum launch"
currency = "EUR"
starts_on = 2026-05-01
ends_on = 2026-06-30
allowed_hosts = ["glow.example"]
budget = "15000"
goals = [{ metric = "orders", target = 3000 }]

[[stores]]
store = "glow"
platform = "shopify"
currency = "EUR"
secrets = ["shpss_secret"]

[[creators]]
creator_id = "mia"
handle = "@mia"
platform = "instagram"

[[agreements]]
creator_id = "mia"
fee = "500.00"

[[posts]]
post_id = "Reel/1"
creator_id = "mia"
platform = "instagram"
kind = "reel"
published_at = 2026-05-02T10:00:00+02:00

[[links]]
slug = "mia"
creator_id = "mia"
destination = "https://glow.example/serum"
post_id = "Reel/1"

[[codes]]
code = "MIA10"
store = "glow"
creator_id = "mia"
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    with an_api(tmp_path_factory.mktemp("data")) as api:
        yield api


@pytest.fixture(autouse=True)
def _environment(api: ApiProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(api.data_dir))


def plaudit(*words: str) -> Result:
    return CliRunner().invoke(build_app(words), list(words))


def outcomes(result: Result) -> dict[str, str]:
    assert result.exit_code == 0, result.output
    return {row["resource"]: row["outcome"] for row in json.loads(result.stdout)}


@pytest.fixture
def campaign_file(tmp_path: Path) -> Path:
    file = tmp_path / "serum.toml"
    file.write_text(CAMPAIGN_FILE)
    return file


def test_a_campaign_file_is_applied_once_and_then_changes_what_differs(campaign_file: Path) -> None:
    apply = ("campaign", "apply", str(campaign_file), "--json")
    resources = ["campaigns", "stores", "creators", "agreements", "posts", "links", "codes"]
    assert outcomes(plaudit(*apply)) == dict.fromkeys(resources, "created")
    assert outcomes(plaudit(*apply)) == dict.fromkeys(resources, "unchanged")
    campaign_file.write_text(CAMPAIGN_FILE.replace('"500.00"', '"650.00"').replace('"reel"', '"story"'))
    changed = outcomes(plaudit(*apply))
    assert changed == dict.fromkeys(resources, "unchanged") | {"agreements": "changed", "posts": "changed"}


def test_a_file_that_breaks_a_rule_says_where(campaign_file: Path) -> None:
    campaign_file.write_text(
        CAMPAIGN_FILE.replace("https://glow", "https://evil").replace('"mia"\ncreator', '"m2"\ncreator')
    )
    result = plaudit("campaign", "apply", str(campaign_file))
    assert isinstance(result.exception, PlauditError)
    assert "destination: evil.example is not one of" in result.stderr


@pytest.mark.parametrize("text", ["[campaign", "", "[campaign]\nname = 'x'", CAMPAIGN_FILE + "[[offers]]\nx = 1\n"])
def test_what_is_no_campaign_file_is_refused_before_anything_is_made(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    assert isinstance(plaudit("campaign", "apply", str(file)).exception, PlauditError)


def test_a_link_of_a_file_needs_a_slug_or_each_apply_would_make_another(campaign_file: Path) -> None:
    campaign_file.write_text(CAMPAIGN_FILE.replace('slug = "mia"', ""))
    assert "needs a slug" in str(plaudit("campaign", "apply", str(campaign_file)).exception)


def test_links_and_codes_are_issued_one_by_one(campaign_file: Path) -> None:
    assert plaudit("campaign", "apply", str(campaign_file)).exit_code == 0
    whose = ("--campaign", "serum", "--creator", "mia")
    link = plaudit("link", "issue", "https://glow.example/x", *whose, "--sub-id", "story-1")
    assert (link.exit_code, link.stdout.startswith("http://localhost:")) == (0, True), link.output
    shown = json.loads(plaudit("link", "issue", "https://glow.example/x", *whose, "--json").stdout)
    assert shown["destination"] == "https://glow.example/x"
    code = json.loads(plaudit("code", "issue", "GLOW5", "--store", "glow", *whose, "--json").stdout)
    assert (code["code"], code["store"]) == ("GLOW5", "glow")
    assert plaudit("link", "issue", "https://glow.example/x").exit_code == 2
    assert plaudit("code", "issue", "GLOW5").exit_code == 2


def test_an_import_tells_every_bad_row_and_imports_nothing_unless_partial(tmp_path: Path) -> None:
    file = tmp_path / "creators.csv"
    file.write_text("creator_id,handle,platform\nzoe,@zoe,tiktok\nBAD ID,@x,tiktok\nyan,@yan,\n")
    refused = plaudit("creators", "import", str(file), "--json")
    assert isinstance(refused.exception, PlauditError)
    assert "line 3: creator_id" in refused.stderr
    assert "line 4: platform" in refused.stderr
    partial = plaudit("creators", "import", str(file), "--partial", "--json")
    assert partial.exit_code == 1
    assert [item["creator_id"] for item in json.loads(partial.stdout)["items"]] == ["zoe"]
    file.write_text("creator_id,handle,platform\nzoe,@zoe,tiktok\nyan,@yan,youtube\n")
    whole = plaudit("creators", "import", str(file))
    assert (whole.exit_code, "1 created, 1 stood already" in whole.stderr, "@yan" in whole.stdout) == (0, True, True)


def test_a_token_is_made_with_its_scopes(api: ApiProcess) -> None:
    token = plaudit("token", "create", "robot", "--scope", "registry:read").stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    assert api.client.get("/api/creators", headers=headers).status_code == 200
    assert api.client.post("/api/creators", json={}, headers=headers).status_code == 403
    assert isinstance(plaudit("token", "create", "robot", "--scope", "root").exception, PlauditError)


def test_a_service_that_does_not_run_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: ApiProcess) -> None:
    (tmp_path / "admin.token").write_text("plaudit_x")
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PLAUDIT_API_PORT", "9")
    failed = plaudit("token", "create", "robot", "--scope", "admin").exception
    assert "plaudit up" in str(failed)
    (tmp_path / "admin.token").unlink()
    assert "plaudit init" in str(plaudit("token", "create", "robot", "--scope", "admin").exception)


def test_the_files_of_the_how_to_page_work_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[3] / "docs/howto/run-a-campaign.md").read_text()
    for kind, name in (("toml", "launch.toml"), ("csv", "creators.csv")):
        (tmp_path / name).write_text(page.partition(f"```{kind}\n")[2].partition("```")[0])
    passed_on = page.partition("`plaudit code issue MIA10 ")[2].partition("`")[0].split()
    apply = ("campaign", "apply", str(tmp_path / "launch.toml"), "--json")
    with an_api(tmp_path / "data"):
        monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path / "data"))
        assert set(outcomes(plaudit(*apply)).values()) == {"created"}
        assert set(outcomes(plaudit(*apply)).values()) == {"unchanged"}
        assert plaudit("creators", "import", str(tmp_path / "creators.csv")).exit_code == 0
        assert plaudit("code", "issue", "MIA10", *passed_on).exit_code == 0
