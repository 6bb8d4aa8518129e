# SPDX-License-Identifier: Apache-2.0
"""What the double knows and remembers: files below one folder."""
import contextlib
import fcntl
import fnmatch
import json
import os
import secrets
import time


class Refused(Exception):
    """An answer that is no 200, in the original's form."""

    def __init__(self, status, message, headers=None, **more):
        super().__init__(message)
        self.status, self.headers = status, headers
        self.body = {'code': status, 'message': message, **more}


class Store:
    def __init__(self, root):
        self.root = root

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def load(self, default, *parts):
        try:
            with open(self.path(*parts), encoding='utf-8') as f:
                return json.load(f)
        except FileNotFoundError:
            return default

    @contextlib.contextmanager
    def changing(self, default, name):
        """The document NAME, written back when the block ends."""
        with open(self.path('.lock'), 'a', encoding='utf-8') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            document = self.load(default, name)
            yield document
            with open(self.path(name + '.new'), 'w', encoding='utf-8') as f:
                json.dump(document, f)
            os.replace(self.path(name + '.new'), self.path(name))

    def log(self, entry):
        with open(self.path('requests.jsonl'), 'a', encoding='utf-8') as f:
            f.write(json.dumps(entry) + '\n')

    def take_fault(self, request):
        faults = self.load([], 'faults.json')
        if not any(fnmatch.fnmatchcase(request, f['match']) for f in faults):
            return None
        with self.changing([], 'faults.json') as faults:
            for fault in faults:
                if fnmatch.fnmatchcase(request, fault['match']) and \
                        fault.get('times', 1) > 0:
                    fault['times'] = fault.get('times', 1) - 1
                    return dict(fault)
        return None

    # --- users

    def user(self, token):
        users = {**self.load({}, 'users.json'),
                 **self.load({}, 'exchanged.json')}
        user = users.get(token)
        if user is None or user.get('expires', time.time() + 1) < time.time():
            raise Refused(401, 'Unauthorized: No credentials provided or are '
                               'invalid.')
        return user

    def remember_token(self, token, user):
        with self.changing({}, 'exchanged.json') as tokens:
            tokens[token] = user

    # --- environments

    def names(self):
        base = self.path('environments')
        return sorted((o, p, e) for o in os.listdir(base)
                      for p in os.listdir(os.path.join(base, o))
                      for e in os.listdir(os.path.join(base, o, p)))

    def settings(self, name):
        return self.load({}, 'environments', *name, 'settings.json')

    def tags(self, user, name):
        numbers = self.numbers(user, name)
        return {'latest': numbers[-1],
                **self.load({}, 'environments', *name, 'tags.json')}

    def numbers(self, user, name):
        folder = self.path('environments', *name)
        # Who may not see an environment is told that there is none.
        if name[0] not in user['orgs'] or not os.path.isdir(folder):
            raise Refused(404, "environment '%s' not found" % '/'.join(name))
        return sorted(int(f[:-5]) for f in os.listdir(folder)
                      if f[:-5].isdigit() and f.endswith('.json'))

    def revision(self, user, name, version):
        """(number, recorded result); VERSION is a number, a tag or None."""
        tags = self.tags(user, name)
        if not any(fnmatch.fnmatchcase('/'.join(name), p)
                   for p in user.get('open', [])):
            raise Refused(403, "you do not have permission to open "
                               "environment '%s'" % '/'.join(name))
        if version is None:
            number = tags['latest']
        elif version[0].isdigit():
            number = int(version) if version.isdigit() else 0
        else:
            number = tags.get(version, 0)
        if number not in self.numbers(user, name):
            raise Refused(404, "version '%s' not found" % version)
        return number, self.load(None, 'environments', *name,
                                 '%d.json' % number)

    # --- opened sessions

    def opened(self, user, name, number, seconds):
        session = secrets.token_hex(16)
        with self.changing({}, 'opened.json') as opened:
            opened[session] = {'name': '/'.join(name), 'number': number,
                               'login': user['login'],
                               'ends': time.time() + seconds}
        return session

    def session(self, user, name, session):
        known = self.load({}, 'opened.json').get(session)
        if known is None or known['name'] != '/'.join(name) or \
                known['login'] != user['login'] or \
                known['ends'] < time.time():
            raise Refused(404, 'environment session not found')
        return known['number']

    # --- approvals; a test approves by setting "approved" or "closed", or has
    # it done at the Nth look by an environment's settings: {"approve_at": N}

    def ask(self, user, name):
        change = 'cr-' + secrets.token_hex(4)
        with self.changing({}, 'changes.json') as changes:
            changes[change] = {'org': name[0], 'name': '/'.join(name),
                               'login': user['login'], 'status': 'draft',
                               'approved': False, 'looks': 0,
                               'description': ''}
        return change

    def submit(self, org, change, description):
        with self.changing({}, 'changes.json') as changes:
            if changes.get(change, {}).get('org') != org:
                raise Refused(404, 'change request not found')
            changes[change].update(status='pending', description=description)

    @staticmethod
    def shown(change, known):
        status = known['status']
        if known.get('closed'):
            status = 'closed'
        elif status == 'pending' and known['approved']:
            status = 'ready'
        return {'id': change, 'status': status, 'action': 'open',
                'description': known['description'],
                'createdBy': {'githubLogin': known['login']}}

    def change(self, org, change):
        with self.changing({}, 'changes.json') as changes:
            known = changes.get(change)
            if known is None or known['org'] != org:
                raise Refused(404, 'change request not found')
            known['looks'] += 1
            at = self.settings(known['name'].split('/')).get('approve_at', 0)
            known['approved'] |= known['looks'] == at
            return self.shown(change, known)

    def changes(self, org):
        return [self.shown(change, known) for change, known
                in self.load({}, 'changes.json').items()
                if known['org'] == org]

    def apply(self, org, change):
        with self.changing({}, 'changes.json') as changes:
            known = changes.get(change)
            if known is None or known['org'] != org:
                raise Refused(404, 'change request not found')
            if self.shown(change, known)['status'] != 'ready':
                raise Refused(409, 'change request is not ready to apply')
            known['status'] = 'applied'

    def granted(self, user, name):
        return any(c['status'] == 'applied' and c['login'] == user['login']
                   and c['name'] == '/'.join(name)
                   for c in self.load({}, 'changes.json').values())
