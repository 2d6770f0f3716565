import { draws, flat } from "../data.ts";

/** What caches keep here: the same ids and values for every peer and every round. */

/** As many as every peer's memory holds. */
export const IDS = 5_000;
export const BIG_IDS = 200;
export const BULK = 100;

/** About 270 bytes of JSON. */
export interface Item {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly age: number;
  readonly active: boolean;
  readonly roles: readonly string[];
  readonly address: { readonly street: string; readonly city: string; readonly zip: string };
  readonly note: string;
}

export function idOf(index: number): string {
  return flat(String(index).padStart(8, "0"));
}

export function itemOf(index: number): Item {
  return {
    id: idOf(index),
    name: `Person ${index}`,
    email: `person.${index}@example.com`,
    age: 18 + (index % 60),
    active: index % 3 !== 0,
    roles: ["reader", "editor", `team-${index % 100}`],
    address: { street: `${index % 500} Harbour Street`, city: "Port Saint Mary", zip: `IM${index % 9}` },
    note: "prefers to be called in the morning, never on a Friday",
  };
}

/** About 16 KiB of JSON that compresses as such data do. */
export function bigItemOf(index: number): readonly Item[] {
  return Array.from({ length: 60 }, (_, at) => itemOf(index * 60 + at));
}

/** In which order ids are asked for. */
export function idsInTurn(limit: number = IDS): string[] {
  return draws(1 << 14, limit, 0x5eed_0011).map(idOf);
}

/** Lists of {@link BULK} ids, none twice in one. */
export function idLists(): string[][] {
  return Array.from({ length: 200 }, (_, seed) => {
    const ids = new Set<string>();
    for (const index of draws(4 * BULK, IDS, 0x5eed_0100 + seed)) ids.add(idOf(index));
    return [...ids].slice(0, BULK);
  });
}
