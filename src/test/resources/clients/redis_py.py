"""Drives every family of commands with redis-py, which is given the port; fails with a traceback."""

import sys
import threading
import time

import redis

client = redis.Redis(port=int(sys.argv[1]), decode_responses=True)


def same(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def fails(call, text):
    try:
        call()
    except redis.ResponseError as error:
        assert text in str(error), f"{error!r} does not say {text!r}"
        return
    raise AssertionError(f"no error that says {text!r}")


def connection():
    same(client.ping(), True)
    same(client.echo("hello"), "hello")
    same(client.client_setname("python"), True)
    same(client.client_getname(), "python")
    assert client.client_id() > 0
    assert any(one["name"] == "python" for one in client.client_list())
    assert client.info()["redis_version"]
    assert client.config_get("maxclients")["maxclients"]
    assert client.time()[0] > 1_500_000_000
    assert client.dbsize() >= 0
    assert client.command_count() > 50
    assert client.command()["sadd"]["arity"] == -3
    same(client.slowlog_len() >= 0, True)


def sets():
    same(client.sadd("py:s", "a", "b", "c"), 3)
    same(client.sadd("py:t", "b", "c", "d"), 3)
    same(client.srem("py:s", "c", "x"), 1)
    same(client.sismember("py:s", "a"), 1)
    same(client.smismember("py:s", ["a", "x"]), [1, 0])
    same(client.scard("py:s"), 2)
    same(client.smembers("py:s"), {"a", "b"})
    same(client.sinter("py:s", "py:t"), {"b"})
    same(client.sunion("py:s", "py:t"), {"a", "b", "c", "d"})
    same(client.sdiff("py:s", "py:t"), {"a"})
    same(client.sintercard(2, ["py:s", "py:t"]), 1)
    same(set(client.sscan_iter("py:t")), {"b", "c", "d"})
    assert client.srandmember("py:s") in {"a", "b"}
    same(len(client.srandmember("py:s", 2)), 2)
    assert client.spop("py:t") in {"b", "c", "d"}
    same(len(client.spop("py:t", 9)), 2)
    same(client.exists("py:s", "py:t"), 1)
    binary = redis.Redis(port=int(sys.argv[1]))
    same(binary.sadd("py:b", b"\x00\xff\r\n"), 1)
    same(binary.smembers("py:b"), {b"\x00\xff\r\n"})


def keys():
    same(client.type("py:s"), "set")
    same(client.type("py:none"), "none")
    same(sorted(client.keys("py:[sb]")), ["py:b", "py:s"])
    same(set(client.scan_iter("py:*", _type="set")), {"py:b", "py:s"})
    same(client.delete("py:s", "py:none"), 1)
    same(client.unlink("py:b"), 1)


def streams():
    first = client.xadd("py:x", {"f": "1", "g": "2"})
    second = client.xadd("py:x", {"f": "2"})
    same(client.xlen("py:x"), 2)
    same(client.xrange("py:x"), [(first, {"f": "1", "g": "2"}), (second, {"f": "2"})])
    same(client.xrevrange("py:x", count=1), [(second, {"f": "2"})])
    same(client.xread({"py:x": first}), [["py:x", [(second, {"f": "2"})]]])
    same(client.xread({"py:x": "$"}, block=20), [])
    same(client.xinfo_stream("py:x")["length"], 2)
    fails(lambda: client.xadd("py:x", {"f": "3"}, id="1-1"), "equal or smaller")
    third = client.xadd("py:x", {"f": "3"}, maxlen=2, approximate=False)
    same(client.xlen("py:x"), 2)
    same(client.xdel("py:x", second), 1)
    same(client.xtrim("py:x", minid=third), 0)
    fails(lambda: client.sadd("py:x", "a"), "wrong kind of value")
    later = []
    reader = threading.Thread(
        target=lambda: later.extend(
            redis.Redis(port=int(sys.argv[1]), decode_responses=True).xread(
                {"py:x": third}, block=10_000
            )
        )
    )
    reader.start()
    fourth = client.xadd("py:x", {"f": "4"})
    reader.join(15)
    same(later, [["py:x", [(fourth, {"f": "4"})]]])


def groups():
    same(client.xgroup_create("py:q", "g", id="0", mkstream=True), True)
    fails(lambda: client.xgroup_create("py:q", "g"), "already exists")
    ids = [client.xadd("py:q", {"n": n}) for n in range(4)]
    read = client.xreadgroup("g", "alice", {"py:q": ">"}, count=3)
    same([entry[0] for entry in read[0][1]], ids[:3])
    same(client.xack("py:q", "g", ids[0]), 1)
    same(client.xpending("py:q", "g")["pending"], 2)
    pending = client.xpending_range("py:q", "g", "-", "+", 10)
    same([one["message_id"] for one in pending], ids[1:3])
    same(client.xclaim("py:q", "g", "bob", 0, [ids[1]]), [(ids[1], {"n": "1"})])
    claimed = client.xautoclaim("py:q", "g", "carl", 0, count=10, justid=True)
    same(list(claimed), ids[1:3])
    same(client.xinfo_groups("py:q")[0]["pending"], 2)
    same({one["name"] for one in client.xinfo_consumers("py:q", "g")}, {"alice", "bob", "carl"})
    same(client.xreadgroup("g", "carl", {"py:q": ">"}, block=100)[0][1][0][0], ids[3])
    same(client.xgroup_delconsumer("py:q", "g", "carl"), 3)
    same(client.xgroup_setid("py:q", "g", "0"), True)
    same(client.xgroup_destroy("py:q", "g"), 1)
    same(client.delete("py:q", "py:x"), 2)


def channels():
    follower = client.pubsub()
    follower.subscribe("py:news", "py:sport")
    follower.psubscribe("py:n*")
    seen = []
    deadline = time.monotonic() + 10
    while len(seen) < 3 and time.monotonic() < deadline:
        seen += [m for m in [follower.get_message(timeout=1)] if m]
    same([m["type"] for m in seen], ["subscribe", "subscribe", "psubscribe"])
    same(client.publish("py:news", "hello"), 2)
    same(dict(client.pubsub_numsub("py:news")), {"py:news": 1})
    same(sorted(client.pubsub_channels("py:*")), ["py:news", "py:sport"])
    same(client.pubsub_numpat(), 1)
    got = []
    while len(got) < 2 and time.monotonic() < deadline:
        got += [m for m in [follower.get_message(timeout=1)] if m]
    same([(m["type"], m["channel"], m["data"]) for m in got],
         [("message", "py:news", "hello"), ("pmessage", "py:news", "hello")])
    follower.ping()
    follower.unsubscribe()
    follower.punsubscribe()
    follower.close()


def pipelines():
    pipeline = client.pipeline(transaction=False)
    for n in range(1000):
        pipeline.sadd("py:many", n)
    pipeline.scard("py:many")
    same(pipeline.execute()[-1], 1000)
    same(len(set(client.sscan_iter("py:many", count=50))), 1000)
    fails(lambda: client.execute_command("NOPE", "a"), "unknown command")
    same(client.delete("py:many"), 1)


for family in (connection, sets, keys, streams, groups, channels, pipelines):
    family()
    print(family.__name__)
