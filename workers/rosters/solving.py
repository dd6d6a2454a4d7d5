"""Hand a roster's program to HiGHS and read its answer; one thread and one seed: one question, one answer."""

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from ticketing.domain.roster.fairness import SWITCH, add_bands, add_switches
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.limits import add_limits
from ticketing.domain.roster.program import Program, program_of
from ticketing.domain.roster.result import Solved, missed, read
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

    First without the price of a change of kind overnight, which alone makes the search many times as long; then on
    from what was found, with it.
    """
    asked = limits or Limits()
    search = _Search(asked, watch, time.monotonic())
    program = add_bands(add_limits(program_of(instance), instance), instance)
    highs, bare = search.run(program, None), len(program.costs)
    values = _values(highs)
    if values and not search.stopped:
        known = add_switches(program, instance, values)
        if len(program.costs) > bare and search.left_s() > LEAST_S:
            bound = highs.getInfo().mip_dual_bound
            highs = search.run(program, known)
            return _answer(instance, program, highs, search, bound)
    return _answer(instance, program, highs, search)


@dataclass
class _Search:
    """One search within one budget, however many times the solver is asked."""

    asked: Limits
    watch: Watch
    began: float
    stopped: bool = False

    def left_s(self) -> float:
        return self.asked.budget_s - (time.monotonic() - self.began)

    def run(self, program: Program, start: list[float] | None) -> Any:
        """HiGHS over the program, from a roster that is known if there is one."""
        highs = _engine(self.asked, self.left_s())
        highs.cbMipInterrupt.subscribe(self._told)
        highs.passModel(_model(program))
        if start is not None:
            solution = _library().HighsSolution()
            solution.col_value = start
            highs.setSolution(solution)
        highs.run()
        return highs

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


def _answer(instance: Instance, program: Program, highs: Any, search: _Search, known_bound: float = -inf) -> Solved:
    info, status = highs.getInfo(), highs.modelStatusToString(highs.getModelStatus()).lower()
    seconds, values = time.monotonic() - search.began, _values(highs)
    if "infeasible" in status or not values:
        state = "cancelled" if search.stopped else "infeasible"
        return Solved(state, {}, frozenset(), 0.0, None, None, seconds, [])
    cells, leaders = read(instance, program, values)
    # What no roster can beat without the switches none can beat with them.
    best, bound = info.objective_function_value, max(info.mip_dual_bound, known_bound)
    gap = abs(best - bound) / max(abs(best), 1.0)
    state = "cancelled" if search.stopped else "optimal" if status == "optimal" else "feasible"
    return Solved(state, cells, leaders, best, bound, gap, seconds, missed(instance, program, cells, leaders))
