/** What a session needs of its client's connection: of a socket, or of what stands for one. */
export interface ClientSocket {
  readonly writableLength: number;
  readonly bytesRead: number;
  readonly bytesWritten: number | undefined;
  readonly destroyed: boolean;
  /** It can be written to once the client has ended its side. */
  readonly allowHalfOpen?: boolean;
  on(event: "drain" | "end" | "error" | "close", listener: () => void): unknown;
  once(event: "close", listener: () => void): unknown;
  /** `done` is called once the memory isn't needed any more; with an error if it may still be. */
  write(bytes: Buffer, done?: (error?: Error | null) => void): boolean;
  /** Calls back once all that was written is with the system. */
  end(done?: () => void): unknown;
  destroy(): unknown;
  pause(): unknown;
  resume(): unknown;
  setTimeout(ms: number, callback: () => void): unknown;
}
