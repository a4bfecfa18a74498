import time

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.services.redirector.api.conftest import CREATOR, LINK

HEADER = "campaign_id,creator_id,destination,slug,utm.source,utm.term"
GOOD = "serum,mia,https://glow.example/serum,,ig,"


def post_csv(client: TestClient, resource: str, *lines: str, partial: bool = False) -> Response:
    path = f"/api/{resource}/bulk" + ("?partial=true" if partial else "")
    return client.post(path, content="\r\n".join(lines), headers={"Content-Type": "text/csv; charset=utf-8"})


def count(client: TestClient, resource: str) -> int:
    return len(client.get(f"/api/{resource}?limit=1000").json()["items"])


def test_a_csv_file_makes_a_thing_a_row_with_nested_fields_by_dots(filled: TestClient) -> None:
    told = post_csv(filled, "links", HEADER, GOOD, 'serum,mia,"https://glow.example/a,b",mine,,"x ""y"""')
    assert told.status_code == 201, told.text
    assert (told.json()["created"], told.json()["unchanged"], told.json()["errors"]) == (2, 0, [])
    first, second = told.json()["items"]
    assert (first["utm"], second["utm"]) == ({"source": "ig"}, {"term": 'x "y"'})
    assert (second["slug"], second["destination"]) == ("mine", "https://glow.example/a,b")
    assert first["short_url"].endswith(first["slug"])


def test_a_json_array_does_the_same(filled: TestClient) -> None:
    told = filled.post("/api/links/bulk", json=[LINK, LINK | {"slug": "mine", "utm": {"source": "ig"}}])
    assert (told.status_code, told.json()["created"]) == (201, 2)


BAD_ROWS = [
    (3, "destination", "serum,mia,https://evil.example/,,,"),
    (4, "campaign_id", "nowhere,mia,https://glow.example/,,,"),
    (5, "creator_id", "serum,,https://glow.example/,,,"),
    (6, "slug", "serum,mia,https://glow.example/,api,,"),
    (7, "column 7", "serum,mia,https://glow.example/,,,,more"),
    (8, "campaign_id", "Se rum,mia,https://glow.example/,,,"),
]


def test_every_bad_row_is_told_with_line_and_reason_and_nothing_is_imported(filled: TestClient) -> None:
    refused = post_csv(filled, "links", HEADER, GOOD, *(row for _, _, row in BAD_ROWS), "", GOOD)
    assert refused.status_code == 422
    errors = refused.json()["errors"]
    assert [(error["line"], error["field"]) for error in errors] == [(line, field) for line, field, _ in BAD_ROWS]
    assert all(error["reason"] for error in errors)
    assert count(filled, "links") == 0


def test_the_good_rows_are_imported_alone_when_that_is_asked_for(filled: TestClient) -> None:
    told = post_csv(filled, "links", HEADER, *(row for _, _, row in BAD_ROWS), GOOD, GOOD, partial=True)
    assert (told.status_code, told.json()["created"], len(told.json()["errors"])) == (201, 2, len(BAD_ROWS))
    assert count(filled, "links") == 2


def test_when_no_row_is_good_partial_is_a_refusal_too(filled: TestClient) -> None:
    assert post_csv(filled, "links", HEADER, BAD_ROWS[0][2], partial=True).status_code == 422


def test_rows_of_one_file_refuse_each_other(filled: TestClient) -> None:
    refused = post_csv(filled, "links", HEADER, GOOD.replace(",,ig", ",mine,ig"), GOOD.replace(",,ig", ",MINE,tt"))
    assert refused.status_code == 422
    assert [(error["line"], error["field"]) for error in refused.json()["errors"]] == [(3, "slug")]


def test_a_code_may_pass_on_within_one_file(filled: TestClient) -> None:
    filled.post("/api/creators", json=CREATOR | {"creator_id": "tom"})
    header = "code,store,campaign_id,creator_id,valid_from"
    rows = ("MIA10,glow,serum,mia,2026-05-01T00:00:00Z", " mia10 ,glow,serum,tom,2026-06-01T00:00:00Z")
    told = post_csv(filled, "codes", header, *rows)
    assert told.status_code == 201, told.text
    ends = {code["creator_id"]: code["valid_until"] for code in filled.get("/api/codes").json()["items"]}
    assert ends == {"mia": "2026-06-01T00:00:00Z", "tom": None}
    again = post_csv(filled, "codes", header, rows[1], "TOM10,glow,serum,nobody,")
    assert [(error["line"], error["field"]) for error in again.json()["errors"]] == [(3, "creator_id")]


def test_the_same_file_again_changes_nothing(api: TestClient) -> None:
    lines = (
        "creator_id,handle,platform,followers,email",
        "mia,@mia,instagram,12000,mia@mail.example",
        "tom,@tom,tiktok,,",
    )
    assert post_csv(api, "creators", *lines).json()["created"] == 2
    again = post_csv(api, "creators", *lines)
    assert (again.status_code, again.json()["created"], again.json()["unchanged"]) == (200, 0, 2)
    assert "mail.example" not in again.text


def test_lines_are_counted_as_an_editor_counts_them(api: TestClient) -> None:
    lines = (
        "creator_id,handle,platform,name",
        'mia,@mia,instagram,"Mia\nMiller"',
        "",
        "UPPER,@x,tiktok,",
        "tom,@tom,tiktok,",
    )
    refused = post_csv(api, "creators", *lines)
    assert [error["line"] for error in refused.json()["errors"]] == [2, 5]


def test_a_file_may_begin_with_a_byte_order_mark(api: TestClient) -> None:
    assert post_csv(api, "creators", "\ufeffcreator_id,handle,platform", "mia,@mia,instagram").status_code == 201


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"a,a\n1,2", b"a,,b\n1,2,3", b'creator_id\n"open', b'creator_id\n"a"b'],
)
def test_a_file_that_can_not_be_read_is_malformed(api: TestClient, content: bytes) -> None:
    assert api.post("/api/creators/bulk", content=content, headers={"Content-Type": "text/csv"}).status_code == 400


def test_rows_that_are_no_objects_are_told_like_any_bad_row(api: TestClient) -> None:
    refused = api.post("/api/creators/bulk", json=[CREATOR, 1, []])
    assert (refused.status_code, [error["line"] for error in refused.json()["errors"]]) == (422, [2, 3])
    assert count(api, "creators") == 0


def test_other_media_types_and_resources_have_no_bulk(api: TestClient) -> None:
    assert api.post("/api/creators/bulk", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert api.post("/api/campaigns/bulk", json=[]).status_code == 405


def test_thousands_of_rows_are_one_quick_transaction(filled: TestClient) -> None:
    started = time.monotonic()
    told = post_csv(filled, "links", HEADER, *[GOOD] * 2000)
    assert (told.status_code, told.json()["created"]) == (201, 2000)
    assert len({link["slug"] for link in told.json()["items"]}) == 2000
    assert time.monotonic() - started < 60
