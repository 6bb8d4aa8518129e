#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""issuer.py ADDRESS CERTIFICATE KEY FOLDER: a static HTTPS host.

It serves what `esc-session issuer jwks` wrote, as any web server would.
Files are read at every request, so a test may change or remove them.
"""
import functools
import http.server
import ssl
import sys

address, certificate, key, folder = sys.argv[1:]


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128  # the default, five, is for a single browser

    def get_request(self):
        connection, peer = self.socket.accept()
        connection.settimeout(20)
        return tls.wrap_socket(connection, server_side=True,
                               do_handshake_on_connect=False), peer


tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate, key)
handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                            directory=folder)
Server((address, 443), handler).serve_forever()
