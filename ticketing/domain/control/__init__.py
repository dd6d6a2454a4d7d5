"""What people may have a phone system do: acts, what stands in their way, and what may be dialled."""

from ticketing.domain.control.acts import (
    OPEN,
    RULES,
    Act,
    ActRule,
    CommandState,
    ControlSide,
    Feature,
    Obstacle,
    features_of,
    obstacle,
)
from ticketing.domain.control.numbers import caller_id, device_of, dialable, extension, keys_of
from ticketing.domain.control.settings import SETTINGS, ControlSettings, check_settings

__all__ = [
    "OPEN",
    "RULES",
    "SETTINGS",
    "Act",
    "ActRule",
    "CommandState",
    "ControlSettings",
    "ControlSide",
    "Feature",
    "Obstacle",
    "caller_id",
    "check_settings",
    "device_of",
    "dialable",
    "extension",
    "features_of",
    "keys_of",
    "obstacle",
]
