"""What a user of gql does with a node: queries, mutations, errors and subscriptions, over HTTP and over WebSockets."""

import asyncio
import os
import sys

from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from gql.transport.websockets import WebsocketsTransport

CREATE = gql(
    """mutation ($id: ID!, $text: String) {
         createComment(input: { id: $id, text: $text, tags: ["a"] }) { id text _version }
       }"""
)
GET = gql("query ($id: ID!) { getComment(id: $id) { id text tags } }")
SYNC = gql(
    """subscription ($since: String!) {
         syncComments(lastSync: $since) { items { id text } lastSync hasMore }
       }"""
)
UPDATED = gql(
    'subscription { updatedComment(filter: { id: { eq: "ws-1" } }) { id text } }'
)


def http(base, token):
    transport = RequestsHTTPTransport(
        base + "/graphql", headers={"Authorization": "Bearer " + token}
    )
    with Client(transport=transport, fetch_schema_from_transport=True) as session:
        # The schema was fetched, so operations are checked by the client as well.
        made = session.execute(
            CREATE, variable_values={"id": "http-1", "text": "over HTTP"}
        )
        assert made["createComment"]["text"] == "over HTTP", made
        got = session.execute(GET, variable_values={"id": "http-1"})
        assert got == {
            "getComment": {"id": "http-1", "text": "over HTTP", "tags": ["a"]}
        }, got
        try:
            session.execute(CREATE, variable_values={"id": "http-1", "text": "other"})
            raise AssertionError("a second create was taken")
        except TransportQueryError as error:
            assert error.errors[0]["extensions"]["code"] == "ALREADY_EXISTS", error


async def aiohttp(base, token):
    transport = AIOHTTPTransport(
        base + "/graphql", headers={"Authorization": "Bearer " + token}
    )
    async with Client(transport=transport) as session:
        got = await session.execute(GET, variable_values={"id": "http-1"})
        assert got["getComment"]["id"] == "http-1", got


def sockets(base, token, **parameters):
    return WebsocketsTransport(
        url=base.replace("http", "ws", 1) + "/graphql",
        init_payload={"Authorization": "Bearer " + token},
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        **parameters,
    )


async def websockets(base, token):
    transport = sockets(base, token, ping_interval=1, pong_timeout=5)
    async with Client(
        transport=transport, fetch_schema_from_transport=True
    ) as session:
        made = await session.execute(
            CREATE, variable_values={"id": "ws-1", "text": "first"}
        )
        pages = session.subscribe(SYNC, variable_values={"since": "0"})
        seen = {}
        token_of_round = None
        async for page in pages:
            for item in page["syncComments"]["items"]:
                seen[item["id"]] = item["text"]
            token_of_round = page["syncComments"]["lastSync"]
            if not page["syncComments"]["hasMore"]:
                break
        assert seen == {"http-1": "over HTTP", "ws-1": "first"}, seen
        # It goes on from the token on another subscription of the same connection, while changes are made.
        live = session.subscribe(SYNC, variable_values={"since": token_of_round})
        assert (await anext(live))["syncComments"]["items"] == []
        events = session.subscribe(UPDATED)
        waiting = asyncio.ensure_future(anext(events))
        await session.execute(gql("{ __typename }"))
        version = made["createComment"]["_version"]
        await session.execute(
            gql(
                """mutation ($version: String!) {
                     updateComment(input: { id: "ws-1", text: "second", updatedAt: "0", _version: $version }) { id }
                   }"""
            ),
            variable_values={"version": version},
        )
        page = await anext(live)
        assert page["syncComments"]["items"] == [{"id": "ws-1", "text": "second"}], page
        assert await waiting == {"updatedComment": {"id": "ws-1", "text": "second"}}
        # Pings of the client are answered meanwhile, or gql closes the connection.
        await asyncio.sleep(2.5)
        await session.execute(gql("{ __typename }"))
        try:
            await session.execute(
                gql('{ syncComments(lastSync: "rubbish") { lastSync } }')
            )
            raise AssertionError("a token that is none was taken")
        except TransportQueryError as error:
            assert error.errors[0]["extensions"]["code"] == "BAD_LAST_SYNC", error
        # gql waits for subscriptions that were not ended.
        for subscription in (pages, live, events):
            await subscription.aclose()


async def refused(base):
    try:
        async with Client(transport=sockets(base, "wrong")):
            raise AssertionError("a wrong token was taken")
    except TransportConnectionFailed:
        pass
    except Exception as error:  # what gql makes of a close differs between its versions
        assert "4401" in repr(error) or "4401" in str(error.__cause__), repr(error)


def main():
    base, token = sys.argv[1], os.environ["DELTAMESH_TOKEN"]
    http(base, token)
    asyncio.run(aiohttp(base, token))
    asyncio.run(websockets(base, token))
    asyncio.run(refused(base))
    print("  queries, mutations, errors, subscriptions, pings, a wrong token")


main()
