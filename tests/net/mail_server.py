"""An SMTP server for the tests, on 127.0.0.1 and a free port, over aiosmtpd.

Prints "port N", then a line of JSON for every mail it accepts. Ends when its input ends.
Recipients are judged by their local part: "unknown" is refused for good, "busy" for now.
"""

import argparse
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("--tls", choices=["none", "starttls", "tls"], default="none")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--user", help="with --password: only who authenticates may send")
parser.add_argument("--password")
options = parser.parse_args()


def say(text):
    print(text, flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        name = address.partition("@")[0]
        if name == "unknown":
            return "550 5.1.1 there is no such user"
        if name == "busy":
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "message": envelope.content.decode(),
            "tls": session.ssl is not None or options.tls == "tls",
            "authenticated": bool(session.authenticated),
        }))
        return "250 accepted"


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (options.user.encode(), options.password.encode())
    return AuthResult(success=right, handled=False)


async def main():
    context = None
    if options.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)

    def make():
        return SMTP(
            Handler(),
            hostname="mail.test",
            tls_context=context if options.tls == "starttls" else None,
            require_starttls=options.tls == "starttls",
            authenticator=authenticate if options.user else None,
            auth_required=bool(options.user),
            auth_require_tls=options.tls == "starttls",
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if options.tls == "tls" else None)
    say(f"port {server.sockets[0].getsockname()[1]}")
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
