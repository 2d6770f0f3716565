import { cacheSuite } from "./cache/suite.ts";
import { clientSuite } from "./client/suite.ts";
import { newsSuite } from "./news/suite.ts";
import { respProxySuite } from "./resp-proxy/suite.ts";
import type { Suite } from "./suite.ts";

export const SUITES: readonly Suite[] = [clientSuite, respProxySuite, newsSuite, cacheSuite];
