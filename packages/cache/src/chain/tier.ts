import type { LayerPlan } from "../freshness/plan.ts";
import type { LocalLayer } from "../layer.ts";
import type { Remote } from "./remote.ts";

/** A layer as a cache deals with it. */
export type Tier = LocalLayer | Remote;

/** What single calls change for single layers. */
export type LayerPlans = ReadonlyMap<string, LayerPlan> | undefined;
