"""The process that keeps the books: time lines, whole calls, the figures of days that are over.

All of it follows from the log and nobody's screen waits for it, so it has an interpreter of its own: the process that
tells the board what has happened loses no time to it. Whatever leaves the house is sent from here too.
"""

from workers import call_words, process, timelines
from workers.loops import Loop, run_until
from workers.outward import hooks, messages
from workers.schedule import BOOKS, Schedule


def main() -> None:
    app, _ = process.start()
    process.speak_languages(app)
    process.give_way()
    loops = [
        Loop("timelines", app, timelines.step),
        Loop("call_words", app, call_words.Cutter().step),
        Loop("schedule", app, Schedule(BOOKS).step),
        Loop("messages", app, messages.step),
        Loop("webhooks", app, hooks.step),
    ]
    run_until(process.stop_signal(), loops)


if __name__ == "__main__":
    main()
