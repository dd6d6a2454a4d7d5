"""A suggestion of a customer (建议): what it is about and what became of it."""

from enum import StrEnum


class SuggestionCategory(StrEnum):
    PRODUCT = "product"
    SERVICE = "service"
    PROCESS = "process"
    PRICE = "price"
    OTHER = "other"


class Adoption(StrEnum):
    """采纳情况: 采纳/部分/不采纳/研究中."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    REJECTED = "rejected"
    STUDIED = "studied"
