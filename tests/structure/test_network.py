import socket

import pytest


class TestNetwork:
    def test_connection_is_refused(self):
        """A connection to another machine fails at once."""
        with socket.socket() as outside, pytest.raises(RuntimeError, match="reached for the network"):
            outside.connect(("192.0.2.1", 80))

    def test_look_up_is_refused(self):
        """A name is not looked up."""
        with pytest.raises(RuntimeError, match="reached for the network"):
            socket.getaddrinfo("example.invalid", 80)

    def test_own_machine_is_open(self):
        """A server on this machine can be reached."""
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
            client.connect(server.getsockname())

            assert server.getsockname() == client.getpeername()
