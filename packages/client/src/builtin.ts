/** Modules of Node that few programs come to need: loaded with the client they would cost every start some milliseconds. */
export const builtin: {
  readonly crypto: () => typeof import("node:crypto");
  readonly zlib: () => typeof import("node:zlib");
} = {
  crypto: () => process.getBuiltinModule("node:crypto"),
  zlib: () => process.getBuiltinModule("node:zlib"),
};
