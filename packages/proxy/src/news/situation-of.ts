import type { SessionMode } from "fairlead-session";
import type { NewsListenerConfig } from "../config/config.ts";
import type { NewsShared } from "../nntp/shared.ts";
import type { Layer, Situation } from "../nntp/situation.ts";
import type { ClientLayers } from "./client-layers.ts";
import type { Login } from "./login.ts";
import type { NewsProviders } from "./providers.ts";

/** What a session is at this moment. */
export function situationOf(
  mode: SessionMode,
  { config, providers, gate }: NewsShared<NewsProviders>,
  layers: ClientLayers,
  login: Login,
): Situation {
  const { over, hdr, posting, offering } = providers.news.abilities();
  const posts = config.posting !== false;
  return {
    mode,
    login: gate.open ? "open" : login.isDue ? "needed" : "done",
    plainLogin: !config.requireTls,
    tls: layerOf(layers.isEncrypted, layers.startTls !== undefined),
    compression: layerOf(layers.isCompressed, config.compress && layers.startDeflate !== undefined),
    posting: posting && posts,
    offering: offering && posts,
    over,
    hdr,
    passThrough: passThroughOf(config),
  };
}

function layerOf(isActive: boolean, isOffered: boolean): Layer {
  if (isActive) return "active";
  return isOffered ? "offered" : "none";
}

const passThroughs = new WeakMap<NewsListenerConfig, ReadonlySet<string>>();

function passThroughOf(config: NewsListenerConfig): ReadonlySet<string> {
  let verbs = passThroughs.get(config);
  if (verbs === undefined) {
    verbs = new Set(config.passThrough);
    passThroughs.set(config, verbs);
  }
  return verbs;
}
