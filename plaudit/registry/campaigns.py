"""Campaigns: which hosts their links may lead to, in which currency they count."""

import msgspec
from sqlalchemy import Connection, select

from plaudit.events.registry import CampaignState
from plaudit.registry.changes import Change
from plaudit.registry.entities import Entities, Seam
from plaudit.registry.errors import RefusedError
from plaudit.registry.tables import campaigns, links
from plaudit.registry.targets import checked_host, checked_target


class Campaigns(Entities[CampaignState]):
    table = campaigns
    key = "campaign_id"
    state = CampaignState

    def __init__(self, seam: Seam, own_hosts: frozenset[str]) -> None:
        super().__init__(seam)
        self._own_hosts = own_hosts

    def checked(self, change: Change, state: CampaignState, former: CampaignState | None) -> CampaignState:
        del change
        if state.ends_on < state.starts_on:
            raise RefusedError("A campaign can't end before it starts.", field="ends_on")
        if former is not None and former.currency != state.currency:
            raise RefusedError("The currency of a campaign can't change: amounts were booked in it.", field="currency")
        hosts = list(dict.fromkeys(checked_host("allowed_hosts", host) for host in state.allowed_hosts))
        fallback = state.fallback_url and checked_target("fallback_url", state.fallback_url, hosts, self._own_hosts)
        return msgspec.structs.replace(state, allowed_hosts=hosts, fallback_url=fallback)

    def replace(self, change: Change, state: CampaignState, former: CampaignState) -> CampaignState:
        """Links answer with the fallback, so its change is one of theirs."""
        number = self.rewrite(change, state)
        if state.fallback_url != former.fallback_url:
            change.update(links, links.c.campaign_id == state.campaign_id, {"change": number})
        return state


def allowed_hosts(connection: Connection, campaign_id: str) -> list[str]:
    query = select(campaigns.c.allowed_hosts).where(campaigns.c.campaign_id == campaign_id)
    return list(connection.execute(query).scalar_one())
