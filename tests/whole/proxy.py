"""A door in front of a server that can be shut with everybody in it, and opened again."""

import socket
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Listens on a port of its own and hands bytes through to the server of `url`."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 6379)
        self._inside: list[socket.socket] = []
        self._door: socket.socket | None = None
        self.port = 0
        self.open()
        self.url = f"redis://127.0.0.1:{self.port}{parts.path}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.shut()

    def open(self) -> None:
        """Listen, on the same port as before."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]
        Thread(target=self._welcome, args=(self._door,), daemon=True).start()

    def shut(self) -> None:
        """Refuse whoever comes and cut off whoever is there."""
        for one in (self._door, *self._inside):
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
        self._door, self._inside = None, []

    def _welcome(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                guest, _address = door.accept()
                server = socket.create_connection(self._server)
                self._inside += [guest, server]
                for one, other in ((guest, server), (server, guest)):
                    Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
