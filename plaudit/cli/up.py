"""`plaudit up`: all services of one machine."""

import time
from http.client import HTTPConnection, HTTPException
from threading import Thread

from plaudit.cli.init import tell
from plaudit.cli.output import say
from plaudit.clock import system_clock
from plaudit.settings import Settings, load_settings
from plaudit.supervision.initialisation import initialise
from plaudit.supervision.ports import settle_ports
from plaudit.supervision.run_file import RunFile
from plaudit.supervision.running import sole_supervisor, supervise
from plaudit.supervision.services import SERVICES
from plaudit.supervision.supervisor import Supervisor
from plaudit.telemetry.logs import set_up_logging

LOOK_SECONDS = 0.2


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
        Thread(target=_say_when_ready, args=(settled,), name="ready", daemon=True).start()
        supervise(Supervisor(SERVICES, settled, RunFile(settled, done.token_file)))


def _say_when_ready(settings: Settings) -> None:
    """Tells where each service is as soon as it can be used."""
    waiting = {service.name: port for service in SERVICES if (port := service.port(settings))}
    while waiting:
        for name, port in list(waiting.items()):
            if _is_ready(settings.bind, port):
                say(f"{name:>10}  http://{settings.bind}:{port}")
                del waiting[name]
        time.sleep(LOOK_SECONDS)
    say("Ready; Ctrl-C ends it.")


def _is_ready(bind: str, port: int) -> bool:
    connection = HTTPConnection(bind, port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
