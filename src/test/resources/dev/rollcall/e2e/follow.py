"""Follows a WebSocket with Python's websockets: prints each text frame on a line, pongs, the end.

Usage: follow.py URL
"""
import asyncio
import sys

import websockets


async def ping(socket):
    await (await socket.ping(b"here"))
    print("pong here", flush=True)


async def follow(url):
    async with websockets.connect(url, max_size=1 << 26) as socket:
        pinging = asyncio.ensure_future(ping(socket))
        try:
            while True:
                frame = await socket.recv()
                print(frame if isinstance(frame, str) else "binary", flush=True)
        except websockets.ConnectionClosed:
            pinging.cancel()
            print(f"closed {socket.close_code}", flush=True)


asyncio.run(follow(sys.argv[1]))
