#!/usr/bin/env python3
"""Many small sources on one loopback address for the benchmark: /N.csv is a document of one row.
Usage: source.py FOLDER    (writes FOLDER/port)"""
import http.server
import pathlib
import socketserver
import sys


class Source(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = f"series,period,value,published_on\ns{self.path[1:-4]},2026-06-30,101.5,2026-07-01\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 512


server = Server(("127.0.0.1", 0), Source)
folder = pathlib.Path(sys.argv[1])
(folder / "partial").write_text(str(server.server_port))
(folder / "partial").rename(folder / "port")
server.serve_forever()
