"""A worker that serves nothing, and starts at once: worker_idling.py HOW FILE OPTIONS...

HOW is how it goes: ``obedient``, ``deaf`` to a request to stop, or ``held`` until
someone opens FILE, a pipe.  While there is a FILE of another kind, it fails.
"""

import signal
import socket
import sys
from pathlib import Path


def main(how: str, file: str, *options: str) -> int:
    if Path(file).is_fifo():
        Path(file).open().close()
    elif Path(file).exists():
        return 3
    tie = socket.socket(fileno=int(options[options.index("--tie") + 1]))
    if how == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    tie.sendall(b"ready\n")
    tie.recv(1)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
