/** What a user may do in a time. */
export interface Allowance {
  /** Takes note of requests and bytes. Gives for how many milliseconds the user is to send nothing more. */
  spend(requests: number, bytes: number): number;
}
