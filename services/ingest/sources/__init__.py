"""The sources: which module speaks for which platform of `/webhooks/{platform}/{store}`."""

from collections.abc import Mapping

from services.ingest.sources import shopify, standard
from services.ingest.sources.protocol import Source

SOURCES: Mapping[str, Source] = {
    "shopify": shopify,
    "standard": standard,
}
