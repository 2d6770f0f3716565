import { type Address, addressText } from "../address.ts";
import type { ServerRole } from "./role.ts";

/** What one server said. */
export interface Report {
  readonly address: Address;
  readonly role: ServerRole;
}

/**
 * Which of the servers that were asked is the primary: of those that say so, the one that most replicas follow, then
 * the one that has written most, then the one that stands first in `order`: one server may have answered at several
 * addresses. Without any, one that could not say what it is; never one that says it is a replica.
 */
export function electPrimary<R extends Report>(
  reports: readonly R[],
  order: readonly string[] = [],
): R | undefined {
  const placeOf = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const ranked = reports
    .filter(({ role }) => role.kind !== "replica")
    .map((report) => ({
      report,
      name: addressText(report.address),
      followers: followersOf(report, reports),
    }));
  ranked.sort(
    (a, b) =>
      rankOf(a.report) - rankOf(b.report) ||
      b.followers - a.followers ||
      offsetOf(b.report) - offsetOf(a.report) ||
      placeOf(a.name) - placeOf(b.name) ||
      (a.name < b.name ? -1 : 1),
  );
  return ranked[0]?.report;
}

function followersOf({ address }: Report, reports: readonly Report[]): number {
  const name = addressText(address);
  return reports.filter(
    ({ role }) => role.kind === "replica" && role.primary !== undefined && addressText(role.primary) === name,
  ).length;
}

function rankOf({ role }: Report): number {
  return role.kind === "primary" ? 0 : 1;
}

function offsetOf({ role }: Report): number {
  return role.kind === "primary" ? role.offset : 0;
}
