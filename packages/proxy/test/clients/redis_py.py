"""What users of Python's redis do, each in a function: redis_py.py PORT NAME"""

import asyncio
import sys
import threading
import time

import redis
import redis.asyncio

PORT = int(sys.argv[1])
BYTES = bytes(range(256))
KEYS = [f"key:{n}" for n in range(100)]


def connect(**options):
    return redis.Redis(port=PORT, **options)


def raises(kind, text, call):
    try:
        call()
    except kind as error:
        assert text in str(error), error
    else:
        raise AssertionError(f"no {kind.__name__}")


def commands():
    r = connect(client_name="tester", health_check_interval=1)
    assert r.ping() is True
    assert r.client_getname() == "tester"
    assert r.set("a", 1, ex=100) is True and r.get("a") == b"1" and 0 < r.ttl("a") <= 100
    assert r.incrby("a", 41) == 42 and r.get("none") is None
    assert r.hset("h", mapping={"f": "v", "g": 2}) == 2 and r.hgetall("h") == {b"f": b"v", b"g": b"2"}
    assert r.zadd("z", {"a": 1.5, "b": 2}) == 2
    assert r.zrange("z", 0, -1, withscores=True) == [(b"a", 1.5), (b"b", 2.0)]
    assert r.set(BYTES, BYTES) and r.get(BYTES) == BYTES
    raises(redis.ResponseError, "WRONGTYPE", lambda: r.incr("h"))
    text = connect(decode_responses=True)
    text.set("text", "Grüße")
    assert text.get("text") == "Grüße" and text.hgetall("h") == {"f": "v", "g": "2"}


def many_keys():
    r = connect(decode_responses=True)
    assert r.mset({key: key for key in KEYS}) is True
    assert r.mget(KEYS + ["none"]) == KEYS + [None]
    assert r.exists(*KEYS) == 100 and r.dbsize() == 100
    assert sorted(r.keys("key:*")) == sorted(KEYS)
    assert sorted(r.scan_iter("key:*", count=10)) == sorted(KEYS)
    assert r.delete(*KEYS) == 100 and r.dbsize() == 0
    r.sadd("s", *KEYS)
    assert len(list(r.sscan_iter("s", count=10))) == 100


def pipelines():
    r = connect()
    with r.pipeline(transaction=False) as pipe:
        for key in KEYS:
            pipe.incr(key).get(key)
        assert pipe.execute() == [1, b"1"] * 100
        pipe.incr("a").lpush("a", 1).incr("b")
        a, error, b = pipe.execute(raise_on_error=False)
        assert (a, b) == (1, 1) and "WRONGTYPE" in str(error)


def transactions():
    r = connect()
    with r.pipeline() as pipe:
        assert pipe.set("{t}a", 1).incr("{t}a").get("{t}a").execute() == [True, 2, b"2"]
        pipe.incr("{t}a").incr("{u}b")
        raises(redis.ResponseError, "CROSSSLOT", pipe.execute)
        assert r.get("{t}a") == b"2"
    with r.pipeline() as pipe:
        pipe.watch("{t}a")
        value = int(pipe.get("{t}a"))
        pipe.multi()
        pipe.set("{t}a", value + 1)
        assert pipe.execute() == [True]
        pipe.watch("{t}a")
        r.set("{t}a", "another's")
        pipe.multi()
        pipe.set("{t}a", "mine")
        raises(redis.WatchError, "", pipe.execute)
    assert r.get("{t}a") == b"another's"
    r.set("stock", 10)

    def take(pipe):
        left = int(pipe.get("stock"))
        pipe.multi()
        pipe.set("stock", left - 1)

    threads = [threading.Thread(target=lambda: r.transaction(take, "stock")) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert r.get("stock") == b"5"


def blocking():
    r = connect()
    popped = []
    thread = threading.Thread(target=lambda: popped.append(r.blpop("list", 5)))
    thread.start()
    while not any("blocked" in client["holds"] for client in r.client_list()):
        time.sleep(0.01)
    r.rpush("list", "element")
    thread.join()
    assert popped == [(b"list", b"element")]
    assert r.blpop("list", 1) is None
    assert r.xadd("stream", {"a": 1}, id="1-1") == b"1-1"
    assert r.xread({"stream": "0"}, block=1000) == [[b"stream", [(b"1-1", {b"a": b"1"})]]]
    assert r.xread({"stream": "$"}, block=20) == []


def pubsub():
    r = connect(decode_responses=True)
    with r.pubsub() as listener:
        listener.subscribe("news", "weather")
        listener.psubscribe("n*")
        for count in (1, 2, 3):
            assert listener.get_message(timeout=5)["data"] == count
        r.publish("news", "hello")
        heard = [listener.get_message(timeout=5) for _ in range(2)]
        assert sorted(each["type"] for each in heard) == ["message", "pmessage"]
        assert all(each["data"] == "hello" for each in heard)
        listener.ping("here")
        assert listener.get_message(timeout=5)["type"] == "pong"
        listener.unsubscribe()
        listener.punsubscribe()
        assert [listener.get_message(timeout=5)["data"] for _ in range(3)] == [2, 1, 0]
    heard = []
    listener = r.pubsub()
    listener.subscribe(news=lambda message: heard.append(message["data"]))
    thread = listener.run_in_thread(sleep_time=0.01)
    while not heard:
        r.publish("news", "to a thread")
        time.sleep(0.01)
    thread.stop()
    thread.join()
    assert heard[0] == "to a thread"


def locks():
    r = connect()
    mine, other = r.lock("lock", timeout=5), r.lock("lock", timeout=5, blocking_timeout=0.05)
    assert mine.acquire() and not other.acquire()
    assert mine.extend(5) and mine.reacquire()
    mine.release()
    with other:
        raises(redis.exceptions.LockError, "", mine.release)
    assert r.get("lock") is None


def scripts():
    r = connect()
    r.script_flush()
    raises(redis.exceptions.NoScriptError, "", lambda: r.evalsha("0" * 40, 1, "a", 5))
    add = r.register_script("return redis.call('INCRBY', KEYS[1], ARGV[1])")
    for key in ("a", "b", "c"):
        assert add(keys=[key], args=[5]) == 5
    assert r.script_exists(add.sha, "0" * 40) == [True, False]
    with r.pipeline(transaction=False) as pipe:
        add(keys=["a"], args=[1], client=pipe)
        add(keys=["b"], args=[1], client=pipe)
        assert pipe.execute() == [6, 6]


def server():
    r = connect()
    info = r.info()
    assert info["role"] == "master" and info["cluster_enabled"] == 0
    assert "db0" not in info or info["db0"]["keys"] >= 0
    assert r.config_get("maxmemory")["maxmemory"] == "0"
    assert r.memory_usage("none") is None and len(r.time()) == 2
    assert len(r.command()) > 200
    assert r.execute_command("CLUSTER KEYSLOT", "a") == 15495
    raises(redis.ResponseError, "SELECT is not allowed", lambda: connect(db=1).ping())
    raises(redis.ResponseError, "does not allow", lambda: r.execute_command("SHUTDOWN"))
    assert r.flushall() is True


def cluster():
    """RedisCluster of these versions asks INFO whether it is a cluster; connections to the proxy are to one server."""
    from redis.cluster import RedisCluster
    from redis.exceptions import RedisClusterException

    raises(RedisClusterException, "not enabled", lambda: RedisCluster("127.0.0.1", PORT))


def async_client():
    async def main():
        async with redis.asyncio.Redis(port=PORT, decode_responses=True) as r:
            assert await r.mset({key: key for key in KEYS})
            assert await asyncio.gather(*(r.get(key) for key in KEYS)) == KEYS
            async with r.pipeline() as pipe:
                assert await pipe.set("a", 1).incr("a").execute() == [True, 2]
            async with r.pubsub() as listener:
                await listener.subscribe("news")
                assert (await listener.get_message(timeout=5))["type"] == "subscribe"
                await r.publish("news", "hello")
                assert (await listener.get_message(timeout=5))["data"] == "hello"

    asyncio.run(main())


def restart():
    """Asks for a new proxy in the midst of things."""
    from redis.backoff import ConstantBackoff
    from redis.retry import Retry

    r = connect(retry=Retry(ConstantBackoff(0.05), 100), retry_on_error=[redis.ConnectionError])
    r.set("a", 1)
    listener = r.pubsub()
    listener.subscribe("news")
    assert listener.get_message(timeout=5)["type"] == "subscribe"
    print("restart", flush=True)
    sys.stdin.readline()
    assert r.get("a") == b"1"
    heard = None
    while heard is None or heard["data"] != b"again":
        r.publish("news", "again")
        try:
            heard = listener.get_message(timeout=0.01)
        except redis.ConnectionError:
            pass  # told once; the next call connects and subscribes


globals()[sys.argv[2]]()
