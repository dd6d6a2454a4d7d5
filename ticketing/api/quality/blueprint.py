"""The blueprint on which the views of sheets, draws, cases and coaching hang."""

from ticketing.api.door import Door

blp = Door("quality", __name__, url_prefix="/quality", description="Quality of calls (热线服务质量考核)")
