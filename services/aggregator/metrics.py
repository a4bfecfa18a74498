"""The metrics of the marts as numerators and denominators: what `meta_metrics` and the daily ratios are made of."""

import re
from typing import NamedTuple

_COLUMN = re.compile(r"[a-z_]+")


class Metric(NamedTuple):
    """A sum, or a ratio of sums when it has a denominator; both are written in columns of `creator_performance`."""

    name: str
    numerator: str
    denominator: str | None
    unit: str
    meaning: str

    @property
    def sql(self) -> str:
        """The metric over any set of rows of one attribution model."""
        return self._over(_COLUMN.sub(lambda column: f"SUM({column[0]})", self.numerator), summed=True)

    @property
    def row_sql(self) -> str:
        """The metric of a single row."""
        return self._over(self.numerator, summed=False)

    def _over(self, numerator: str, *, summed: bool) -> str:
        if self.denominator is None:
            return numerator
        columns = _COLUMN.sub(r"SUM(\g<0>)", self.denominator) if summed else self.denominator
        return f"{numerator} / NULLIF({columns}, 0)"


SUMS: tuple[Metric, ...] = tuple(
    Metric(name, name, None, unit, meaning)
    for name, unit, meaning in (
        (
            "impressions",
            "count",
            "Impressions or views of posts, never the two in one sum; latest snapshot of each post.",
        ),
        ("engagements", "count", "Likes, comments, shares and saves of posts; latest snapshot of each post."),
        ("raw_clicks", "count", "All requests of links, whoever made them."),
        ("clicks", "count", "Requests of links by people."),
        ("unique_clicks", "count", "First human click of a visitor on a link within 24 hours."),
        ("orders", "orders", "Orders credited: paid, not test, not excluded; fractions under a multi-touch model."),
        ("net_orders", "orders", "Orders credited that have money left after refunds and cancellations."),
        ("click_orders", "orders", "Orders credited with a click as evidence, with or without a code."),
        ("code_only_orders", "orders", "Orders credited by a discount code alone."),
        ("new_customers", "orders", "Orders credited that are the first of their customer."),
        ("gross_revenue", "money", "Goods after discounts, without tax, shipping and tips, before refunds."),
        ("refunded", "money", "What was taken back of gross revenue, by refund, cancellation or edit."),
        ("net_revenue", "money", "Gross revenue less what was refunded, on the day of the order."),
        ("cost", "money", "Everything spent on the creator: fees, products, shipping, commission, rights."),
    )
)

RATIOS: tuple[Metric, ...] = (
    Metric("ctr", "clicks", "impressions", "rate", "Click-through rate: human clicks an impression."),
    Metric("conversion_rate", "click_orders", "clicks", "rate", "Orders with a click as evidence a human click."),
    Metric("engagement_rate", "engagements", "impressions", "rate", "Engagements an impression."),
    Metric("cpe", "cost", "engagements", "money", "Cost per engagement."),
    Metric("cpc", "cost", "clicks", "money", "Cost per human click."),
    Metric("cpm", "1000 * cost", "impressions", "money", "Cost per thousand impressions."),
    Metric("cpa", "cost", "orders", "money", "Cost per order."),
    Metric("cac", "cost", "new_customers", "money", "Cost per new customer."),
    Metric("roas", "net_revenue", "cost", "factor", "Net revenue for one unit of cost."),
    Metric(
        "aov", "gross_revenue", "(orders - orders_without_rate)", "money", "Average order value, before refunds."
    ),
)  # fmt: skip

METRICS: tuple[Metric, ...] = (*SUMS, *RATIOS)

NULL_REASONS: dict[str, str] = {
    "unattributed": "These are orders nobody is credited with: no clicks, impressions or cost stand against them.",
    "no_impressions": "No impressions or views are known.",
    "mixed_basis": "Some posts count impressions and some views; the two are never added up.",
    "no_clicks": "There were no human clicks.",
    "no_own_link": "No link was made for this post, so no clicks can be told apart as its own.",
    "no_engagements": "There were no engagements, or none are known.",
    "no_engagement_counts": "No likes, comments, shares or saves are known.",
    "no_orders": "There were no orders.",
    "no_new_customers": "There were no orders of new customers.",
    "no_cost": "No cost is booked; a return on nothing is no number.",
    "no_rate": "There is no exchange rate for the amounts, so they are left out.",
    "no_target": "The goal's target is zero or no number.",
}
"""What the words in `<metric>_null_reason` mean."""
