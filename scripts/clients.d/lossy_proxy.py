"""Stands between clients and a node. While the file FLAG is there, the answer to the next mutation is lost: the node has carried it out, the
client's connection breaks, and FLAG is removed.

usage: lossy_proxy.py PORT NODE_PORT FLAG
"""

import asyncio
import os
import sys


async def copy(reader, writer, see=lambda data: True):
    """Copies until the end, or until `see` wants no more."""
    try:
        while data := await reader.read(65536):
            if not see(data):
                break
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    writer.close()


async def serve(client_reader, client_writer, node_port, flag):
    try:
        node_reader, node_writer = await asyncio.open_connection(
            "127.0.0.1", node_port
        )
    except OSError:
        client_writer.close()
        return
    loses = False

    def request(data):
        nonlocal loses
        if b"mutation" in data and os.path.exists(flag):
            os.remove(flag)
            loses = True
        return True

    await asyncio.gather(
        copy(client_reader, node_writer, request),
        copy(node_reader, client_writer, lambda _: not loses),
    )


async def main():
    port, node_port, flag = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    server = await asyncio.start_server(
        lambda reader, writer: serve(reader, writer, node_port, flag), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


asyncio.run(main())
