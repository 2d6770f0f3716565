/** The slot function of ioredis and iovalkey; it comes without types. */
declare module "cluster-key-slot" {
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it
  export default function calculateSlot(key: string): number;
}
