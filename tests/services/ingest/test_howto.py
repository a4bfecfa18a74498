"""The examples of docs/howto/connect-a-shop.md work as they stand."""

import re
from pathlib import Path
from typing import get_args

import pytest

from plaudit.events.cost import Cost
from plaudit.events.engagement import Engagement
from plaudit.events.order import Order
from services.ingest.answers import ANSWERS
from services.ingest.reasons import DEAD_LETTER_REASONS, DeadLetterReason, RefusalReason
from services.ingest.sources import shopify
from services.ingest.sources.generic import GenericOrder
from services.ingest.sources.shopify.shapes import ShopifyOrder
from services.ingest.sources.standard import SHAPES
from tests.support.ingest import Ingest, standard_headers

PAGE = (Path(__file__).parents[3] / "docs/howto/connect-a-shop.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_generic_order_is_taken_as_it_is_shown(ingest: Ingest) -> None:
    (example,) = blocks("json")
    body = example.encode()
    assert ingest.post("standard", "ines", body, standard_headers(body)).status_code == 200
    (order,) = ingest.written()
    assert isinstance(order, Order)
    assert order.clicks
    assert order.person is not None


@pytest.mark.parametrize(
    ("number", "resource", "kind"), [(0, "costs", Cost), (1, "engagements", Engagement), (2, "orders", Order)]
)
def test_the_files_can_be_imported_as_they_are_shown(ingest: Ingest, number: int, resource: str, kind: type) -> None:
    example = blocks("csv")[number]
    answer = ingest.upload(resource, example.encode(), "text/csv")
    assert (answer.status_code, answer.json()["accepted"]) == (202, example.count("\n") - 1)
    assert all(isinstance(fact, kind) for fact in ingest.written())


def test_the_page_names_every_type_topic_and_answer() -> None:
    named = [*SHAPES, *(topic for topic in shopify.TOPICS if topic.startswith(("orders", "refunds")))]
    assert [name for name in named if f"`{name}`" not in PAGE] == ["orders/edited"]
    assert [answer.status for answer in ANSWERS.values() if str(answer.status) not in PAGE] == []


def test_the_fields_that_shopify_must_send_are_those_that_are_read() -> None:
    trimmed = PAGE.split("leave at least `")[1].split("`")[0]
    fields = {field.strip() for field in trimmed.replace("\n", " ").split(",")}
    required = {name for name, field in ShopifyOrder.model_fields.items() if field.is_required()}
    assert required <= fields <= set(ShopifyOrder.model_fields)
    assert "net_items" in PAGE
    assert "amounts" in GenericOrder.model_fields


def test_every_reason_has_a_sentence_or_an_answer() -> None:
    assert set(DEAD_LETTER_REASONS) == set(get_args(DeadLetterReason))
    assert set(ANSWERS) == set(get_args(RefusalReason))
