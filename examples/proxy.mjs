// One ordinary address in front of whatever is behind another: node examples/proxy.mjs redis://127.0.0.1:6379
import { addressText, parseConfig, startProxy } from "fairlead-proxy";
import { Redis } from "ioredis";

const yaml = `
listeners:
  - name: front
    address: 127.0.0.1:0
    deny: [KEYS]
backends:
  main:
    urls: ${process.argv[2] ?? "redis://127.0.0.1:6379"}
`;
const parsed = parseConfig(yaml, process.env, "proxy.yaml");
if ("problems" in parsed) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));

const proxy = await startProxy(parsed.config);
const redis = new Redis(`redis://${addressText(proxy.addresses.get("front"))}`);
try {
  await redis.mset({ "user:1": "Ann", "user:2": "Bob", "user:3": "Cem" });
  console.log("Users:", await redis.mget("user:1", "user:2", "user:3"));

  const [[, visits]] = await redis.multi().incr("visits").expire("visits", 60).exec();
  console.log("Visit", visits);

  await redis.keys("*").catch(({ message }) => console.log(message));
} finally {
  await redis.quit();
  await proxy.close();
}
