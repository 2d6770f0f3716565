// One address for two news providers: node examples/news-proxy.mjs 127.0.0.1:1119 127.0.0.1:2119 "<an@article>"
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { parseConfig, startProxy } from "fairlead-proxy";

const [main, block, id] = process.argv.slice(2);
const provider = (address) => `host: ${address.split(":")[0]}, port: ${address.split(":")[1]}`;
const yaml = `
listeners:
  - name: news
    protocol: nntp
    address: 127.0.0.1:0
backends:
  usenet:
    kind: nntp
    providers:
      - { name: main, ${provider(main)} }
      - { name: block, ${provider(block)}, tier: 1 } # asked for what main has not got
`;
const parsed = parseConfig(yaml, process.env, "proxy.yaml");
if ("problems" in parsed) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));

const proxy = await startProxy(parsed.config);
const reader = connect(proxy.addresses.get("news"));
try {
  const lines = createInterface({ input: reader })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  console.log(await next());

  reader.write(`STAT ${id}\r\nHEAD ${id}\r\nSTAT <no@article>\r\n`);
  console.log(await next());
  for (let line = await next(); line !== "."; line = await next()) {
    if (line.startsWith("Subject:")) console.log(line);
  }
  console.log(await next());

  reader.end("QUIT\r\n");
  console.log(await next());
  await once(reader, "close");
} finally {
  await proxy.close();
}
