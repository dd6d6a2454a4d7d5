"""The process that listens to the phone systems: links, and logs that are followed."""

from workers import process
from workers.folding import Folding
from workers.loops import Loop, run_until
from workers.switchboard import Switchboard


def main() -> None:
    app, _ = process.start()
    switchboard = Switchboard(app)
    folding = Folding(lambda: switchboard.held)
    run_until(process.stop_signal(), [Loop("switchboard", app, switchboard.step), Loop("folding", app, folding.step)])
    with app.app_context():
        switchboard.close()


if __name__ == "__main__":
    main()
