#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The double of Pulumi Cloud and an issuer on loopback: service.py FOLDER

Makes a world in FOLDER/state (tests/pulumi/double.py says its files), prints
one line of NAME=PORT pairs and serves until standard input closes.
FOLDER/jwt is an ID token of dana; FOLDER/stranger one that nobody trusts.
"""
import http.server
import json
import os
import ssl
import sys
import threading
import time

import canned
import http2
import service_cases
import service_sessions
import service_sign_in
from canned import path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../../pulumi"))
import jwt  # noqa: E402 python3-jwt; without it the test is skipped
from cryptography.hazmat.primitives import serialization  # noqa: E402
import double  # noqa: E402

SUB = "bastion:z:host:b1:user:dana"


def value(content, **more):
    return {"value": content, **more}


def login(duration):
    return {"aws": {"object": {"login": {"builtin": {
        "name": "fn::open::aws-login", "nameRange": {}, "arg": {"object": {
            "oidc": {"object": {"duration": duration, "roleArn": {
                "literal": "arn:aws:iam::123456789012:role/dev"}}}}}}}}}}


def keys(**more):
    return {"environmentVariables": value({
        "AWS_ACCESS_KEY_ID": value("ASIA1"),
        "AWS_SECRET_ACCESS_KEY": value("CANARYsecret", secret=True),
        "AWS_SESSION_TOKEN": value("CANARYtoken", secret=True), **more})}


# org/project/env -> revisions
ENVIRONMENTS = {
    "acme/aws/dev": [
        {"properties": {"environmentVariables": value(
            {"WHICH": value("one")})}},
        {"exprs": login({"literal": "30m"}),
         "properties": {
            **keys(NUMBER=value(12345678901234567890123), YES=value(True),
                   NOTHING={"trace": {}}, NULL=value(None),
                   LIST=value([value("x")]), OBJECT=value({}),
                   **{"bad name": value("x")}, BOTH=value("variable"),
                   UNKNOWN=value(None, unknown=True)),
            "files": value({"CONFIG": value("content\n"),
                            "BOTH": value("file")}, secret=True),
            "nested": value({"environmentVariables": value(
                {"NESTED": value("x")})})},
         "schema": {}, "executionContext": {}}],
    "acme/aws/variable": [{"exprs": login({"symbol": []}),
                           "properties": keys()}],
    "acme/aws/imported": [{"properties": keys()}],
    "acme/aws/other": [
        {"exprs": {"p": {"builtin": {"name": "fn::open", "arg": {"object": {
            "provider": {"literal": "aws-login"}, "inputs": {"object": {
                "oidc": {"object": {"duration": {"literal": "2h"}}}}}}}}}},
         "properties": keys()}],
    "acme/aws/static": [
        {"exprs": {"p": {"builtin": {"name": "fn::open::aws-login", "arg": {
            "object": {"static": {"object": {}}}}}}},
         "properties": {"environmentVariables": value(
             {"AWS_ACCESS_KEY_ID": value("AKIA1")})}}],
    "acme/aws/empty": [{}],
    "acme/aws/gated": [{}],
    "acme/aws/quick": [{}],
    "acme/aws/refused": [{}],
    "acme/aws/bad": [{"diagnostics": [
        {"severity": "warning", "summary": "never mind"},
        {"summary": "unknown property \"x\"", "range": {
            "environment": "bad", "begin": {"line": 3, "column": 16}}},
        {"severity": "error", "summary": "another"}]}],
    "acme/closed/env": [{}],
}


def write(document, *parts):
    name = path(os.path.join("state", *parts))
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as f:
        json.dump(document, f)


class Issuer(http.server.BaseHTTPRequestHandler):
    documents = {}

    def do_GET(self):
        data = json.dumps(self.documents.get(self.path, {})).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


def tls(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path(name + ".pem"), path(name + ".key"))
    return context


def start(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def make_key(name):
    canned.openssl("genrsa", "-out", path(name), "2048")
    with open(path(name), "rb") as f:
        return serialization.load_pem_private_key(f.read(), None)


def issuer(key):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    server.socket = tls("good").wrap_socket(server.socket, server_side=True)
    url = "https://127.0.0.1:%d" % start(server)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    Issuer.documents = {
        "/.well-known/openid-configuration":
            {"issuer": url, "jwks_uri": url + "/keys"},
        "/keys": {"keys": [{**public, "kid": "k1", "alg": "RS256"}]}}
    return url


def write_token(name, key, url):
    now = int(time.time())
    with open(path(name), "w", encoding="utf-8") as f:
        f.write(jwt.encode({"iss": url, "sub": SUB, "iat": now,
                            "exp": now + 300, "aud": "urn:pulumi:org:acme"},
                           key, "RS256", {"kid": "k1"}))


def make_state(url):
    write({"pul-CANARYfile": {"login": "robot", "orgs": ["acme"],
                              "open": ["acme/*"]},
           **{"pul-CANARY" + who: {"login": who + "-k", "orgs": ["acme"],
                                   "open": ["acme/*"]}
              for who in ("dana", "bob")}}, "users.json")
    write({"dana-k": ["acme/aws/*"], "acme": ["acme/aws/*"]}, "rights.json")
    write([{"org": "acme", "issuer": url, "ca": path("ca.pem"), "policies": [
        {"subject": "dana", "audience": "ssh", "kind": "personal",
         "scope": "user:dana-k"},
        {"subject": SUB, "kind": "personal", "scope": "user:dana-k"},
        {"subject": SUB, "kind": "team", "scope": "team:ops"}]}],
        "issuers.json")
    for name, revisions in ENVIRONMENTS.items():
        for number, revision in enumerate(revisions, 1):
            write(revision, "environments", name, "%d.json" % number)
    write({"stable": 1}, "environments/acme/aws/dev/tags.json")
    for name, more in (("gated", {}), ("quick", {"approve_at": 2}),
                       ("refused", {})):
        write({"gated": True, **more},
              "environments/acme/aws/%s/settings.json" % name)


def main():
    canned.make_ca()
    canned.make_certificate("good", "DNS:localhost,IP:127.0.0.1")
    canned.make_certificate("other", "DNS:other.example")
    key, stranger = make_key("sign.key"), make_key("stranger.key")
    url = issuer(key)
    write_token("jwt", key, url)
    write_token("stranger", stranger, url)
    service_sign_in.make_all(key, stranger, url)
    make_state(url)
    service_cases.make_all(sys.argv[1], write)
    service_sessions.make_all(write)
    good = start(double.Server(path("state"), 0, tls("good")))
    other = start(double.Server(path("state"), 0, tls("other")))
    front, front_port = http2.start(good)
    with open(path("sign-in-good"), encoding="utf-8") as f:
        canned.TOKENS = {f.read()}
    print("good=%d other=%d http2=%d" % (good, other, front_port),
          canned.listen("sts", tls("good"), canned.serve),
          canned.closed(), flush=True)
    sys.stdin.read()
    if front is not None:
        front.kill()
        front.wait()


main()
