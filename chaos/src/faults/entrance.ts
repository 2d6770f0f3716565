import { type Cluster, fakeLookup, type Lookup, startWire, type Target } from "fairlead-harness";

/** The one address by which clients find a cluster. */
export interface Entrance {
  readonly url: string;
  readonly lookup?: Lookup;
  /** Makes the address lead elsewhere from now on. */
  leadTo(target: Target): void;
  close(): Promise<void>;
}

/** The address of the cluster's first node. */
export function firstNode(cluster: Cluster): Entrance {
  return {
    url: cluster.url,
    leadTo() {
      throw new Error("a node's own address leads to that node only");
    },
    close: () => Promise.resolve(),
  };
}

/** A host name, and a port of its own, that leads to one node now and may lead to another one later. */
export async function hostName(cluster: Cluster): Promise<Entrance> {
  const first = cluster.nodes[0]!;
  const wire = await startWire({ to: first.server });
  return {
    url: `redis://cluster.test:${wire.port}`,
    lookup: fakeLookup(new Map([["cluster.test", [wire.host]]])),
    leadTo: (target) => wire.retarget(target),
    close: () => wire.close(),
  };
}
