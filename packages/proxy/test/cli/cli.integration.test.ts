import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { reaper, type Server, startServer, startTerminal, until } from "fairlead-harness";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { verifyPassword } from "../../src/config/password.ts";
import { RawClient } from "../server/raw-client.ts";
import { disposer } from "../support/disposer.ts";
import { buildProgram, Run } from "./fairlead.ts";

const { use, dispose } = disposer();
let server: Server;
let program: Awaited<ReturnType<typeof buildProgram>>;
let folder: string;

beforeAll(async () => {
  [server, program, folder] = await Promise.all([startServer(), buildProgram(), reaper().folder("cli")]);
});
afterEach(dispose);
afterAll(() => Promise.all([server.close(), program.close()]));

const run = (...args: string[]): Run => use(new Run(program.path, args));
const fileOf = async (text: string): Promise<string> => {
  const path = `${folder}/fairlead.yaml`;
  await writeFile(path, text);
  return path;
};
const good = (rest = ""): string => `
listeners: [{ name: main, address: "127.0.0.1:0" }]
backends: { back: { urls: "${server.url}" } }
${rest}`;

describe("fairlead", () => {
  it("prints its version, its help and the schema, with exit code 0", async () => {
    const manifest = JSON.parse(await readFile("packages/proxy/package.json", "utf8")) as { version: string };
    const [version, help, schema] = [run("--version"), run("--help"), run("schema")];
    expect(await version.ended).toBe(0);
    expect(version.stdout).toBe(`${manifest.version}\n`);
    expect(await help.ended).toBe(0);
    expect(help.stdout).toMatch(/proxy.*check.*schema.*hash-password/s);
    expect(await schema.ended).toBe(0);
    expect(schema.stdout).toBe(await readFile("packages/proxy/schema/fairlead-proxy.schema.json", "utf8"));
  });

  it("exits with 2 where its user has to mend something, and says what", async () => {
    const unknown = run("proxi");
    expect(await unknown.ended).toBe(2);
    expect(unknown.stderr).toContain("unknown command 'proxi'");
    const missing = run("proxy", "/nowhere.yaml");
    expect(await missing.ended).toBe(2);
    expect(missing.stderr).toContain("/nowhere.yaml can't be read");
    const path = await fileOf("listeners: []\nbackends: { back: { urls: redis://h } }\n");
    for (const args of [
      ["check", path],
      ["proxy", path, "--check"],
      ["proxy", path],
    ]) {
      const bad = run(...args);
      expect(await bad.ended).toBe(2);
      expect(bad.stderr).toContain(`${path}:1:12: listeners`);
    }
    const fine = run("proxy", await fileOf(good()), "--check");
    expect(await fine.ended).toBe(0);
    expect(fine.stdout).toBe(`${path}: good\n`);
  });

  it("says where a file is no YAML", async () => {
    const path = await fileOf("listeners:\n\t- address: 127.0.0.1:0\n");
    const bad = run("check", path);
    expect(await bad.ended).toBe(2);
    expect(bad.stderr).toContain(`${path}:2:1: is not valid YAML here`);
  });

  it("tells of news providers by the name of the flag, and never their passwords", async () => {
    const bad = run("proxy", "nntp", "--to", "nntps://me:opensesame@host?tier=256", "--mode", "fast");
    expect(await bad.ended).toBe(2);
    expect(bad.stderr).toBe(
      'fairlead: --mode must be "hybrid", "per-command" or "stateful"\n--to has a URL whose tier must be at most 255\n',
    );
    const help = run("proxy", "nntp", "--help");
    expect(await help.ended).toBe(0);
    expect(help.stdout.replaceAll(/\s+/g, " ")).toContain(
      "nntps://user:password@host:563?tier=1&connections=20&name=main",
    );
  });

  it("hashes a password from its standard input", async () => {
    const hash = use(new Run(program.path, ["hash-password"], [], "secret\n"));
    expect(await hash.ended).toBe(0);
    expect(await verifyPassword("secret", hash.stdout.trim())).toBe(true);
    expect(await run("hash-password").ended).toBe(2);
  });

  it("asks for a password on a terminal, without showing it", async () => {
    const terminal = use(
      await startTerminal(
        process.execPath,
        [program.path, "hash-password"],
        await reaper().folder("password"),
      ),
    );
    await terminal.shows("Password:");
    terminal.send("s3cret\r");
    await terminal.shows("scrypt:");
    expect(terminal.text).not.toContain("s3cret");
  });

  it("checks arguments as it checks a file, and ends without a word when nobody reads on", async () => {
    const checked = run("proxy", "resp", "--to", "redis://127.0.0.1:1", "--check");
    expect(await checked.ended).toBe(0);
    expect(checked.stdout).toBe("arguments: good\n");
    const left = run("schema");
    left.child.stdout?.destroy();
    expect(await left.ended).toBe(0);
    expect(left.stderr).toBe("");
  });

  it("exits with 1 when it can't serve, and says why", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const inUse = run("proxy", "resp", "--to", server.url, "--listen", `127.0.0.1:${port}`);
    expect(await inUse.ended).toBe(1);
    expect(inUse.stderr).toBe(`fairlead: can't listen at 127.0.0.1:${port}: the address is in use\n`);
    other.close();
    const nobody = good().replace(server.url, "redis://127.0.0.1:1");
    const away = run("proxy", await fileOf(nobody.replace("{ urls", "{ connectTimeoutMs: 300, urls")));
    expect(await away.ended).toBe(1);
    expect(away.stderr).toMatch(/^fairlead: backend back can't be reached: .*127\.0\.0\.1:1.*\n$/);
  });

  it("reads its file again on SIGHUP, and keeps what it has if the file is bad", async () => {
    const proxy = run("proxy", await fileOf(good()));
    const client = use(await RawClient.open(await proxy.address()));
    await fileOf(good("limits: { maxSessions: 1 }"));
    proxy.signal("SIGHUP");
    await proxy.says(/listener 127.0.0.1:0 main: changed.*"reloaded"/s);
    await fileOf("nothing: good");
    proxy.signal("SIGHUP");
    await proxy.says(/not reloaded, everything stays as it was: .*fairlead.yaml:1:1/);
    expect(await client.text("PING")).toBe("PONG");
  });

  it.each(["SIGTERM", "SIGINT"] as const)("drains on %s, and exits with 0", async (signal) => {
    const proxy = run("proxy", "resp", "--to", server.url, "--listen", "127.0.0.1:0");
    const client = use(await RawClient.open(await proxy.address("127.0.0.1:0")));
    const blocked = client.text("BLPOP", "list", "0");
    await until(async () => String(await server.command("CLIENT", "LIST")).includes("cmd=blpop"), {
      what: "BLPOP",
    });
    proxy.signal(signal);
    expect(await proxy.ended).toBe(0);
    expect(await blocked).toContain("UNBLOCKED");
    expect(proxy.stderr).toContain("draining");
  });

  it("ends at once on a second signal, with code 1", async () => {
    const proxy = run("proxy", await fileOf(good("drainTimeoutMs: 60000")));
    const client = use(await RawClient.open(await proxy.address()));
    await client.text("PING");
    server.freeze();
    try {
      void client.send("GET", "k");
      proxy.signal("SIGTERM");
      await proxy.says(/draining/);
      proxy.signal("SIGTERM");
      expect(await proxy.ended).toBe(1);
    } finally {
      server.thaw();
    }
  });
});
