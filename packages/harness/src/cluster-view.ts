/** First and last slot of a range. */
export type SlotRange = readonly [first: number, last: number];

/** One line of CLUSTER NODES: what one node knows of another, or of itself. */
export interface NodeRow {
  readonly id: string;
  /** `myself`, `master`, `slave`, `fail?`, `fail`, `handshake`, `noaddr` */
  readonly flags: ReadonlySet<string>;
  /** A replica's. */
  readonly primaryId: string | undefined;
  readonly slots: readonly SlotRange[];
  /** True if there is a link of the cluster bus to it. */
  readonly linked: boolean;
  /** True if slots are on the move, as only the node itself tells. */
  readonly migrating: boolean;
}

/** Reads the reply to CLUSTER NODES. */
export function parseNodes(text: string): NodeRow[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [id = "", , flags = "", primaryId, , , , link, ...slots] = line.split(" ");
      return {
        id,
        flags: new Set(flags.split(",")),
        primaryId: primaryId === "-" ? undefined : primaryId,
        slots: slots.filter((slot) => !slot.startsWith("[")).map(parseRange),
        linked: link === "connected",
        migrating: slots.some((slot) => slot.startsWith("[")),
      };
    });
}

function parseRange(text: string): SlotRange {
  const [first, last = first] = text.split("-").map(Number);
  return [first!, last!];
}

export function owns(row: NodeRow, slot: number): boolean {
  return row.slots.some(([first, last]) => first <= slot && slot <= last);
}

/** The id of the node a replica's own primary is a replica of, which ought not to be. */
export function grandPrimaryOf(row: NodeRow, view: readonly NodeRow[]): string | undefined {
  return view.find(({ id }) => id === row.primaryId)?.primaryId;
}

/**
 * What a cluster lacks to be at rest, given the views of all its running nodes by their id; undefined if
 * nothing: all know each other, agree on roles and slots, suspect nobody, and hold every other node for
 * failed and without slots.
 */
export function unrest(views: ReadonlyMap<string, readonly NodeRow[]>): string | undefined {
  const shapes = new Set<string>();
  for (const [id, view] of views) {
    const lack = view.map((row) => lackOf(row, views.has(row.id))).find((what) => what !== undefined);
    if (lack !== undefined) return `${id} to see ${lack}`;
    const chained = view.find((row) => views.has(row.id) && grandPrimaryOf(row, view) !== undefined);
    if (chained !== undefined) return `${chained.id} to follow a primary, not a replica`;
    const stranger = [...views.keys()].find((other) => !view.some((row) => row.id === other));
    if (stranger !== undefined) return `${id} to know ${stranger}`;
    shapes.add(describe(view.filter((row) => views.has(row.id))));
  }
  return shapes.size > 1 ? `the nodes to agree:\n${[...shapes].join("\nor\n")}` : undefined;
}

function lackOf(row: NodeRow, isRunning: boolean): string | undefined {
  if (row.migrating) return "the end of its migrations";
  if (!isRunning) {
    if (row.slots.length > 0) return `${row.id} replaced`;
    return row.flags.has("fail") ? undefined : `that ${row.id} has failed`;
  }
  if (!row.linked) return `${row.id} linked`;
  const ill = ["fail", "fail?", "handshake", "noaddr"].find((flag) => row.flags.has(flag));
  return ill === undefined ? undefined : `${row.id} without the flag ${ill}`;
}

function describe(rows: readonly NodeRow[]): string {
  const lines = rows.map((row) => {
    const slots = row.slots.map((range) => range.join("-")).join(" ");
    return `${row.id} ${row.primaryId === undefined ? `primary ${slots}` : `replica of ${row.primaryId}`}`;
  });
  return lines.sort().join("\n");
}
