"""Quality of calls over HTTP (热线服务质量考核): /api/v1/quality."""

from ticketing.api.quality import cases, coaching, draws, scoring, sheets
from ticketing.api.quality.blueprint import blp

__all__ = ["blp", "cases", "coaching", "draws", "scoring", "sheets"]
