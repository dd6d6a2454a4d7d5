"""Plans of follow-ups: made, run, drawn from by whoever rings, filled from files."""

from ticketing.actions.campaigns.draw import draw
from ticketing.actions.campaigns.keep import CampaignWish, edit, make, move, review
from ticketing.actions.campaigns.listed import FOLLOW_UPS

__all__ = ["FOLLOW_UPS", "CampaignWish", "draw", "edit", "make", "move", "review"]
