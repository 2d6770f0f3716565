interface Closable {
  close(): Promise<unknown>;
}

/** Closes what a test has opened, last opened first. */
export function disposer(): { use<T extends Closable>(resource: T): T; dispose(): Promise<void> } {
  const open: Closable[] = [];
  return {
    use(resource) {
      open.push(resource);
      return resource;
    },
    async dispose() {
      for (const resource of open.splice(0).reverse()) await resource.close();
    },
  };
}
