/** What is measured, in the order of the report. */
export const METRICS = [
  "cpuUsPerOp",
  "serverCpuUsPerOp",
  "opsPerSecond",
  "megabytesPerSecond",
  "p50Ms",
  "p99Ms",
  "peakRssMiB",
  "bytesPerSession",
] as const;

export type Metric = (typeof METRICS)[number];

/** A workload has the metrics that mean something for it, and leaves the others out. */
export type Figures = Readonly<Partial<Record<Metric, number>>>;

/** What one peer did in one round. Both: it came through, but not without failures. */
export interface Trial {
  readonly figures?: Figures;
  readonly error?: string;
}

/** One row of work that all its peers do, ours among them. */
export interface Cell {
  readonly mode: string;
  readonly workload: string;
  readonly peers: readonly string[];
  /** Peers that can't do it, and why. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** Metrics its trials give. */
  readonly metrics: readonly Metric[];
  /** Part of `--quick`. */
  readonly quick: boolean;
}

/** How long a trial may take. */
export interface Pace {
  /** Work before it is measured. */
  readonly warmUpMs: number;
  /** Work while it is measured. */
  readonly timedMs: number;
  /** After so long without a result it has failed. */
  readonly patienceMs: number;
}

/** The servers of one mode, running and filled. */
export interface Bench extends AsyncDisposable {
  /** Runs one peer through one workload, in a fresh process. Never rejects: what goes wrong is part of the trial. */
  trial(workload: string, peer: string, pace: Pace): Promise<Trial>;
}

/** A set of cells about one of our packages. */
export interface Suite {
  readonly name: string;
  /** The peer that the others are compared with. */
  readonly ours: string;
  /** Peers that are no rivals: what can't be undercut, what there is without a product, or ours in another setting. */
  readonly floors: readonly string[];
  readonly cells: readonly Cell[];
  /** The peers that `--quick` keeps, ours among them. */
  readonly quickPeers: readonly string[];
  open(mode: string): Promise<Bench>;
}
