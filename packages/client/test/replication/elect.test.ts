import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { electPrimary, type Report } from "../../src/replication/elect.ts";

const at = (port: number) => ({ host: "h", port });
const primary = (port: number, offset: number): Report => ({
  address: at(port),
  role: { kind: "primary", offset, replicas: [] },
});
const replica = (port: number, of: number): Report => ({
  address: at(port),
  role: { kind: "replica", primary: at(of), inStep: true },
});
const unknown = (port: number): Report => ({ address: at(port), role: { kind: "unknown" } });

describe("the primary", () => {
  it("is the one that most replicas follow, before the one that has written most", () => {
    expect(electPrimary([primary(1, 900), primary(2, 5), replica(3, 2)])?.address.port).toBe(2);
    expect(electPrimary([primary(1, 900), primary(2, 5)])?.address.port).toBe(1);
  });

  it("is one that may not say what it is only where nobody says so", () => {
    expect(electPrimary([unknown(1), primary(2, 0)])?.address.port).toBe(2);
    expect(electPrimary([unknown(1), replica(2, 9)])?.address.port).toBe(1);
    expect(electPrimary([replica(2, 9)])).toBeUndefined();
  });

  it("is kept by the address that is asked first, where it has several", () => {
    const both = [primary(1, 5), primary(2, 5)];
    expect(electPrimary(both, ["h:2", "h:1"])?.address.port).toBe(2);
    expect(electPrimary(both, ["h:1"])?.address.port).toBe(1);
    expect(electPrimary(both, ["h:2"])?.address.port).toBe(2);
  });

  it("does not depend on the order of the answers, and never is a replica", () => {
    const report = fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(3)).map(([port, offset]) => primary(port, offset)),
      fc
        .tuple(fc.integer({ min: 7, max: 12 }), fc.integer({ min: 1, max: 12 }))
        .map(([p, of]) => replica(p, of)),
      fc.integer({ min: 13, max: 15 }).map(unknown),
    );
    const reports = fc.uniqueArray(report, { selector: ({ address }) => address.port });
    fc.assert(
      fc.property(reports, (list) => {
        const elected = electPrimary(list);
        expect(electPrimary([...list].reverse())).toEqual(elected);
        expect(elected?.role.kind).not.toBe("replica");
        expect(elected === undefined).toBe(list.every(({ role }) => role.kind === "replica"));
      }),
    );
  });
});
