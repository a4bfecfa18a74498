"""The tables of the registry: one an entity with a column a fact, and those that only the registry knows."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from plaudit.registry.columns import BigKey, PlatformId, ResourceId, UtcDateTime

metadata = MetaData()


def _change() -> Column[int]:
    """Number of the change that made the row what it is: the id of its outbox row."""
    return Column("change", BigInteger, nullable=False)


def _belongs(table: str, key: str, kind: String = ResourceId, *, optional: bool = False) -> Column[str]:
    return Column(key, kind, ForeignKey(f"{table}.{key}"), nullable=optional)


campaigns = Table(
    "campaigns",
    metadata,
    Column("campaign_id", ResourceId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("allowed_hosts", JSON, nullable=False),
    Column("brand", Text),
    Column("hashtag", Text),
    Column("disclosure", Text),
    Column("budget_minor", BigInteger),
    Column("fallback_url", Text),
    Column("goals", JSON(none_as_null=True)),
    _change(),
)

creators = Table(
    "creators",
    metadata,
    Column("creator_id", ResourceId, primary_key=True),
    Column("handle", Text, nullable=False),
    Column("platform", String(32), nullable=False),
    Column("name", Text),
    Column("followers", BigInteger),
    Column("niche", Text),
    Column("email_key", String(64)),
    _change(),
)

posts = Table(
    "posts",
    metadata,
    Column("post_id", PlatformId, primary_key=True),
    _belongs("campaigns", "campaign_id"),
    _belongs("creators", "creator_id"),
    Column("platform", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("url", Text),
    Column("disclosed", Boolean),
    _change(),
)

stores = Table(
    "stores",
    metadata,
    Column("store", ResourceId, primary_key=True),
    Column("platform", String(32), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("domain", Text),
    Column("return_days", Integer),
    Column("sealed_secrets", LargeBinary, nullable=False),
    _change(),
)

agreements = Table(
    "agreements",
    metadata,
    Column("agreement_id", ResourceId, primary_key=True),
    _belongs("campaigns", "campaign_id"),
    _belongs("creators", "creator_id"),
    Column("fee_minor", BigInteger),
    Column("planned_budget_minor", BigInteger),
    Column("commission", JSON(none_as_null=True)),
    Column("usage_rights", Text),
    Column("exclusivity", Text),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("deliverables", JSON(none_as_null=True)),
    _change(),
    UniqueConstraint("campaign_id", "creator_id"),
)

links = Table(
    "links",
    metadata,
    Column("link_id", ResourceId, primary_key=True),
    Column("slug", String(64), nullable=False, unique=True),
    _belongs("campaigns", "campaign_id"),
    _belongs("creators", "creator_id"),
    _belongs("posts", "post_id", PlatformId, optional=True),
    Column("sub_id", Text),
    Column("destination", Text, nullable=False),
    Column("utm", JSON(none_as_null=True)),
    Column("valid_from", UtcDateTime),
    Column("valid_until", UtcDateTime),
    Column("disabled", Boolean, nullable=False),
    _change(),
)
Index("links_by_change", links.c.change)
Index("links_by_creator", links.c.creator_id)
Index("links_by_campaign", links.c.campaign_id)

codes = Table(
    "codes",
    metadata,
    Column("code_id", ResourceId, primary_key=True),
    _belongs("stores", "store"),
    Column("code", Text, nullable=False),
    Column("folded", Text, nullable=False),
    _belongs("campaigns", "campaign_id"),
    _belongs("creators", "creator_id"),
    Column("valid_from", UtcDateTime),
    Column("valid_until", UtcDateTime),
    Column("stated_until", UtcDateTime),
    _change(),
)
Index("codes_by_spelling", codes.c.store, codes.c.folded)

outbox = Table(
    "outbox",
    metadata,
    Column("change", BigKey, primary_key=True, autoincrement=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("entity", String(16), nullable=False),
    Column("entity_id", PlatformId, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice, whatever was deleted
)

shipped = Table(
    "shipped",
    metadata,
    Column("stream", String(16), primary_key=True),
    Column("through", BigInteger, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token_id", ResourceId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("shown", String(32), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

salts = Table(
    "salts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
)
