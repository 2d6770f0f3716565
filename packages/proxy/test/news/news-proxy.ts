import { type Address, type NntpReply, until } from "fairlead-harness";
import type { SessionView } from "../../src/admin/source.ts";
import type { Proxy as RunningProxy } from "../../src/server/proxy.ts";
import type { Closable } from "../support/disposer.ts";
import { proxyOf } from "../support/start.ts";
import { Reader } from "./reader.ts";

export interface NewsSettings {
  /** Of the listener `news`, in YAML's flow style, as all of these. */
  readonly listener?: string;
  /** Of each provider; the first is of tier 0, the next of tier 1, and so on. Called `p0`, `p1`, .. */
  readonly provider?: string | ((at: number) => string);
  /** Of the backend. */
  readonly backend?: string;
  /** More listeners, as a list's elements. */
  readonly listeners?: string;
  /** Further keys of the file. */
  readonly rest?: string;
}

/** A proxy for news, and readers of it. */
export interface NewsProxy {
  readonly proxy: RunningProxy;
  /** Of the listener `news`, or of another one. */
  address(listener?: string): Address;
  /** A reader that has been greeted. */
  reader(): Promise<Reader>;
  /** What the admin address says of its sessions. */
  sessions(): Promise<SessionView[]>;
}

/** Starts a proxy in front of these providers. It and its readers are closed by `use`. */
export async function newsProxy(
  use: <T extends Closable>(resource: T) => T,
  providers: readonly Address[],
  { listener = "", provider = "", backend = "", listeners = "", rest = "" }: NewsSettings = {},
): Promise<NewsProxy> {
  const settings = (at: number): string => (typeof provider === "string" ? provider : provider(at));
  const list = providers.map(
    ({ host, port }, at) => `{ name: p${at}, host: ${host}, port: ${port}, tier: ${at}, ${settings(at)} }`,
  );
  const proxy = use(
    await proxyOf(`
listeners: [{ name: news, protocol: nntp, address: "127.0.0.1:0", ${listener} }, ${listeners}]
backends: { usenet: { kind: nntp, providers: [${list.join(", ")}], ${backend} } }
admin: { address: "127.0.0.1:0" }
${rest}`),
  );
  const address = (name = "news"): Address => proxy.addresses.get(name) as Address;
  const admin = proxy.adminAddress as Address;
  return {
    proxy,
    address,
    async reader() {
      const reader = use(await Reader.open(address()));
      await reader.line();
      return reader;
    },
    async sessions() {
      const page = await fetch(`http://127.0.0.1:${admin.port}/sessions`, {
        headers: { connection: "close" },
      });
      return (await page.json()) as SessionView[];
    },
  };
}

/** Waits until nobody has a session any more. */
export async function nobodyIn({ sessions }: NewsProxy): Promise<void> {
  await until(async () => (await sessions()).length === 0, { what: "all sessions to end" });
}

/** A reply that never comes. */
export const NEVER: Promise<NntpReply> = new Promise(() => undefined);
