#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An honest double of the Pulumi Cloud service, as far as a session needs it.

usage: double.py STATE CERT KEY [--port N]      prints its port, then serves

It checks what the original checks (the token, its rights, the JWT of an
exchange against the issuer's JWKS, the lifetime of an opened session) and
fails with the original's bodies.  It never evaluates: an opened environment
is a recorded result of the original evaluator.

STATE is a folder, read anew for every request, so that a test changes the
world by writing files:

  users.json    {"<token>": {"login", "orgs": [...], "kind": "personal",
                 "open": ["org/project/*"], "expires": epoch}}
  issuers.json  [{"org", "issuer", "ca", "policies": [{"subject": pattern,
                 "kind": "personal"|"team"|"organization", "scope": pattern,
                 "audience": the "aud" wanted, else urn:pulumi:org:ORG}]}]
  environments/ORG/PROJECT/ENV/N.json   revision N: {"properties": ...}, or
                 {"diagnostics": [...]} for one that does not open
  environments/ORG/PROJECT/ENV/tags.json      {"stable": 1}
  environments/ORG/PROJECT/ENV/settings.json  {"gated": true,
                 "approve_at": N: a reviewer approves at the Nth look}
  faults.json   [{"match": "POST /api/...", "times": 2, "status": 503,
                 "headers": {}, "body": "...", "delay": s, "cut": n}]
  requests.jsonl  written: one line a request, with its connection's number
  opened.json, exchanged.json, changes.json   written: what it remembers
"""
import argparse
import http.server
import itertools
import json
import os
import re
import secrets
import ssl
import sys
import threading
import time
import urllib.parse

import rules
from store import Refused, Store

CONNECTIONS = itertools.count(1)
ORG = r'(?P<org>[A-Za-z0-9][A-Za-z0-9_-]{1,38}[A-Za-z0-9])'
ENV = ORG + r'/(?P<project>[A-Za-z0-9_.-]{1,100})/(?P<env>[A-Za-z0-9_.-]{1,100})'
E = '/api/esc/environments/' + ENV
VERSION = r'(?:/versions/(?P<version>[^/]+))?'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    server_version = 'double'

    ROUTES = [
        ('POST', '/api/oauth/token', 'exchange'),
        ('GET', '/api/user', 'user'),
        ('GET', '/api/user/organizations/default', 'default_org'),
        ('GET', '/api/esc/environments(?:/' + ORG + ')?', 'list'),
        ('POST', E + VERSION + '/open', 'open'),
        ('GET', E + VERSION + '/open/(?P<session>[^/]+)', 'read'),
        ('POST', E + '/open/request', 'ask'),
        ('GET', E + '/metadata', 'metadata'),
        ('GET', E + '/versions/tags', 'tags'),
        ('GET', E + '/versions/tags/(?P<tag>[^/]+)', 'tag'),
        ('POST', '/api/change-requests/' + ORG + '/(?P<change>[^/]+)/submit',
         'submit'),
        ('POST', '/api/change-requests/' + ORG + '/(?P<change>[^/]+)/apply',
         'apply'),
        ('GET', '/api/change-requests/' + ORG + '/(?P<change>[^/]+)',
         'change'),
        ('GET', '/api/change-requests/' + ORG, 'changes'),
    ]

    def setup(self):
        super().setup()
        self.connection_number = next(CONNECTIONS)

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.serve()

    def do_POST(self):
        self.serve()

    def serve(self):
        length = int(self.headers.get('Content-Length') or 0)
        self.body = self.rfile.read(length) if length <= 1 << 20 else b''
        url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(url.query))
        self.store = Store(self.server.state)
        self.store.log({
            'connection': self.connection_number, 'method': self.command,
            'path': url.path, 'query': self.query,
            'agent': self.headers.get('User-Agent'),
            'accept': self.headers.get('Accept'),
            'scheme': (self.headers.get('Authorization') or '').split(' ')[0]})
        try:
            if self.fault(url.path):
                return
            self.send(*self.route(url.path))
        except Refused as refused:
            self.send(refused.status, refused.body, refused.headers)

    def route(self, path):
        for method, pattern, name in self.ROUTES:
            match = re.fullmatch(pattern, path)
            if match and method == self.command:
                return getattr(self, 'on_' + name)(**match.groupdict())
        raise Refused(404, 'not found')

    def send(self, status, body, headers=None):
        data = b'' if status == 204 else json.dumps(body).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.send_header('X-Pulumi-Request-ID', secrets.token_hex(8))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def fault(self, path):
        """Answer with the first fault that is left for this request."""
        fault = self.store.take_fault(self.command + ' ' + path)
        if fault is None:
            return False
        time.sleep(fault.get('delay', 0))
        if 'status' not in fault:
            return False
        data = fault.get('body', '').encode('latin-1')
        self.send_response(fault['status'])
        for name, value in fault.get('headers', {}).items():
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(data)))
        self.send_header('X-Pulumi-Request-ID', 'request-of-a-fault')
        self.end_headers()
        if 'cut' in fault:
            data = data[:fault['cut']]
            self.close_connection = True
        self.wfile.write(data)
        return True

    def who(self):
        scheme, _, token = (self.headers.get('Authorization') or
                            '').partition(' ')
        if scheme != 'token':
            raise Refused(401, 'Unauthorized: No credentials provided or are '
                               'invalid.')
        return self.store.user(token)

    # --- who is there

    def on_exchange(self):
        if self.headers.get('Authorization'):
            raise Refused(400, 'unexpected Authorization header')
        form = dict(urllib.parse.parse_qsl(self.body.decode('latin-1')))
        return 200, rules.exchange(self.store, form)

    def on_user(self):
        user = self.who()
        return 200, {'id': 'id-' + user['login'],
                     'githubLogin': user['login'], 'name': user['login'],
                     'organizations': [{'githubLogin': o, 'name': o}
                                       for o in user['orgs']]}

    def on_default_org(self):
        return 200, {'GitHubLogin': self.who()['orgs'][0], 'Messages': []}

    # --- environments

    def on_list(self, org=None):
        user = self.who()
        names = [n for n in self.store.names()
                 if n[0] in user['orgs'] and org in (None, n[0])]
        start = int(self.query.get('continuationToken') or 0)
        page = names[start:start + 1]  # one a page, as the original's tests
        following = str(start + 1) if start + 1 < len(names) else ''
        return 200, {'environments': [
            {'organization': o, 'project': p, 'name': e}
            for o, p, e in page], 'nextToken': following}

    def on_open(self, org, project, env, version):
        user = self.who()
        name = (org, project, env)
        seconds = rules.go_duration(self.query.get('duration', '1h'))
        number, result = self.store.revision(user, name, version)
        if self.store.settings(name).get('gated') and \
                not self.store.granted(user, name):
            raise Refused(403, 'environment requires approval to open; create '
                               'an open request to request access')
        if result and 'diagnostics' in result:
            raise Refused(400, 'environment has errors', diagnostics=result[
                'diagnostics'])
        return 200, {'id': self.store.opened(user, name, number, seconds)}

    def on_read(self, org, project, env, version, session):
        user = self.who()
        number = self.store.session(user, (org, project, env), session)
        _, result = self.store.revision(user, (org, project, env),
                                        str(number))
        path = self.query.get('property')
        return 200, result if path is None else rules.member(result, path)

    def on_metadata(self, org, project, env):
        user, name = self.who(), (org, project, env)
        self.store.revision(user, name, None)
        gated = self.store.settings(name).get('gated', False)
        return 200, {'id': '/'.join(name), 'gatedActions':
                     ['open'] if gated else [], 'openRequestNeeded': gated
                     and not self.store.granted(user, name)}

    def on_tags(self, org, project, env):
        tags = self.store.tags(self.who(), (org, project, env))
        names = sorted(t for t in tags if t > self.query.get('after', ''))
        return 200, {'tags': [{'name': n, 'revision': tags[n]}
                              for n in names[:1]],
                     'nextToken': ''}

    def on_tag(self, org, project, env, tag):
        tags = self.store.tags(self.who(), (org, project, env))
        if tag not in tags:
            raise Refused(404, 'version tag not found')
        return 200, {'name': tag, 'revision': tags[tag]}

    # --- approvals

    def on_ask(self, org, project, env):
        user = self.who()
        wanted = json.loads(self.body or b'{}')
        for member in ('grantExpirationSeconds', 'accessDurationSeconds'):
            if not isinstance(wanted.get(member), int):
                raise Refused(400, 'bad request: ' + member)
        change = self.store.ask(user, (org, project, env))
        return 200, {'changeRequests': [
            {'projectName': project, 'environmentName': env,
             'changeRequestId': change, 'latestRevisionNumber': 1,
             'etag': 'x'}]}

    def on_submit(self, org, change):
        self.who()
        wanted = json.loads(self.body or b'{}')
        self.store.submit(org, change, wanted.get('description', ''))
        return 204, None

    def on_apply(self, org, change):
        self.who()
        self.store.apply(org, change)
        return 200, {}

    def on_change(self, org, change):
        self.who()
        return 200, self.store.change(org, change)

    def on_changes(self, org):
        self.who()
        every = self.store.changes(org)  # one a page, as lists here are
        at = int(self.query.get('continuationToken', 'at 0')[3:])
        return 200, {'changeRequests': every[at:at + 1], 'continuationToken':
                     'at %d' % (at + 1) if at + 1 < len(every) else None}


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, state, port, tls):
        super().__init__(('127.0.0.1', port), Handler)
        self.state, self.tls = state, tls

    def finish_request(self, request, address):
        # Here, not in get_request: a client that is slow to shake hands must
        # not hold up the others.
        request.settimeout(30)
        with self.tls.wrap_socket(request, server_side=True) as secure:
            self.RequestHandlerClass(secure, address, self)

    def handle_error(self, request, address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, address)


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument('state')
    p.add_argument('cert')
    p.add_argument('key')
    p.add_argument('--port', type=int, default=0)
    a = p.parse_args()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(a.cert, a.key)
    os.makedirs(os.path.join(a.state, 'environments'), exist_ok=True)
    server = Server(a.state, a.port, tls)
    print(server.server_address[1], flush=True)
    threading.current_thread().name = 'double'
    server.serve_forever()


if __name__ == '__main__':
    main()
