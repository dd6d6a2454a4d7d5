"""Whether a web process answers."""

import http.client

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a listener may be told; it is asked on this machine


def answers(host: str, port: int, timeout_s: float = 3.0) -> bool:
    """One look at /healthz."""
    connection = http.client.HTTPConnection("127.0.0.1" if host == EVERYWHERE else host, port, timeout=timeout_s)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
