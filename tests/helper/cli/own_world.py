#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The double of Pulumi Cloud for own-t.sh: own_world.py FOLDER EVALUATOR

Serves FOLDER/state (tests/pulumi/double.py says its files) by TLS under
FOLDER/ca.pem, prints its port and stops when standard input closes.  The
environments are those of the recorded sessions of the original's command
line, evaluated by EVALUATOR as tests/conformance has it compared with the
original, and a few of the test's own.
"""
import glob
import json
import os
import re
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../../pulumi'))
import double  # noqa: E402  needs python3-jwt, else the test is skipped

FOLDER, EVALUATOR = sys.argv[1:3]
RECORDED = os.path.join(HERE, '../../fixtures/cli')

OWN = {
    'acme/aws/dev': 'values:\n  environmentVariables:\n'
                    '    AWS_ACCESS_KEY_ID: ASIAOWN\n'
                    '    AWS_SECRET_ACCESS_KEY:\n'
                    '      fn::secret: CANARY-secret\n'
                    '    AWS_SESSION_TOKEN: {"fn::secret": CANARY-session}\n'
                    '    LD_PRELOAD: /tmp/evil.so\n',
    'acme/aws/plain': 'values:\n  environmentVariables:\n    PLAIN: text\n',
    'acme/aws/big': 'values:\n  fill: "%s"\n  environmentVariables:\n'
                    '    SMALL: text\n' % ('x' * 40000),
    'acme/aws/gated': 'values: {}\n',
}


def path(*parts):
    name = os.path.join(FOLDER, *parts)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    return name


def write(text, *parts):
    with open(path(*parts), 'w', encoding='utf-8') as f:
        f.write(text if isinstance(text, str) else json.dumps(text))


def indented(lines, depth):
    """LINES without DEPTH, four spaces a level, as the original rewrote."""
    out = ''
    for line in lines:
        line = line[depth:]
        out += ' ' * (len(line) - len(line.lstrip(' '))) + line + '\n'
    return out


def revisions(lines):
    """(definition, tags) of each of the LINES below an environment's name."""
    if lines[0].strip() != 'revisions:':
        return [(indented(lines, 4), [])]
    found = []
    for item in re.split(r'^      - ', '\n'.join(lines[1:]), flags=re.M)[1:]:
        text, _, tags = item.partition('\n        tags:')
        found.append((indented(text.split('\n')[1:], 10),
                      re.findall(r'- (\S+)', tags)))
    return found


def recorded(name):
    """Environments of the recorded session NAME, by their last part."""
    with open(os.path.join(RECORDED, name), encoding='utf-8') as f:
        head = f.read().split('\n---\n')[0].split('\nenvironments:\n')
    if len(head) < 2:
        return {}
    parts = re.split(r'^  \S+/(\S+):\n', head[1].rstrip() + '\n', flags=re.M)
    return {env: revisions(body.rstrip('\n').split('\n'))
            for env, body in zip(parts[1::2], parts[2::2])}


def evaluated(env, definition, others):
    """What the service would answer to reading DEFINITION."""
    write(definition, 'case', env, 'env.yaml')
    for name, text in others.items():
        write(text, 'case', env, name + '.yaml')
    run = subprocess.run([EVALUATOR, path('case', env)], check=True,
                         stdout=subprocess.PIPE)
    result = json.loads(run.stdout)
    said = result.get('evalDiags') or result.get('checkDiags') or []
    if said:
        return {'diagnostics': [diagnostic(one) for one in said]}
    return result.get('eval') or {'properties': {}}


def diagnostic(one):
    where = one.get('Subject') or {}
    begin = where.get('Start') or {}
    return {'severity': 'error', 'summary': one['Summary'], 'range': {
        'environment': where.get('Filename'), 'begin': {
            'line': begin.get('Line'), 'column': begin.get('Column')}}}


def keep(name, number, env, definition, others):
    write(evaluated(env, definition, others), 'state/environments', name,
          '%d.json' % number)


def keep_recorded(session, environments):
    newest = {env: found[-1][0] for env, found in environments.items()}
    for env, found in environments.items():
        name = 'test-user/%s/%s' % (session, env)
        tags = {}
        write(None, 'state/environments', name, '1.json')  # empty, as there
        for number, (definition, given) in enumerate(found, 2):
            keep(name, number, env, definition,
                 {k: v for k, v in newest.items() if k != env})
            tags.update({tag: number for tag in given})
        write(tags, 'state/environments', name, 'tags.json')


def make_certificate():
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
         'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
         '/CN=esc test', '-addext', 'subjectAltName=DNS:localhost',
         '-keyout', path('ca.key'), '-out', path('ca.pem')], check=True,
        stderr=subprocess.DEVNULL)


def main():
    make_certificate()
    write({'pul-CANARY-dana': {'login': 'dana', 'orgs': ['acme', 'test-user'],
                               'open': ['acme/*', 'test-user/*']},
           'pul-CANARY-eve': {'login': 'eve', 'orgs': ['acme'], 'open': []}},
          'state/users.json')
    for name, definition in OWN.items():
        keep(name, 1, name.split('/')[2], definition, {})
    write({'gated': True}, 'state/environments/acme/aws/gated/settings.json')
    for file in sorted(glob.glob(os.path.join(RECORDED, '*.yaml'))):
        keep_recorded(os.path.basename(file)[:-5],
                      recorded(os.path.basename(file)))
    tls = double.ssl.SSLContext(double.ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path('ca.pem'), path('ca.key'))
    server = double.Server(path('state'), 0, tls)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


main()
