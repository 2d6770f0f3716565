// A counter and a cache on whatever is behind one address: node examples/cluster.mjs redis://127.0.0.1:6379
import { commands, connect, DeliveryError } from "fairlead";

const client = await connect(process.argv[2] ?? "redis://127.0.0.1:6379");
try {
  const shards = client.topology.shards.length;
  console.log(shards === 1 ? "One server." : `A cluster of ${shards} shards.`);

  await client.mset({ "user:1": "Ann", "user:2": "Bob", "user:3": "Cem" });
  console.log("Users:", await client.mget(["user:1", "user:2", "user:3"]));

  await client.hset("harbour", { city: "Lisbon", berths: 7 });
  const [visits, harbour] = await client.pipeline([commands.incr("visits"), commands.hgetall("harbour")]);
  console.log("Visit", visits, "to", harbour.city);

  try {
    await client.incr("orders", { timeoutMs: 500 });
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    console.log(
      error.delivery === "unsent" ? "Not counted." : "Perhaps counted: look before you count again.",
    );
  }
} finally {
  await client.close();
}
