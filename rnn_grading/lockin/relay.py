"""Bytes between a client and a kernel, at most one chunk held in each direction."""

from selectors import EVENT_READ, EVENT_WRITE

_CHUNK = 1 << 16  # bytes


class Relay:
    """Passes bytes between two connected sockets until one of them closes."""

    def __init__(self, selector, outside, inside, count):
        """Starts passing.

        Args:
            selector: a selector whose ``data`` are functions of a key.
            outside: the client's socket.
            inside: the kernel's socket.
            count: called with the number of bytes from inside, before they are passed on; by an
                OSError it refuses them.
        """
        self._selector, self._inside, self._count = selector, inside, count
        self._other = {outside: inside, inside: outside}
        self._waiting = {outside: b"", inside: b""}  # what is still to be sent to each
        for sock in self._other:
            sock.setblocking(False)
            selector.register(sock, EVENT_READ, self._turn)

    def _turn(self, _key):
        try:
            for source, target in self._other.items():
                self._pass(source, target)
        except OSError:
            self._close()
            return
        for sock, other in self._other.items():
            # Read from one only while nothing waits for the other: a slow client slows the kernel.
            reading = 0 if self._waiting[other] else EVENT_READ
            self._watch(sock, reading | (EVENT_WRITE if self._waiting[sock] else 0))

    def _pass(self, source, target):
        try:
            if not self._waiting[target]:
                chunk = source.recv(_CHUNK)
                if not chunk:
                    raise ConnectionResetError
                if source is self._inside:
                    self._count(len(chunk))
                self._waiting[target] = chunk
            sent = target.send(self._waiting[target])
            self._waiting[target] = self._waiting[target][sent:]
        except BlockingIOError:
            pass

    def _watch(self, sock, events):
        watched = sock in self._selector.get_map()
        if watched and events:
            self._selector.modify(sock, events, self._turn)
        elif events:
            self._selector.register(sock, events, self._turn)
        elif watched:
            self._selector.unregister(sock)

    def _close(self):
        for sock in self._other:
            if sock.fileno() >= 0:
                self._watch(sock, 0)
                sock.close()
