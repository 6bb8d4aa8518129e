#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Network and server faults on 127.0.0.1 (standard library only). Prints its port, then one line per connection.

  faultd.py proxy HOST:PORT [options]     TCP proxy in front of a real server; TLS passes through untouched
      --delay S        wait S seconds before the upstream connection
      --rate BPS       at most BPS bytes a second towards the client
      --stall N        after N bytes towards the client send nothing more, keep the connection (N=0: never answer)
      --cut N          after N bytes towards the client close;  --reset N: the same, with a TCP reset
      --flip N         flip one bit of byte N towards the client
      --fail-first K   reset the first K connections at once, then behave
  faultd.py canned CERT KEY FILE...       HTTPS server; request n gets the raw bytes of FILE n (the last one repeats)
      --chunk N --pause S   send N bytes, pause S seconds, and so on      --endless   repeat the last chunk for ever
      --log FILE            append every request as received
  Options: --port P (default: any free port)
"""
import argparse
import asyncio
import socket
import ssl
import struct
import sys

p = argparse.ArgumentParser(usage=__doc__)
p.add_argument('mode', choices=['proxy', 'canned'])
p.add_argument('args', nargs='+')
p.add_argument('--port', type=int, default=0)
for name, kind in (('delay', float), ('pause', float), ('rate', float), ('chunk', int), ('stall', int), ('cut', int),
                   ('reset', int), ('flip', int), ('fail-first', int), ('log', str)):
    p.add_argument('--' + name, type=kind)
p.add_argument('--endless', action='store_true')
a = p.parse_args()
count = 0


def reset(writer):
    sock = writer.get_extra_info('socket')
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    writer.transport.abort()


async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        pass


async def to_client(reader, writer):
    """Returns what ended it."""
    sent = 0
    limits = [(n, what) for n, what in ((a.stall, 'stall'), (a.cut, 'cut'), (a.reset, 'reset')) if n is not None]
    limit, what = min(limits) if limits else (None, 'end')
    if limit == 0:
        return what
    while data := bytearray(await reader.read(int(min(65536, max(1, (a.rate or 1e9) / 20))))):
        if a.flip is not None and sent <= a.flip < sent + len(data):
            data[a.flip - sent] ^= 1
        if limit is not None:
            data = data[:limit - sent]
        writer.write(data)
        await writer.drain()
        sent += len(data)
        if limit is not None and sent >= limit:
            return what
        if a.rate:
            await asyncio.sleep(len(data) / a.rate)
    return 'end'


async def proxy(reader, writer):
    global count
    count += 1
    n, what, up = count, 'refused', None
    try:
        if n <= (a.fail_first or 0):
            return reset(writer)
        await asyncio.sleep(a.delay or 0)
        host, port = a.args[0].rsplit(':', 1)
        up_reader, up = await asyncio.open_connection(host, int(port))
        request = asyncio.create_task(pump(reader, up))
        what = await to_client(up_reader, writer)
        if what == 'stall':
            await request  # until the client gives up
        request.cancel()
        if what == 'reset':
            reset(writer)
    except OSError as e:
        what = repr(e)
    finally:
        print(f'connection {n}: {what}', flush=True)
        for w in (up, writer):
            if w:
                w.close()


async def canned(reader, writer):
    global count
    try:
        head = await reader.readuntil(b'\r\n\r\n')
        length = [int(line.split(b':')[1]) for line in head.split(b'\r\n') if line.lower().startswith(b'content-length:')]
        body = await reader.readexactly(length[0]) if length else b''
        count += 1
        if a.log:
            with open(a.log, 'ab') as f:
                f.write(head + body + b'\n')
        with open(a.args[2:][min(count, len(a.args) - 2) - 1], 'rb') as f:
            data = f.read()
        size = a.chunk or len(data)
        chunks = [data[i:i + size] for i in range(0, len(data), size)]
        while chunks:
            writer.write(chunks[0])
            await writer.drain()
            if len(chunks) > 1 or not a.endless:
                chunks.pop(0)
            await asyncio.sleep(a.pause or 0)
        print(f'request {count}: {head.split(bytes([13]))[0].decode("latin-1")}', flush=True)
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as e:
        print(f'request: {e!r}', flush=True)
    finally:
        writer.close()


async def main():
    tls = None
    if a.mode == 'canned':
        if len(a.args) < 3:
            sys.exit('faultd.py canned CERT KEY FILE...')
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(a.args[0], a.args[1])
    server = await asyncio.start_server(proxy if a.mode == 'proxy' else canned, '127.0.0.1', a.port, ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main())
