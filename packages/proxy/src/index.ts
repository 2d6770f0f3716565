export { addressText, type ListenAddress } from "./config/address.ts";
export type { BackendConfig, BackendSentinel, BackendTls } from "./config/backend-config.ts";
export type {
  AdminConfig,
  CommandCategory,
  CommandRule,
  CommandRules,
  Config,
  Limits,
  ListenerConfig,
  ListenerTls,
  LogConfig,
  MirrorConfig,
  RespListenerConfig,
  RouteConfig,
  SlowLogConfig,
  UserConfig,
} from "./config/config.ts";
export { type ConfigFlags, type ConfigResult, configFromFlags, parseConfig } from "./config/parse.ts";
export { hashPassword, verifyPassword } from "./config/password.ts";
export type { Problem } from "./config/problem.ts";
export { redactConfig } from "./config/redact.ts";
export { type Proxy, startProxy } from "./server/proxy.ts";
