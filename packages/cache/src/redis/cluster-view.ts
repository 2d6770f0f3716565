import type { NodeAddress } from "./foreign-client.ts";

/** What a node of a cluster says of itself, but for what changes by the second. */
export interface OwnLine {
  /** Its name, roles, epoch and slots: another text means that something has changed. */
  readonly text: string;
  /** None of its slots is on its way in or out. */
  readonly settled: boolean;
}

interface Line {
  readonly id: string;
  readonly flags: readonly string[];
  readonly address: NodeAddress;
  readonly epoch: string;
  readonly slots: readonly string[];
}

/** The primaries with slots, as a node tells by CLUSTER NODES. https://valkey.io/commands/cluster-nodes/ */
export function ownersIn(nodes: string): NodeAddress[] {
  return linesOf(nodes)
    .filter(({ flags, slots }) => flags.includes("master") && slots.some((slot) => !slot.startsWith("[")))
    .map(({ address }) => address);
}

export function ownLineIn(nodes: string): OwnLine {
  const line = linesOf(nodes).find(({ flags }) => flags.includes("myself"));
  if (line === undefined) return { text: "", settled: false };
  const { id, flags, epoch, slots } = line;
  const roles = flags.filter((flag) => flag === "master" || flag === "slave").join();
  return {
    text: [id, roles, epoch, ...slots].join(" "),
    settled: !slots.some((slot) => slot.startsWith("[")),
  };
}

function linesOf(nodes: string): Line[] {
  return nodes
    .split("\n")
    .filter((text) => text.trim() !== "")
    .map((text) => {
      const [id = "", address = "", flags = "", , , , epoch = "", , ...slots] = text.trim().split(" ");
      return { id, flags: flags.split(","), address: addressIn(address), epoch, slots };
    });
}

/** `127.0.0.1:7000@17000,name`: by its name if it has one. */
function addressIn(text: string): NodeAddress {
  const [place = "", name = ""] = text.split(",");
  const [address = ""] = place.split("@");
  const colon = address.lastIndexOf(":");
  const [ip, port] = [address.slice(0, colon), Number(address.slice(colon + 1))];
  return name === "" || name.includes("=") ? { host: ip, port } : { host: name, port, ip };
}
