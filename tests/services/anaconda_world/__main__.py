"""A proxy that answers itself, over TLS, for the hosts that Anaconda and prefix.dev have, and for nobody
else: python anaconda_world DIRECTORY

The directory has `server.pem` and `server.key`, and `knobs.json`, which is read anew for every request. What
was asked, answered and issued is written to `log`, a line of JSON each; the port to `port`."""

import json
import os
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from answer import forced
from books import Books
from hosts import HOSTS

DIRECTORY = Path(sys.argv[1])
LOCK = threading.Lock()


def note(**line):
    with (DIRECTORY / "log").open("a") as log:
        log.write(json.dumps(line) + "\n")


def knobs():
    return json.loads((DIRECTORY / "knobs.json").read_text())


class Site(BaseHTTPRequestHandler):
    """One connection to one of the hosts."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    host = ""

    def log_message(self, *_):
        pass

    def handle_request(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length).decode("utf-8", "replace")
        answer = self.answer()
        note(method=self.command, host=self.host, path=self.path, headers=self.headers.items(),
             body=self.body, status=answer.status)
        answer.send(self)

    def answer(self):
        set_by = knobs()
        with LOCK:
            books = BOOKS[HOSTS[self.host].family]
            books.knobs = set_by
            path = self.path.split("?")[0]
            answer = forced(set_by.get("answers", {}), f"{self.command} {self.host}{path}")
            return answer or HOSTS[self.host].answer(self, books)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_request


class Proxy(BaseHTTPRequestHandler):
    """One connection to the proxy; methods other than CONNECT are unknown to it."""

    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        host, _, port = self.path.rpartition(":")
        known = host in HOSTS and port == "443"
        note(method="CONNECT", host=self.path, path="", headers=self.headers.items(), body="",
             status=200 if known else 502)
        self.close_connection = True
        if not known:
            self.send_response(502)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        self.send_response_only(200)
        self.end_headers()
        self.wfile.flush()
        try:
            with TLS.wrap_socket(self.connection, server_side=True) as connection:
                type("Site", (Site,), {"host": host})(connection, self.client_address, self.server)
        except (OSError, ssl.SSLError) as error:
            note(broken=str(error), host=host)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        # A client that goes away is none of our trouble; anything else is a mistake in here.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def shutdown_request(self, request):
        try:
            super().shutdown_request(request)
        except OSError:
            pass


BOOKS = {family: Books(family, note) for family in {host.family for host in HOSTS.values()}}
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
TLS.load_cert_chain(DIRECTORY / "server.pem", DIRECTORY / "server.key")
(DIRECTORY / "log").touch()
server = Server(("127.0.0.1", 0), Proxy)
(DIRECTORY / "port.new").write_text(str(server.server_port))
os.rename(DIRECTORY / "port.new", DIRECTORY / "port")
server.serve_forever()
