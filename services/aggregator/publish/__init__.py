"""Publication: `analytics.duckdb` and the marts as Parquet, always whole and never going back."""

from services.aggregator.publish.position import Publication
from services.aggregator.publish.publisher import Publisher, publish

__all__ = ["Publication", "Publisher", "publish"]
