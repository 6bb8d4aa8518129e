#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""syslog.py SOCKET FILE: the bed's journal; one line per datagram."""
import os
import re
import socket
import sys

path, out = sys.argv[1:]
if os.path.lexists(path):
    os.unlink(path)
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(path)
os.chmod(path, 0o666)
with open(out, 'ab', buffering=0) as journal:
    while True:
        record = listener.recv(65536)
        journal.write(re.sub(rb'[\n\0]+$', b'', record) + b'\n')
