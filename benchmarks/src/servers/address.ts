export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A primary, or whatever stands for one, and the slots whose keys it takes. */
export interface Node extends Address {
  readonly slots: readonly (readonly [first: number, last: number])[];
}

export const ALL_SLOTS: Node["slots"] = [[0, 16_383]];
