#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Servers on loopback for the resolver's tests: canned.py FOLDER

Makes a CA and certificates in FOLDER, listens, prints one line of NAME=PORT
pairs and serves until standard input closes.  FOLDER/log gets one line a
request.  Behaviour is by the path asked for.
"""
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

FOLDER = sys.argv[1]
LOCK = threading.Lock()


def path(name):
    return os.path.join(FOLDER, name)


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_ca():
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            "/CN=esc test CA", "-keyout", path("ca.key"), "-out",
            path("ca.pem"))
    os.makedirs(path("certs"), exist_ok=True)
    with open(path("ca.pem")) as source:
        with open(path("certs/ca.pem"), "w") as copy:
            copy.write(source.read())
    openssl("rehash", path("certs"))


def make_certificate(name, alternatives):
    with open(path(name + ".ext"), "w") as extensions:
        extensions.write("subjectAltName=%s\n" % alternatives)
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name,
            "-keyout", path(name + ".key"), "-out", path(name + ".csr"))
    openssl("x509", "-req", "-in", path(name + ".csr"), "-CA", path("ca.pem"),
            "-CAkey", path("ca.key"), "-CAcreateserial", "-days", "30",
            "-extfile", path(name + ".ext"), "-out", path(name + ".pem"))


def note(line):
    with LOCK, open(path("log"), "a") as log:
        log.write(line + "\n")


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, body = data.split(b"\r\n\r\n", 1)
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    while length and len(body) < int(length.group(1)):
        body += connection.recv(65536)
    return head.decode("latin-1"), body.decode("latin-1")


def answer(connection, status, body, *headers):
    head = ["HTTP/1.1 %s" % status, "Content-Length: %d" % len(body),
            "Connection: close", *headers]
    connection.sendall(("\r\n".join(head) + "\r\n\r\n" + body).encode())


STS = ('{"AssumeRoleWithWebIdentityResponse":'
       '{"AssumeRoleWithWebIdentityResult":{"AssumedRoleUser":{"Arn":'
       '"arn:aws:sts::123456789012:assumed-role/dev/%s"},"Credentials":'
       '{"AccessKeyId":"ASIA%d","SecretAccessKey":"CANARYsecret%d",'
       '"SessionToken":"CANARYtoken%d","Expiration":%d}},'
       '"ResponseMetadata":{"RequestId":"req-%d"}}}')
ERROR = ('<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code>'
         '<Message>%s</Message></Error><RequestId>req-e</RequestId>'
         '</ErrorResponse>')
SERIAL = [0]
TOGETHER = threading.Condition(LOCK)
ARRIVED = {}  # whose requests wait for each other, by path
TOKENS = {"CANARY.jws.1"}  # that the STS takes


def sts(connection, body):
    form = urllib.parse.parse_qs(body)
    if form.get("WebIdentityToken", [""])[0] not in TOKENS:
        answer(connection, "400 Bad", ERROR % ("InvalidIdentityToken", "?"))
        return
    with LOCK:
        SERIAL[0] += 1
        n = SERIAL[0]
    end = time.time() + int(form["DurationSeconds"][0])
    answer(connection, "200 OK",
           STS % (form["RoleSessionName"][0], n, n, n, end, n))


def together(key, who, many):
    """Wait until MANY have come: false when they come one after the other."""
    with TOGETHER:
        ARRIVED.setdefault(key, set()).add(who)
        TOGETHER.notify_all()
        return TOGETHER.wait_for(lambda: len(ARRIVED[key]) >= many, 30)


def sts_together(connection, body):
    name = urllib.parse.parse_qs(body)["RoleSessionName"][0]
    if together("sts", name, 4):
        sts(connection, body)


def huge(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def sleep(connection, seconds):
    time.sleep(seconds)
    answer(connection, "200 OK", "slept")


PATHS = {
    "/ok": lambda c, b: answer(
        c, "200 OK", b or "fine", "x-amzn-RequestId: req-7", "Retry-After: 3",
        "Date: Tue, 01 Jan 2030 00:00:00 GMT"),
    "/redirect": lambda c, b: answer(c, "302 Found", "", "Location: /ok"),
    "/slow": lambda c, b: sleep(c, 30),
    "/together": lambda c, b: together("five", c, 5) and answer(
        c, "200 OK", "together"),
    "/huge": lambda c, b: huge(c),
    "/garbage": lambda c, b: c.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\x00\x01"),
    "/close": lambda c, b: None,
    "/half": lambda c, b: c.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
    "/503": lambda c, b: answer(c, "503 Busy", "<html>busy</html>"),
    "/sts/": sts,
    "/sts-together/": sts_together,
    "/sts-hang/": lambda c, b: time.sleep(60),
    "/sts-denied/": lambda c, b: answer(
        c, "403 No", ERROR % ("AccessDenied", "Not \x1b[31mauthorized")),
    "/sts-garbage/": lambda c, b: answer(c, "200 OK", "{]"),
}


def serve(connection, name):
    request = read_request(connection)
    if request is None:
        return
    head, body = request
    target = head.split(" ")[1]
    note("%s %s %s" % (name, head.split("\r\n")[0], body))
    PATHS.get(target, lambda c, b: answer(c, "404 No", ""))(connection, body)


def pump(source, sink):
    try:
        while True:
            piece = source.recv(65536)
            if not piece:
                break
            sink.sendall(piece)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def forward(connection, name):
    request = read_request(connection)
    if request is None:
        return
    note("%s %s" % (name, request[0].split("\r\n")[0]))
    if name == "refuser":
        answer(connection, "403 Forbidden", "no")
        return
    host, port = request[0].split(" ")[1].rsplit(":", 1)
    upstream = socket.create_connection((host, int(port)))
    connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
    back = threading.Thread(target=pump, args=(upstream, connection),
                            daemon=True)
    back.start()
    pump(connection, upstream)
    back.join()


def handle(connection, name, context, work):
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        with connection:
            work(connection, name)
    except (OSError, ValueError):
        pass


def listen(name, context, work):
    listener = socket.create_server(("127.0.0.1", 0))

    def loop():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=handle, daemon=True,
                             args=(connection, name, context, work)).start()

    threading.Thread(target=loop, daemon=True).start()
    return "%s=%d" % (name, listener.getsockname()[1])


def tls(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path(name + ".pem"), path(name + ".key"))
    return context


def old_tls():
    context = tls("good")
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def closed():
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return "closed=%d" % listener.getsockname()[1]


def real_proxy():
    """The process of a tinyproxy and its port; None, 0 without one."""
    program = shutil.which("tinyproxy", path="/usr/bin:/usr/sbin:/bin")
    if program is None:
        return None, 0
    port = int(closed().split("=")[1])
    with open(path("tinyproxy.conf"), "w") as settings:
        settings.write("Port %d\nListen 127.0.0.1\nTimeout 10\n"
                       "Allow 127.0.0.1\nLogFile \"%s\"\nLogLevel Connect\n"
                       % (port, path("tinyproxy.log")))
    process = subprocess.Popen([program, "-d", "-c", path("tinyproxy.conf")],
                               stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    for _ in range(1500):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except OSError:
            time.sleep(0.02)
    process.kill()
    return None, 0


def main():
    import warnings
    warnings.simplefilter("ignore")
    make_ca()
    make_certificate("good", "DNS:localhost,IP:127.0.0.1")
    make_certificate("other", "DNS:other.example")
    proxy, proxy_port = real_proxy()
    print(listen("good", tls("good"), serve),
          listen("other", tls("other"), serve),
          listen("old", old_tls(), serve),
          listen("plain", None, serve),
          listen("forward", None, forward),
          listen("refuser", None, forward), closed(),
          "tinyproxy=%d" % proxy_port, flush=True)
    sys.stdin.read()
    if proxy is not None:
        proxy.terminate()
        proxy.wait()


if __name__ == "__main__":
    main()
