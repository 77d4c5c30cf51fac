#!/usr/bin/env python3
"""User-space point-to-point link between two network namespaces.

usage: vpnlink.py NS_A NS_B DEV CONTROL_FILE

Opens one TUN device called DEV in each namespace and copies packets between
them.  The control file holds JSON
    {"delay_ab": s, "delay_ba": s, "loss_ab": 0..1, "loss_ba": 0..1}
and is read again whenever its modification time changes.  It stands in for
`tc netem`, which not every kernel has.
"""

import ctypes
import fcntl
import heapq
import itertools
import json
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def open_tun(ns, dev):
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{ns}", os.O_RDONLY)
    try:
        if _libc.setns(there, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", dev.encode(), IFF_TUN | IFF_NO_PI))
        return fd
    finally:
        _libc.setns(home, CLONE_NEWNET)
        os.close(there)
        os.close(home)


def main():
    ns_a, ns_b, dev, control = sys.argv[1:5]
    fds = (open_tun(ns_a, dev), open_tun(ns_b, dev))
    rng = random.Random(20240501)
    cfg, stamp = {}, None
    queue, order = [], itertools.count()
    next_check = 0.0
    while True:
        now = time.monotonic()
        if now >= next_check:
            next_check = now + 0.02
            try:
                st = os.stat(control).st_mtime_ns
                if st != stamp:
                    with open(control) as fh:
                        cfg = json.load(fh)
                    stamp = st
            except (OSError, ValueError):
                pass
        while queue and queue[0][0] <= now:
            _, _, out, data = heapq.heappop(queue)
            try:
                os.write(out, data)
            except OSError:  # the device is down: the packet is lost
                pass
        wait = 0.05 if not queue else max(0.0, min(0.05, queue[0][0] - now))
        ready, _, _ = select.select(fds, (), (), wait)
        for fd in ready:
            side = fds.index(fd)
            tag = "ab" if side == 0 else "ba"
            try:
                data = os.read(fd, 65535)
            except OSError:
                continue
            if rng.random() < cfg.get("loss_" + tag, 0.0):
                continue
            due = time.monotonic() + cfg.get("delay_" + tag, 0.0)
            heapq.heappush(queue, (due, next(order), fds[1 - side], data))


if __name__ == "__main__":
    main()
