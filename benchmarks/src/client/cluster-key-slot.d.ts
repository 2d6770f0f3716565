/** The slot function that ioredis and iovalkey use; it comes without types. */
declare module "cluster-key-slot" {
  export default function calculateSlot(key: string): number;
}
