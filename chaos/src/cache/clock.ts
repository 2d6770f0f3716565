/** Milliseconds of a clock that goes evenly and is the same for all processes of the machine. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What is to be added to ms since 1970 to have {@link machineMs}. */
export function machineMinusWallMs(): number {
  return machineMs() - (performance.timeOrigin + performance.now());
}
