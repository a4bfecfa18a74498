"""The commission base of a Shopify order: items after discounts, without gift cards and without contained tax."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from plaudit.money import exponent
from services.ingest.reasons import UnacceptableError
from services.ingest.sources.shopify.shapes import LineItem, MoneySet, RefundLine, ShopifyOrder

ZERO = Decimal(0)


class Base(NamedTuple):
    """In units of the shop's currency. `left` is what Shopify says is left of `net_items`, where it says so."""

    net_items: Decimal
    left: Decimal | None


def base_of(order: ShopifyOrder) -> Base:
    """The base before reversals, and what is left of it.

    An edit may have added items: then what is there now plus what was refunded exceeds the first subtotal.
    """
    currency = order.subtotal_price_set.shop_money.currency_code
    refunds = [line for refund in order.refunds or [] for line in refund.refund_line_items]
    refunded = total(line.subtotal_set for line in refunds)
    subtotal = in_shop_money(order.subtotal_price_set)
    if order.current_subtotal_price_set is None:
        return Base(subtotal - _outside(order, currency, of_current=False), None)
    current = in_shop_money(order.current_subtotal_price_set)
    items = max(subtotal, current + refunded)
    net_items = items - _outside(order, currency, of_current=False)
    if items - current == refunded:  # nothing but refunds took anything away, and their amounts are exact
        return Base(net_items, max(ZERO, net_items - refunded_base(refunds, taxes_included=order.taxes_included)))
    return Base(net_items, max(ZERO, current - _outside(order, currency, of_current=True)))


def refunded_base(lines: Iterable[RefundLine], *, taxes_included: bool) -> Decimal:
    """What refund lines take off the base: gift cards were never in it, and neither was tax."""
    counted = [line for line in lines if line.line_item is None or not line.line_item.gift_card]
    taxes = [line.total_tax_set for line in counted if line.total_tax_set is not None] if taxes_included else []
    return total(line.subtotal_set for line in counted) - total(taxes)


def are_taxes_included(lines: Sequence[RefundLine]) -> bool:
    """Whether the subtotals of a refund contain its tax, for `refunds/create`, whose body does not say so.

    Tax on top of a subtotal is subtotal x rate, tax within it is subtotal x rate / (1 + rate). It is within
    when only that fits, to a minor unit a line. The `orders/updated` of the same refund has a later version
    and says it outright.
    """
    on_top, within, rounding = ZERO, ZERO, ZERO
    for line in lines:
        rate = sum((tax.rate or ZERO for tax in line.line_item.tax_lines), ZERO) if line.line_item else ZERO
        tax = in_shop_money(line.total_tax_set) if line.total_tax_set else ZERO
        subtotal = in_shop_money(line.subtotal_set)
        on_top += abs(tax - subtotal * rate)
        within += abs(tax - subtotal * rate / (1 + rate))
        rounding += minor_unit(line.subtotal_set.shop_money.currency_code)
    return within <= rounding < on_top


def minor_unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-exponent(currency))


def in_shop_money(money: MoneySet) -> Decimal:
    return money.shop_money.amount


def total(sums: Iterable[MoneySet]) -> Decimal:
    return sum((in_shop_money(money) for money in sums), ZERO)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the currency's decimals, half up."""
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)


def _outside(order: ShopifyOrder, currency: str, *, of_current: bool) -> Decimal:
    """Gift cards and contained tax within the items, all ordered or what is left of them."""
    return sum(
        (
            rounded(_outside_of_line(line, taxes_included=order.taxes_included) * _share(line, of_current), currency)
            for line in order.line_items
        ),
        ZERO,
    )


def _outside_of_line(line: LineItem, *, taxes_included: bool) -> Decimal:
    if line.gift_card:
        if line.price_set is None:
            raise UnacceptableError("missing_field", "is required of a gift card", "line_items.price_set")
        discounts = total(allocation.amount_set for allocation in line.discount_allocations)
        return in_shop_money(line.price_set) * line.quantity - discounts
    return total(tax.price_set for tax in line.tax_lines if tax.price_set is not None) if taxes_included else ZERO


def _share(line: LineItem, of_current: bool) -> Decimal:
    if not of_current or line.current_quantity is None or line.quantity <= 0:
        return Decimal(1)
    return Decimal(line.current_quantity) / line.quantity
