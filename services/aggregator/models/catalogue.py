"""Every model in the order in which they are built: the one list to extend for a new table."""

from pathlib import Path
from typing import Literal, NamedTuple

Layer = Literal["staging", "dimensions", "facts", "marts"]

FOLDER = Path(__file__).parent


class Model(NamedTuple):
    """One table: `<layer>/<table>.sql`, one SELECT. A published one has a `<table>.toml` that describes it.

    A view is published as one over the exact files of `bronze_clicks`: copying a million rows takes longer than all
    else together. It may read `bronze_clicks` and published tables, and must not begin with WITH.
    """

    layer: Layer
    table: str
    published: bool = True
    is_view: bool = False

    @property
    def sql_file(self) -> Path:
        return FOLDER / self.layer / f"{self.table}.sql"

    @property
    def description_file(self) -> Path:
        return FOLDER / self.layer / f"{self.table}.toml"


MODELS: tuple[Model, ...] = (
    Model("dimensions", "registry_states", published=False),
    Model("dimensions", "campaigns"),
    Model("dimensions", "campaign_goals", published=False),
    Model("dimensions", "creators"),
    Model("dimensions", "agreements"),
    Model("dimensions", "links"),
    Model("dimensions", "codes"),
    Model("dimensions", "posts"),
    Model("dimensions", "stores"),
    Model("staging", "visitor_roots", published=False),
    Model("staging", "repeated_clicks", published=False),
    Model("staging", "close_clicks", published=False),
    Model("staging", "double_clicks", published=False),
    Model("facts", "click_marks"),
    Model("facts", "clicks", is_view=True),
    Model("staging", "order_facts", published=False),
    Model("staging", "current_orders", published=False),
    Model("staging", "refund_facts", published=False),
    Model("facts", "refunds"),
    Model("staging", "order_refunds", published=False),
    Model("staging", "carried_clicks", published=False),
    Model("staging", "settled_orders", published=False),
    Model("facts", "orders"),
    Model("staging", "code_spellings", published=False),
    Model("staging", "order_codes", published=False),
    Model("staging", "order_clicks", published=False),
    Model("staging", "inherited_clicks", published=False),
    Model("staging", "candidate_touches", published=False),
    Model("staging", "order_verdicts", published=False),
    Model("staging", "judged_touches", published=False),
    Model("facts", "touches"),
    Model("facts", "credits"),
    Model("facts", "deliveries"),
    Model("facts", "dead_letters"),
    Model("facts", "engagement_snapshots"),
    Model("facts", "costs"),
    Model("facts", "meta_reasons"),
)

MARTS: tuple[Model, ...] = (
    Model("marts", "attribution_models", published=False),
    Model("marts", "converted_credits", published=False),
    Model("marts", "credit_values", published=False),
    Model("marts", "click_counts", published=False),
    Model("marts", "data_horizon", published=False),
    Model("marts", "cost_values", published=False),
    Model("marts", "post_counts", published=False),
    Model("marts", "post_gains", published=False),
    Model("marts", "daily_measures", published=False),
    Model("marts", "tracked_pairs", published=False),
    Model("marts", "creator_measures", published=False),
    Model("marts", "campaign_measures", published=False),
    Model("marts", "link_measures", published=False),
    Model("marts", "code_measures", published=False),
    Model("marts", "post_measures", published=False),
    Model("marts", "measures", published=False),
    Model("marts", "ratios", published=False),
    Model("marts", "creator_performance"),
    Model("marts", "creator_daily"),
    Model("marts", "campaign_performance"),
    Model("marts", "campaign_daily"),
    Model("marts", "link_performance"),
    Model("marts", "code_performance"),
    Model("marts", "post_performance"),
    Model("marts", "follower_growth", published=False),
    Model("marts", "goal_progress"),
)
