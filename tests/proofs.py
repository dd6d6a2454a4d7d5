"""How many examples a property is proved with: a few for every change, thousands by `make properties`."""

from hypothesis import HealthCheck, Phase, settings

QUICK, THOUSANDS = "quick", "thousands"
#: A property reckoned in memory, and one that goes through a database.
IN_MEMORY, IN_TABLES = 3_000, 1_000

_PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]

# The same examples every time, so that a change is judged by what it changed; new ones are drawn by the thousands.
settings.register_profile(QUICK, deadline=None, derandomize=True, suppress_health_check=_PATIENT)
# Made smaller, one failing example in thousands takes longer than all of them; it is printed as it was found, with
# the means to see it again.
_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)
_DRAWN = {"derandomize": False, "print_blob": True, "phases": _FOUND}
settings.register_profile(THOUSANDS, settings.get_profile(QUICK), **_DRAWN)

# Unless the command line names another: hypothesis's own fails on a busy machine, and no two of its runs are alike.
settings.load_profile(QUICK)


def in_memory(quick: int = 60, thousands: int = IN_MEMORY) -> settings:
    """The settings of a property over plain values; `quick` examples with every change."""
    return settings(_profile(), max_examples=_amount(quick, thousands))


def in_tables(quick: int = 8, thousands: int = IN_TABLES) -> settings:
    """The settings of a property that goes through a database, where making an example smaller takes minutes."""
    return settings(_profile(), max_examples=_amount(quick, thousands), phases=_FOUND)


def _profile() -> settings:
    # The profile of the command line may be hypothesis's own.
    name = settings.get_current_profile_name()
    return settings.get_profile(name if name in (QUICK, THOUSANDS) else QUICK)


def _amount(quick: int, thousands: int) -> int:
    return thousands if settings.get_current_profile_name() == THOUSANDS else quick
