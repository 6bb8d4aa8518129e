#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Proves the double itself: what the original refuses, it refuses."""
import http.client
import http.server
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

try:
    import jwt
    from cryptography.hazmat.primitives import serialization
except ImportError as e:
    print('1..0 # SKIP needs python3-jwt and python3-cryptography:', e)
    sys.exit(0)

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
count = failed = 0


def ok(condition, name):
    global count, failed
    count += 1
    failed += not condition
    print(('ok' if condition else 'not ok'), count, '-', name, flush=True)


def write(document, *parts):
    path = os.path.join(T, *parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as f:
        json.dump(document, f)


def openssl(*args):
    subprocess.run(['openssl', *args], check=True, cwd=T,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def call(method, path, token='pul-dana', body=None, headers=None):
    connection = http.client.HTTPSConnection(
        '127.0.0.1', PORT, timeout=10,
        context=ssl.create_default_context(cafile=T + '/tls.pem'))
    head = {'Content-Type': 'application/json', **(headers or {})}
    if token is not None:
        head['Authorization'] = 'token ' + token
    connection.request(method, path, body, head)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    try:
        return answer.status, json.loads(data or b'null')
    except ValueError:
        return answer.status, data


def key_set(name):
    with open(T + '/' + name, 'rb') as f:
        key = serialization.load_pem_private_key(f.read(), None)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return key, {'keys': [{**public, 'kid': 'k1', 'alg': 'RS256'}]}


def start_issuer(jwks):
    class Issuer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            data = jwks if self.path == '/keys.json' else {
                'issuer': url, 'jwks_uri': url + '/keys.json'}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(data).encode())

        def log_message(self, *args):
            pass
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(T + '/tls.pem', T + '/tls.key')
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Issuer)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    url = 'https://127.0.0.1:%d' % server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return url


def exchange(key, issuer, sub='bastion:z:host:h:user:dana', scope='user:dana',
             **claims):
    now = int(time.time())
    token = jwt.encode({'iss': issuer, 'sub': sub, 'iat': now,
                        'aud': 'urn:pulumi:org:acme', 'exp': now + 300,
                        **claims}, key, 'RS256', {'kid': 'k1'})
    form = {'grant_type': 'urn:ietf:params:oauth:grant-type:token-exchange',
            'audience': 'urn:pulumi:org:acme', 'subject_token': token,
            'subject_token_type': 'urn:ietf:params:oauth:token-type:id_token',
            'requested_token_type':
            'urn:pulumi:token-type:access_token:personal', 'scope': scope}
    return call('POST', '/api/oauth/token', None,
                urllib.parse.urlencode(form),
                {'Content-Type': 'application/x-www-form-urlencoded'})


def test_paths():
    import double
    with open(here + '/paths.tsv', encoding='utf-8') as f:
        published = [line.rstrip('\n').split('\t')[:2] for line in f]
    sample = {'orgName': 'acme', 'projectName': 'p', 'envName': 'e',
              'openSessionID': 's', 'version': '1', 'tagName': 't',
              'changeRequestID': 'c'}
    paths = [(m, re.sub(r'\{(\w+)\}', lambda g: sample.get(g[1], 'x'), p))
             for m, p in published]
    paths += [('GET', '/api/user'), ('GET', '/api/user/organizations/default'),
              ('GET', '/api/esc/environments')]
    for method, pattern, name in double.Handler.ROUTES:
        ok(any(m == method and re.fullmatch(pattern, p) for m, p in paths),
           'the published list has ' + name)


def test_open():
    e = '/api/esc/environments/acme/aws/dev'
    status, opened = call('POST', e + '/open?duration=1h0m0s')
    ok(status == 200 and 'id' in opened, 'open')
    status, read = call('GET', e + '/open/' + opened['id'])
    ok(status == 200 and read['properties']['a']['value'] == 'two', 'read')
    status, read = call('GET', e + '/open/' + opened['id'] + '?property=m.k')
    ok(status == 200 and read == {'value': 'v'}, 'read one property')
    ok(call('GET', e + '/open/' + opened['id'], 'pul-eve')[0] == 404,
       "another's session is none")
    status, opened = call('POST', e + '/versions/stable/open?duration=1h')
    status, read = call('GET', e + '/versions/stable/open/' + opened['id'])
    ok(read['properties']['a']['value'] == 'one', 'a tag names a revision')
    status, opened = call('POST', e + '/open?duration=1s')
    time.sleep(1.1)
    ok(call('GET', e + '/open/' + opened['id'])[0] == 404,
       'the lifetime ends')
    ok(call('POST', e + '/versions/9/open')[0] == 404, 'no such revision')
    ok(call('POST', e + '/open?duration=soon')[0] == 400, 'bad duration')
    ok(call('POST', e + '/open', None)[0] == 401, 'no token')
    ok(call('POST', e + '/open', 'pul-old')[0] == 401, 'an ended token')
    ok(call('POST', e + '/open', 'pul-eve')[0] == 403, 'no right to open')
    ok(call('POST', e + '/open', 'pul-bob')[0] == 404, 'not to be seen')
    status, read = call('POST', '/api/esc/environments/acme/aws/bad/open')
    ok(status == 400 and read['diagnostics'], 'diagnostics')


def test_approval():
    e = '/api/esc/environments/acme/aws/gated'
    ok(call('POST', e + '/open')[0] == 403, 'gated: refused')
    ok(call('GET', e + '/metadata')[1]['openRequestNeeded'], '  and says so')
    status, asked = call('POST', e + '/open/request', body=json.dumps(
        {'grantExpirationSeconds': 90000, 'accessDurationSeconds': 259200}))
    change = asked['changeRequests'][0]['changeRequestId']
    c = '/api/change-requests/acme/' + change
    ok(call('POST', c + '/submit', body='{"description": "why"}')[0] == 204
       and call('GET', c)[1]['status'] == 'pending', '  submitted')
    listed = call('GET', '/api/change-requests/acme')[1]['changeRequests']
    ok(listed[0]['id'] == change and listed[0]['description'] == 'why' and
       listed[0]['createdBy']['githubLogin'] == 'dana', '  and listed')
    ok(call('POST', e + '/open')[0] == 403, '  still refused')
    ok(call('POST', c + '/apply')[0] == 409, '  nor may it be applied')
    with open(T + '/changes.json', encoding='utf-8') as f:
        changes = json.load(f)
    changes[change]['approved'] = True
    write(changes, 'changes.json')
    ok(call('GET', c)[1]['status'] == 'ready' and
       call('POST', e + '/open')[0] == 403, '  approved: ready')
    ok(call('POST', c + '/apply')[0] == 200 and
       call('POST', e + '/open')[0] == 200, '  applied: opens')


def test_exchange():
    key, jwks = key_set('sign.key')
    stranger, _ = key_set('stranger.key')
    issuer = start_issuer(jwks)
    write([{'org': 'acme', 'issuer': issuer, 'ca': T + '/tls.pem', 'policies':
            [{'subject': '*:user:dana', 'kind': 'personal',
              'scope': 'user:dana'}]}], 'issuers.json')
    status, made = exchange(key, issuer)
    ok(status == 200 and made['token_type'] == 'token', 'exchanged')
    ok(call('GET', '/api/user', made['access_token'])[1]['githubLogin'] ==
       'dana', '  for a token of dana')
    ok(exchange(stranger, issuer)[0] == 401, 'signed by another key')
    ok(exchange(key, issuer, exp=int(time.time()) - 5)[0] == 401, 'expired')
    ok(exchange(key, issuer, aud='other')[0] == 401, 'for another audience')
    ok(exchange(key, issuer + '/x')[0] == 401, 'of another issuer')
    ok(exchange(key, issuer, sub='bastion:z:host:h:user:eve')[0] == 403,
       'of a person without policy')
    ok(exchange(key, issuer, scope='user:root')[0] == 403, 'for another login')


def test_faults():
    write([{'match': 'GET /api/user', 'times': 1, 'status': 429,
            'headers': {'Retry-After': '1'}, 'body': '{"code":429}'}],
          'faults.json')
    ok(call('GET', '/api/user')[0] == 429, 'a fault is given')
    ok(call('GET', '/api/user')[0] == 200, '  as often as it says')
    with open(T + '/requests.jsonl', encoding='utf-8') as f:
        ok('pul-dana' not in f.read(), 'no token is written down')


with tempfile.TemporaryDirectory() as T:
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout',
            'tls.key', '-out', 'tls.pem', '-days', '2', '-subj',
            '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1')
    for name in ('sign.key', 'stranger.key'):
        openssl('genrsa', '-out', name, '2048')
    write({'pul-dana': {'login': 'dana', 'orgs': ['acme'], 'open': ['*']},
           'pul-eve': {'login': 'eve', 'orgs': ['acme'], 'open': []},
           'pul-bob': {'login': 'bob', 'orgs': ['other'], 'open': ['*']},
           'pul-old': {'login': 'dana', 'orgs': ['acme'], 'open': ['*'],
                       'expires': 1}}, 'users.json')
    dev = ('environments', 'acme', 'aws', 'dev')
    write({'properties': {'a': {'value': 'one'}}}, *dev, '1.json')
    write({'properties': {'a': {'value': 'two'}, 'm':
                          {'value': {'k': {'value': 'v'}}}}}, *dev, '2.json')
    write({'stable': 1}, *dev, 'tags.json')
    write({'diagnostics': [{'summary': 'unknown provider'}]},
          *dev[:3], 'bad', '1.json')
    write({'properties': {}}, *dev[:3], 'gated', '1.json')
    write({'gated': True}, *dev[:3], 'gated', 'settings.json')
    server = subprocess.Popen(
        [sys.executable, here + '/double.py', T, T + '/tls.pem',
         T + '/tls.key'], stdout=subprocess.PIPE)
    try:
        PORT = int(server.stdout.readline())
        for test in (test_paths, test_open, test_approval, test_exchange,
                     test_faults):
            test()
    finally:
        server.kill()
        server.wait()
print('1..%d' % count)
sys.exit(failed > 0)
