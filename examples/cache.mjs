// A cache of two layers: memory, and one server or a whole cluster.   node examples/cache.mjs [url]
import { compose, createCache, defineKey, memory, redis } from "fairlead-cache";

const url = process.argv[2] ?? "redis://localhost:6379";
const open = () =>
  createCache({
    backend: compose(memory(), redis({ url, prefix: "example:" })),
    defaults: { ttl: "5m", staleIfError: "1h", write: "await" },
  });
const cache = open();
const other = open(); // as another process would

const userKey = defineKey("user", { version: 1 });
let loads = 0;
const loadUser = async () => ({ name: "Ann", load: ++loads });

// A hundred callers, one load.
const users = await Promise.all(
  Array.from({ length: 100 }, () => cache.getOrSet(userKey({ id: 7 }), loadUser)),
);
console.log("Loads:", loads, "for", users.length, "callers");

// The other one finds it at the servers.
const { status, source } = await other.fetch(userKey({ id: 7 }), loadUser);
console.log("The other one:", status, "from", source);

// What is expired stands in for a source that is away.
await cache.expire(userKey({ id: 7 }));
const old = await cache.fetch(userKey({ id: 7 }), () => Promise.reject(new Error("the database is away")));
console.log("Meanwhile:", old.status, old.value.name, `(${old.error.message})`);

// What is removed is gone everywhere.
const { ok, removed } = await cache.delete(userKey({ id: 7 }));
console.log("Removed:", ok && removed, "left:", await cache.get(userKey({ id: 7 })));
await cache.clear();
await Promise.all([cache.close(), other.close()]);
