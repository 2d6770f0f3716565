export { addressText, type ListenAddress } from "./config/address.ts";
export type { BackendConfig, BackendSentinel, BackendTls } from "./config/backend-config.ts";
export type {
  AdminConfig,
  CommandCategory,
  CommandRule,
  CommandRules,
  CommonLimits,
  Config,
  Limits,
  ListenerConfig,
  ListenerTls,
  LogConfig,
  MirrorConfig,
  NewsLimits,
  NewsListenerConfig,
  NewsListenerTls,
  RespListenerConfig,
  RouteConfig,
  SlowLogConfig,
  UserConfig,
  UserLimits,
} from "./config/config.ts";
export { type ConfigFlags, configFromFlags } from "./config/flags.ts";
export { type ConfigResult, parseConfig } from "./config/parse.ts";
export { hashPassword, verifyPassword } from "./config/password.ts";
export type { Problem } from "./config/problem.ts";
export type {
  CacheConfig,
  FactsConfig,
  NewsConfig,
  ProviderConfig,
  ProviderTls,
} from "./config/provider-config.ts";
export { redactConfig } from "./config/redact.ts";
export { type Proxy, startProxy } from "./server/proxy.ts";
