"""The places of a canned text."""

from collections.abc import Mapping


def put_in(text: str, places: Mapping[str, str]) -> str:
    """The text with its places (`{customer}` …) filled; what stands in no place stays as it is."""
    for place, word in places.items():
        text = text.replace(place, word)
    return text
