import type { Subject, Traits } from "./subject.ts";

/** A scenario, and which layers it is for. */
export interface Plan {
  readonly name: string;
  readonly isFor: (traits: Traits) => boolean;
  readonly run: (subject: Subject) => Promise<void>;
}

export const anyLayer = (): boolean => true;
export const keeping = ({ keeps }: Traits): boolean => keeps;
export const keepingRemote = ({ keeps, kind }: Traits): boolean => keeps && kind === "remote";
export const keepingLocal = ({ keeps, kind }: Traits): boolean => keeps && kind === "local";
