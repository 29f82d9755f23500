#!/usr/bin/env python3
"""A webhook on the loopback interface. Writes its port to FOLDER/port and each body, with the time of its
arrival (seconds since 1970), to FOLDER/received-N.json; a body is there once its name is."""
import http.server
import os
import sys
import time

folder = sys.argv[1]
count = 0


class Hook(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global count
        arrived = time.time()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()
        count += 1
        name = os.path.join(folder, f"received-{count}.json")
        with open(name + ".partial", "wb") as out:
            out.write(f"{arrived:.6f} {self.headers.get('Idempotency-Key', '-')}\n".encode() + body)
        os.rename(name + ".partial", name)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
with open(os.path.join(folder, "port.partial"), "w") as out:
    out.write(str(server.server_port))
os.rename(os.path.join(folder, "port.partial"), os.path.join(folder, "port"))
server.serve_forever()
