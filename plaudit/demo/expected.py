"""The rows that `creator_performance` must have: sums of the truth, and ratios of these sums."""

from collections.abc import Iterator
from decimal import Decimal
from math import sqrt
from typing import NamedTuple

from plaudit.demo.story import Purchase, Snapshot, Story
from plaudit.demo.truth import MODELS, Clicks, Credit, Model, credits_of, judge_clicks, left
from plaudit.demo.world import CAMPAIGN_ID, CURRENCY, Creator, World

Z = 1.959963984540054


class Row(NamedTuple):
    """The columns of `creator_performance` that the interface promises; counts of orders may be fractions."""

    campaign_id: str | None
    creator_id: str | None
    attribution_model: str
    currency: str
    impressions: int | None
    engagements: int | None
    raw_clicks: int
    clicks: int
    unique_clicks: int
    orders: float
    net_orders: float
    code_only_orders: float
    new_customers: float
    gross_revenue: Decimal
    refunded: Decimal
    net_revenue: Decimal
    cost: Decimal | None
    ctr: float | None
    conversion_rate: float | None
    conversion_rate_low: float | None
    conversion_rate_high: float | None
    conversion_rate_shrunk: float | None
    engagement_rate: float | None
    cpe: float | None
    cpc: float | None
    cpm: float | None
    cpa: float | None
    cac: float | None
    roas: float | None
    aov: float | None


class Reach(NamedTuple):
    """What a creator's posts and links were met with, and what the creator cost; the same under every model."""

    impressions: int | None = None
    engagements: int | None = None
    raw_clicks: int = 0
    clicks: int = 0
    unique_clicks: int = 0
    cost_minor: int | None = None


def expected_rows(world: World, story: Story) -> Iterator[Row]:
    """One row a creator and model, and one a model for what nobody brought."""
    clicks, newcomers = judge_clicks(story.taps), first_orders(story)
    reaches: dict[Creator | None, Reach] = {None: Reach()}
    reaches |= {creator: reach_of(creator, world, story, clicks) for creator in world.creators}
    for model in MODELS:
        credits_ = list(credits_of(world, story, model))
        for creator, reach in reaches.items():
            own = [credit for credit in credits_ if credit.creator is creator]
            yield row_of(creator, model, reach, own, newcomers)


def first_orders(story: Story) -> set[Purchase]:
    """The first paid order of every customer that is no test."""
    firsts: dict[int, Purchase] = {}
    for purchase in sorted(story.purchases, key=lambda each: (each.placed_at, str(each.order_id))):
        if purchase.paid_at is not None and not purchase.is_test:
            firsts.setdefault(purchase.customer.customer_id, purchase)
    return set(firsts.values())


def reach_of(creator: Creator, world: World, story: Story, clicks: Clicks) -> Reach:
    taps = [tap for tap in story.taps if tap.link.creator is creator]
    latest = latest_snapshots(creator, world, story)
    voided = {spend.voids for spend in story.spends}
    standing = [spend for spend in story.spends if not spend.voids and spend.cost_id not in voided]
    return Reach(
        impressions=sum(snapshot.impressions for snapshot in latest),
        engagements=sum(snapshot.engagements for snapshot in latest),
        raw_clicks=len(taps),
        clicks=sum(clicks.is_click(tap) for tap in taps),
        unique_clicks=sum(tap in clicks.unique for tap in taps),
        cost_minor=sum(spend.amount_minor for spend in standing if spend.creator_id == creator.creator_id),
    )


def latest_snapshots(creator: Creator, world: World, story: Story) -> list[Snapshot]:
    """Counts of posts are cumulative: the latest of each post stands."""
    own = {post.post_id for post in world.posts if post.creator is creator}
    latest: dict[str, Snapshot] = {}
    for snapshot in sorted(story.snapshots, key=lambda snapshot: snapshot.captured_at):
        if snapshot.post_id in own:
            latest[snapshot.post_id] = snapshot
    return list(latest.values())


def row_of(creator: Creator | None, model: Model, reach: Reach, credits_: list[Credit], new: set[Purchase]) -> Row:
    orders = weigh(credits_)
    click_orders = weigh([credit for credit in credits_ if credit.has_click])
    new_customers = weigh([credit for credit in credits_ if credit.purchase in new])
    gross = sum(credit.gross_minor for credit in credits_) / 100
    net = sum(credit.net_minor for credit in credits_) / 100
    cost = None if reach.cost_minor is None else reach.cost_minor / 100
    clicks = reach.clicks if creator else None
    low, high = wilson(click_orders, reach.clicks) if creator and model != "linear" else (None, None)
    return Row(
        campaign_id=CAMPAIGN_ID if creator else None,
        creator_id=creator.creator_id if creator else None,
        attribution_model=model,
        currency=CURRENCY,
        impressions=reach.impressions,
        engagements=reach.engagements,
        raw_clicks=reach.raw_clicks,
        clicks=reach.clicks,
        unique_clicks=reach.unique_clicks,
        orders=orders,
        net_orders=weigh([credit for credit in credits_ if left(credit.purchase) > 0]),
        code_only_orders=weigh([credit for credit in credits_ if creator and not credit.has_click]),
        new_customers=new_customers,
        gross_revenue=money(gross),
        refunded=money(gross - net),
        net_revenue=money(net),
        cost=None if cost is None else money(cost),
        ctr=divide(clicks, reach.impressions),
        conversion_rate=divide(click_orders, clicks),
        conversion_rate_low=low,
        conversion_rate_high=high,
        conversion_rate_shrunk=None,
        engagement_rate=divide(reach.engagements, reach.impressions),
        cpe=divide(cost, reach.engagements),
        cpc=divide(cost, clicks),
        cpm=divide(None if cost is None else 1000 * cost, reach.impressions),
        cpa=divide(cost, orders),
        cac=divide(cost, new_customers),
        roas=divide(net, cost),
        aov=divide(gross, orders),
    )


def weigh(credits_: list[Credit]) -> float:
    return float(sum(credit.weight for credit in credits_))


def money(amount: float) -> Decimal:
    return Decimal(f"{amount:.3f}")


def divide(numerator: float | None, denominator: float | None) -> float | None:
    """None wherever a part is missing or there is nothing to divide by."""
    return None if numerator is None or not denominator else numerator / denominator


def wilson(successes: float, trials: int) -> tuple[float | None, float | None]:
    """The 95 % interval of a share; none where there are more successes than trials."""
    if not trials or successes > trials:
        return None, None
    share, wide = successes / trials, Z * Z / trials
    centre, half = share + wide / 2, Z * sqrt(share * (1 - share) / trials + wide / (4 * trials))
    low = 0.0 if successes == 0 else (centre - half) / (1 + wide)
    return low, 1.0 if successes == trials else (centre + half) / (1 + wide)
