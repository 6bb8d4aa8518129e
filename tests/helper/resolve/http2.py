# SPDX-License-Identifier: Apache-2.0
"""A front that speaks HTTP/2 as Pulumi's does: nginx, where it is installed.

Each request becomes a line "connection=N HTTP/2.0 METHOD PATH" in the log of
the test's folder.
"""
import shutil
import socket
import subprocess
import time

from canned import path

CONFIG = """daemon off;
master_process off;
pid %(folder)s/nginx.pid;
error_log %(folder)s/nginx.error;
events {}
http {
    log_format line "connection=$connection $server_protocol $request";
    access_log %(folder)s/log line;
    client_body_temp_path %(folder)s/nginx.body;
    proxy_temp_path %(folder)s/nginx.proxy;
    fastcgi_temp_path %(folder)s/nginx.fastcgi;
    uwsgi_temp_path %(folder)s/nginx.uwsgi;
    scgi_temp_path %(folder)s/nginx.scgi;
    server {
        listen 127.0.0.1:%(port)d ssl http2;
        ssl_certificate %(folder)s/good.pem;
        ssl_certificate_key %(folder)s/good.key;
        location / {
            proxy_pass https://127.0.0.1:%(behind)d;
        }
    }
}
"""


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    except OSError:
        return False


def start(behind):
    """Its process and port, in front of the port BEHIND; None, 0 without."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if program is None:
        return None, 0
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with open(path("nginx.conf"), "w", encoding="utf-8") as config:
        config.write(CONFIG % {"folder": path("."), "port": port,
                               "behind": behind})
    process = subprocess.Popen(
        [program, "-c", path("nginx.conf"), "-e", path("nginx.error")],
        stdin=subprocess.DEVNULL)
    for _ in range(1500):
        if listens(port):
            return process, port
        if process.poll() is not None:
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    return None, 0
