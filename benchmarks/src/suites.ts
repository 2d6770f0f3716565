import { clientSuite } from "./client/suite.ts";
import type { Suite } from "./suite.ts";

export const SUITES: readonly Suite[] = [clientSuite];
