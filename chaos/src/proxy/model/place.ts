/** Where keys are: all with one hash tag are in one slot. */
export interface Place {
  /** Stands in braces in the names of keys. */
  readonly tag: string;
  /** Whose slot it is when the load begins. */
  readonly shard: number;
}
