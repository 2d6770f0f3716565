/** The end of a piece of work that nobody waits for any more. A signal is made for whoever asks for it: most work ends sooner. */
export class Ending {
  aborted = false;
  private controller: AbortController | undefined = undefined;

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.aborted) this.controller.abort();
    }
    return this.controller.signal;
  }

  abort(): void {
    this.aborted = true;
    this.controller?.abort();
  }
}
