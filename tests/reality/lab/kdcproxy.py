#!/usr/bin/env python3
"""Stateless TCP/UDP forwarder: the Kerberos half of the AD Connector stand-in.

usage: kdcproxy.py LISTEN_ADDR UPSTREAM[,UPSTREAM...] PORT[,PORT...]

TCP: tries the upstreams in order, CONNECT_TIMEOUT seconds each, then closes
the client's connection.  UDP: sends each datagram to the first upstream and,
while no answer comes, to the next one every UDP_RETRY seconds.  Nothing is
cached or remembered between requests.
"""

import asyncio
import sys

CONNECT_TIMEOUT = 3.0
UDP_RETRY = 1.0
UDP_GIVE_UP = 10.0


async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        try:
            writer.close()
        except OSError:
            pass


def tcp_handler(upstreams, port):
    async def handle(reader, writer):
        for addr in upstreams:
            try:
                up_r, up_w = await asyncio.wait_for(asyncio.open_connection(addr, port), CONNECT_TIMEOUT)
            except (TimeoutError, OSError):
                continue
            await asyncio.gather(pump(reader, up_w), pump(up_r, writer))
            return
        writer.close()

    return handle


class Upstream(asyncio.DatagramProtocol):
    def __init__(self, got):
        self.got = got

    def datagram_received(self, data, addr):
        if not self.got.done():
            self.got.set_result(data)


class Listener(asyncio.DatagramProtocol):
    def __init__(self, upstreams, port):
        self.upstreams, self.port = upstreams, port
        self.tasks = set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        task = asyncio.ensure_future(self.relay(data, addr))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def relay(self, data, addr):
        loop = asyncio.get_running_loop()
        got = loop.create_future()
        socks = []
        try:
            for up in self.upstreams:
                try:
                    tr, _ = await loop.create_datagram_endpoint(lambda: Upstream(got), remote_addr=(up, self.port))
                except OSError:
                    continue
                socks.append(tr)
                tr.sendto(data)
                await asyncio.wait((got,), timeout=UDP_RETRY)
                if got.done():
                    break
            else:
                await asyncio.wait((got,), timeout=UDP_GIVE_UP)
            if got.done():
                self.transport.sendto(got.result(), addr)
        finally:
            for tr in socks:
                tr.close()


async def main():
    listen, upstreams, ports = sys.argv[1], sys.argv[2].split(","), sys.argv[3].split(",")
    loop = asyncio.get_running_loop()
    for port in map(int, ports):
        await asyncio.start_server(tcp_handler(upstreams, port), listen, port)
        await loop.create_datagram_endpoint(lambda p=port: Listener(upstreams, p), local_addr=(listen, port))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
