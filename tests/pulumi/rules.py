# SPDX-License-Identifier: Apache-2.0
"""The double's rules: token exchange (RFC 8693), durations, properties."""
import fnmatch
import json
import re
import secrets
import ssl
import time
import urllib.request

import jwt  # python3-jwt: the verification is not ours

from store import Refused

GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
SUBJECT = 'urn:ietf:params:oauth:token-type:id_token'
KIND = 'urn:pulumi:token-type:access_token:'


def fetch(url, ca):
    context = ssl.create_default_context(cafile=ca)
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=context),
        urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=5) as answer:
        return json.load(answer)


def audience_of(policy, org):
    """A policy is rules over claims; ours know of two."""
    return policy.get('audience', 'urn:pulumi:org:' + org)


def verified(issuer, org, token):
    """The claims of TOKEN, when the registered issuer really signed it."""
    found = fetch(issuer['issuer'] + '/.well-known/openid-configuration',
                  issuer['ca'])
    if found['issuer'] != issuer['issuer']:
        raise Refused(400, 'issuer mismatch in discovery')
    keys = fetch(found['jwks_uri'], issuer['ca'])['keys']
    kid = jwt.get_unverified_header(token).get('kid')
    key = next((k for k in keys if k['kid'] == kid), None)
    if key is None:
        raise Refused(401, 'invalid token: unknown key')
    return jwt.decode(
        token, jwt.PyJWK(key).key, algorithms=['RS256', 'ES256'],
        audience=[audience_of(p, org) for p in issuer['policies']],
        issuer=issuer['issuer'],
        options={'require': ['exp', 'iat', 'iss', 'aud', 'sub']})


def exchange(store, form):
    org = form.get('audience', '').removeprefix('urn:pulumi:org:')
    kind = form.get('requested_token_type', '').removeprefix(KIND)
    scope, token = form.get('scope', ''), form.get('subject_token', '')
    if form.get('grant_type') != GRANT or \
            form.get('subject_token_type') != SUBJECT:
        raise Refused(400, 'unsupported grant or token type')
    if kind not in ('personal', 'team', 'organization'):
        raise Refused(400, 'unsupported requested_token_type')
    try:
        claimed = jwt.decode(token, options={'verify_signature': False})
        issuer = next(i for i in store.load([], 'issuers.json')
                      if i['org'] == org and i['issuer'] == claimed['iss'])
        claims = verified(issuer, org, token)
    except (jwt.PyJWTError, KeyError, StopIteration) as e:
        raise Refused(401, 'invalid token: %s' % (e or 'unknown issuer'))
    allowed = any(p['kind'] == kind
                  and audience_of(p, org) == claims['aud']
                  and fnmatch.fnmatchcase(claims['sub'], p['subject'])
                  and fnmatch.fnmatchcase(scope, p['scope'])
                  for p in issuer['policies'])
    if not allowed:
        raise Refused(403, 'no policy allows this token')
    seconds = int(form.get('expiration', 7200))
    made = 'pul-' + secrets.token_hex(20)
    login = scope.partition(':')[2] if kind == 'personal' else org
    rights = store.load({}, 'rights.json').get(login, [org + '/*'])
    store.remember_token(made, {
        'login': login, 'orgs': [org], 'kind': kind, 'open': rights,
        'expires': time.time() + seconds})
    return {'access_token': made, 'issued_token_type': KIND + kind,
            'token_type': 'token', 'expires_in': seconds, 'scope': scope}


def go_duration(text):
    units = {'h': 3600, 'm': 60, 's': 1}
    if not re.fullmatch(r'(\d+h)?(\d+m)?(\d+s)?', text) or not text:
        raise Refused(400, 'invalid duration %r' % text)
    return sum(int(n) * units[u] for n, u in re.findall(r'(\d+)([hms])', text))


def member(result, path):
    """The Value at a dotted path with [i] and ["key"]."""
    value = {'value': result.get('properties', {})}
    for name, index, key in re.findall(
            r'([^.\[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]', path):
        inner = value.get('value')
        try:
            value = inner[int(index)] if index else inner[name or key]
        except (KeyError, IndexError, TypeError):
            raise Refused(404, "property '%s' not found" % path) from None
    return value
