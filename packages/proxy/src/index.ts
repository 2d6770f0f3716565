export type { ListenAddress } from "./config/address.ts";
