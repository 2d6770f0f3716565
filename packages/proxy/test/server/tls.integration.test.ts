import { X509Certificate } from "node:crypto";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";
import {
  type Certificates,
  makeCertificates,
  reaper,
  type Server,
  startServer,
  until,
} from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startProxy } from "../../src/server/proxy.ts";
import { disposer } from "../support/disposer.ts";
import { addressOf, configOf } from "./proxies.ts";
import { RawClient } from "./raw-client.ts";

const { use, dispose } = disposer();
let server: Server;
let [old, young]: Certificates[] = [];
let folder: string;

beforeAll(async () => {
  [old, young, folder] = await Promise.all([
    makeCertificates(),
    makeCertificates(),
    reaper().folder("tls-files"),
  ]);
  server = await startServer({ tls: old as Certificates });
  await server.command("CONFIG", "SET", "tls-auth-clients", "yes");
});
afterEach(dispose);
afterAll(() => server.close());

const start = async (clientCertificates = "none", rest = "") => {
  const { files } = old as Certificates;
  await mkdir(folder, { recursive: true });
  await Promise.all([copyFile(files.cert, `${folder}/cert.pem`), copyFile(files.key, `${folder}/key.pem`)]);
  return use(
    await startProxy(
      configOf(`
listeners:
  - name: main
    address: 127.0.0.1:0
    tls: { certFile: ${folder}/cert.pem, keyFile: ${folder}/key.pem, caFile: ${files.ca}, clientCertificates: ${clientCertificates} }
    ${rest}
backends:
  back:
    urls: ${server.url.replace("127.0.0.1", "localhost")}
    tls: { caFile: ${files.ca}, certFile: ${files.clientCert}, keyFile: ${files.clientKey} }`),
    ),
  );
};

const ca = (certificates = old): { ca: string[]; servername: string } => ({
  ca: [certificates?.ca ?? ""],
  servername: "localhost",
});

describe("TLS", () => {
  it("is spoken to clients and to servers that ask for a certificate", async () => {
    const proxy = await start();
    const client = use(await RawClient.open(addressOf(proxy), ca()));
    const value = "v".repeat(1_000_000);
    expect(await client.text("SET", "k", value)).toBe("OK");
    expect(await client.text("GET", "k")).toBe(value);
    const many = await Promise.all(Array.from({ length: 200 }, (_, at) => client.text("ECHO", String(at))));
    expect(many).toEqual(many.map((_, at) => String(at)));
    await expect(RawClient.open(addressOf(proxy), { servername: "localhost" })).rejects.toThrow(
      /verify|self/,
    );
  });

  it("lets only clients with a good certificate in, where it is required", async () => {
    const proxy = await start("require");
    const { clientCert, clientKey } = old as Certificates;
    const good = use(await RawClient.open(addressOf(proxy), { ...ca(), cert: clientCert, key: clientKey }));
    expect(await good.text("PING")).toBe("PONG");
    const stranger = young as Certificates;
    const bad = [ca(), { ...ca(), cert: stranger.clientCert, key: stranger.clientKey }];
    for (const options of bad) {
      const client = await RawClient.open(addressOf(proxy), options).catch(() => undefined);
      expect(await client?.send("PING")).toBeUndefined();
    }
    expect(await good.text("PING")).toBe("PONG");
  });

  it("takes renewed files for the next clients, keeps the others, and overlooks half-written ones", async () => {
    const proxy = await start();
    const first = use(await RawClient.open(addressOf(proxy), ca()));
    const { files, cert } = young as Certificates;
    await copyFile(files.cert, `${folder}/cert.pem`);
    const fingerprint = async (): Promise<string> => {
      const address = addressOf(proxy) as { host: string; port: number };
      const socket = connectTls({ ...address, servername: "localhost", rejectUnauthorized: false });
      await new Promise((resolve, reject) => {
        socket.once("secureConnect", resolve);
        socket.once("error", reject);
      });
      const found = (socket as TLSSocket).getPeerX509Certificate()?.fingerprint256 ?? "";
      socket.destroy();
      return found;
    };
    expect(await fingerprint()).toBe(new X509Certificate((old as Certificates).cert).fingerprint256);
    await copyFile(files.key, `${folder}/key.pem`);
    await until(async () => (await fingerprint()) === new X509Certificate(cert).fingerprint256, {
      what: "the new certificate",
    });
    expect(await first.text("PING")).toBe("PONG");
    await writeFile(`${folder}/cert.pem`, "nothing");
    await until(async () => (await fingerprint()) !== "", { what: "another handshake" });
    expect(await fingerprint()).toBe(new X509Certificate(cert).fingerprint256);
  });

  it("begins and ends by a reload, which changes nothing while certificate and key don't fit", async () => {
    const [mine, other] = [(old as Certificates).files, (young as Certificates).files];
    const text = (tls: string): string => `
listeners: [{ name: main, address: "127.0.0.1:0", ${tls} mode: hybrid }]
backends: { back: { urls: "${server.url}", tls: { rejectUnauthorized: false, certFile: ${mine.clientCert}, keyFile: ${mine.clientKey} } } }`;
    const proxy = use(await startProxy(configOf(text(""))));
    const plain = use(await RawClient.open(addressOf(proxy)));
    expect(await plain.text("SET", "k", "v")).toBe("OK");
    const bad = configOf(text(`tls: { certFile: ${other.cert}, keyFile: ${mine.key} },`));
    await expect(proxy.reload(bad)).rejects.toThrow(/^listener main: .*key values mismatch/);
    expect(await use(await RawClient.open(addressOf(proxy))).text("GET", "k")).toBe("v");
    await proxy.reload(configOf(text(`tls: { certFile: ${mine.cert}, keyFile: ${mine.key} },`)));
    expect(await use(await RawClient.open(addressOf(proxy), ca())).text("GET", "k")).toBe("v");
    expect(await plain.text("GET", "k")).toBe("v");
  });

  it("is not held up by clients that never finish their handshake", async () => {
    const proxy = await start("none", "limits: { maxSessions: 20 }");
    const silent = await Promise.all(Array.from({ length: 15 }, () => RawClient.open(addressOf(proxy))));
    for (const client of silent.slice(0, 5)) client.socket.write("GET / HTTP/1.1\r\n\r\n");
    const good = await Promise.all(Array.from({ length: 5 }, () => RawClient.open(addressOf(proxy), ca())));
    for (const client of good) expect(await client.text("PING")).toBe("PONG");
    for (const client of [...silent, ...good]) await client.close();
    await until(
      async () => (await use(await RawClient.open(addressOf(proxy), ca())).text("PING")) === "PONG",
      { what: "room again" },
    );
  });
});
