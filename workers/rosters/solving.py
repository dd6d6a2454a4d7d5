"""Hand a roster's program to HiGHS and read its answer; one thread and one seed: one question, one answer."""

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from ticketing.domain.roster.bounds import shortages
from ticketing.domain.roster.exchange import evened
from ticketing.domain.roster.fairness import SWITCH, add_bands, add_switches
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.limits import add_limits
from ticketing.domain.roster.program import UNCOVERED, Program, completed, cost, program_of
from ticketing.domain.roster.proving import hard_breaches, unkept
from ticketing.domain.roster.result import Solved, missed, read
from ticketing.domain.roster.sketch import sketch
from ticketing.errors import Invalid

BUDGET_S = 120.0
#: A roster within half a per cent of the bound is as good as any that people could tell from it.
GOOD_ENOUGH = 0.005
#: And so is one that lies less than one change of kind overnight from it.
BARELY = SWITCH - 0.5
#: The solver is not asked a second time for less.
LEAST_S = 1.0
#: Seconds, value of the best roster, and what none can beat. True to go on, False to stop with what there is.
Watch = Callable[[float, float, float], bool]


@dataclass(frozen=True)
class Limits:
    """`steps`: end with the so-maniest improvement, whatever the clock says, so that a slow machine finds the same."""

    budget_s: float = BUDGET_S
    seed: int = 7
    steps: int | None = None


def solve(instance: Instance, limits: Limits | None = None, watch: Watch = lambda *_: True) -> Solved:
    """The best roster within the budget, with its gap. Raises `Invalid` (`no_solver`) without the extra `[roster]`.

    It goes on from a sketch that takes seconds (`sketch.py`), so that a large roster is a good one whatever the
    solver comes to. Where there is none it searches first without the price of a change of kind overnight, which
    alone makes the search many times as long, and then on from what was found, with it.
    """
    asked = limits or Limits()
    search = _Search(asked, watch, time.monotonic(), least(instance))
    program = add_bands(add_limits(program_of(instance), instance), instance)
    known = _sketched(instance, program, asked.seed)
    if known is None:
        search.run(program)
        known = search.values
    if known is not None and not search.stopped:
        bare = len(program.costs)
        search.begin_with(program, add_switches(program, instance, known))
        if (search.status == "" or len(program.costs) > bare) and search.left_s() > LEAST_S and not search.is_good():
            search.run(program)
    return _answer(instance, program, search)


def least(instance: Instance) -> float:
    """What no roster costs less than, by counting people alone; nothing is known of a repair, whose prices differ."""
    if instance.present is not None:
        return -inf
    return float(UNCOVERED * sum(one.short for one in shortages(instance) if one.kind == "day"))


def _sketched(instance: Instance, program: Program, seed: int) -> list[float] | None:
    """The columns of a sketch that keeps every hard rule; none in repair, which begins with what stands there."""
    if instance.present is not None:
        return None
    cells = evened(instance, sketch(instance, seed))
    return None if [*hard_breaches(instance, cells), *unkept(instance, cells)] else completed(program, cells)


@dataclass
class _Search:
    """One search within one budget, however many times the solver is asked: the best roster so far and the bound."""

    asked: Limits
    watch: Watch
    began: float
    bound: float
    stopped: bool = False
    values: list[float] | None = None
    cost: float = inf
    status: str = ""

    def left_s(self) -> float:
        return self.asked.budget_s - (time.monotonic() - self.began)

    def begin_with(self, program: Program, values: list[float]) -> None:
        self.values, self.cost = values, cost(program, values)
        self.stopped = not self.watch(time.monotonic() - self.began, self.cost, self.bound)

    def gap(self) -> float:
        return abs(self.cost - self.bound) / max(abs(self.cost), 1.0)

    def is_good(self) -> bool:
        """Whether nobody could tell the best roster from one that is still better."""
        return self.stopped or self.cost - self.bound <= BARELY or self.gap() <= GOOD_ENOUGH

    def run(self, program: Program) -> None:
        """HiGHS over the program from the best roster that is known; what it finds is kept where it is better."""
        highs = _engine(self.asked, max(self.left_s(), LEAST_S))
        highs.cbMipInterrupt.subscribe(self._told)
        highs.passModel(_model(program))
        if self.values is not None:
            solution = _library().HighsSolution()
            solution.col_value = self.values
            highs.setSolution(solution)
        highs.run()
        info, found = highs.getInfo(), _values(highs)
        self.status = highs.modelStatusToString(highs.getModelStatus()).lower()
        # What no roster can beat without the switches none can beat with them.
        self.bound = max(self.bound, info.mip_dual_bound)
        if found and info.objective_function_value <= self.cost:
            self.values, self.cost = found, info.objective_function_value

    def _told(self, event: Any) -> None:
        """HiGHS asks every so often whether to go on; what it knows by then is told."""
        out = event.data_out
        if not self.watch(time.monotonic() - self.began, out.mip_primal_bound, out.mip_dual_bound):
            self.stopped = True
            event.data_in.user_interrupt = 1


def _library() -> Any:
    """HiGHS, where the extra is installed."""
    try:
        return importlib.import_module("highspy")
    except ImportError:
        raise Invalid("no_solver", needs="highspy") from None


def _engine(asked: Limits, left_s: float) -> Any:
    highs = _library().Highs()
    options = {
        "output_flag": False,
        "threads": 1,
        "random_seed": asked.seed % 2_147_483_647,
        "time_limit": left_s,
        "mip_rel_gap": GOOD_ENOUGH,
        "mip_abs_gap": BARELY,
    }
    if asked.steps is not None:
        options["mip_max_improving_sols"] = asked.steps
    for name, value in options.items():
        highs.setOptionValue(name, value)
    return highs


def _model(program: Program) -> Any:
    highspy = _library()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.costs), len(program.rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = program.costs, program.lower, program.upper
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in program.whole]
    model.row_lower_ = [least for least, _, _ in program.rows]
    model.row_upper_ = [most for _, most, _ in program.rows]
    starts, index, value = [0], [], []
    for _, _, terms in program.rows:
        index += [column for column, _ in terms]
        value += [factor for _, factor in terms]
        starts.append(len(index))
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = model.num_col_, model.num_row_
    matrix.start_, matrix.index_, matrix.value_ = starts, index, value
    return model


def _values(highs: Any) -> list[float]:
    """The best roster's columns; none when there is no roster."""
    return list(highs.getSolution().col_value) if highs.getInfo().primal_solution_status != 0 else []


def _answer(instance: Instance, program: Program, search: _Search) -> Solved:
    seconds, values = time.monotonic() - search.began, search.values
    if "infeasible" in search.status or values is None:
        state = "cancelled" if search.stopped else "infeasible"
        return Solved(state, {}, frozenset(), 0.0, None, None, seconds, [])
    cells, leaders = read(instance, program, values)
    good = search.status == "optimal" or search.is_good()
    state = "cancelled" if search.stopped else "optimal" if good else "feasible"
    told = missed(instance, program, cells, leaders)
    bound, gap = (search.bound, search.gap()) if isfinite(search.bound) else (None, None)
    return Solved(state, cells, leaders, search.cost, bound, gap, seconds, told)
