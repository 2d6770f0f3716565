export { httpConfigSchema, type JsonSchema } from "./json-schema.ts";
export { checkHttpConfig, type HttpConfigResult, readHttpConfig } from "./parse.ts";
export type { HttpConfigProblem } from "./problem.ts";
export type { HttpConfig } from "./schema.ts";
