"""What holds for every test: no network, and the same property examples in every automatic run."""

import os
import sys
from ipaddress import ip_address
from typing import Any

from hypothesis import HealthCheck, Phase, settings

settings.register_profile("dev", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
# The same examples each time, and no long search for a smaller one: the failure comes back at home.
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.register_profile("brief", settings.get_profile("ci"), max_examples=10)
settings.register_profile("fuzz", settings.get_profile("dev"), max_examples=2000)
settings.load_profile("ci" if "CI" in os.environ else "dev")


def is_here(host: object) -> bool:
    """Tell whether a host is this machine."""
    try:
        return host == "localhost" or ip_address(str(host)).is_loopback
    except ValueError:
        return False


def refuse_network(event: str, args: tuple[Any, ...]) -> None:
    """Refuse every connection and name look-up that leaves this machine."""
    if event in {"socket.connect", "socket.sendto"}:
        address = args[1]
        host = address[0] if isinstance(address, tuple) else "localhost"  # anything else is a local socket
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = args[0]
    else:
        return
    if not is_here(host):
        message = f"a test reached for the network: {host}"
        raise RuntimeError(message)


sys.addaudithook(refuse_network)
