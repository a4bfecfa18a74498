"""`plaudit up`: all services of one machine."""

from plaudit.cli.init import tell
from plaudit.cli.output import say
from plaudit.clock import system_clock
from plaudit.settings import load_settings
from plaudit.supervision.initialisation import initialise
from plaudit.supervision.ports import settle_ports
from plaudit.supervision.run_file import RunFile
from plaudit.supervision.running import sole_supervisor, supervise
from plaudit.supervision.services import SERVICES
from plaudit.supervision.supervisor import Supervisor
from plaudit.telemetry.logs import set_up_logging


def up() -> None:
    """Makes the data directory on the first run. A service that crashes is started again, later each time.

    Ctrl-C ends the servers first and the aggregator last, once it has taken in what they wrote.
    """
    set_up_logging("supervisor")
    settings = load_settings()
    done = initialise(settings, system_clock)
    if done.token is not None:
        tell(settings, done)
    with sole_supervisor(settings.data_dir):
        settled, _ = settle_ports(settings, replace_taken=False)
        for service in SERVICES:
            if service.port_setting:
                say(f"{service.name:>10}  http://{settled.bind}:{service.port(settled)}")
        supervise(Supervisor(SERVICES, settled, RunFile(settled, done.token_file)))
