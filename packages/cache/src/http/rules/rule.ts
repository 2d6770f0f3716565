import type { Policy } from "../../policy.ts";
import type { CredentialHeader } from "../credentials.ts";

/** What requests it is for, and how their responses are cached, or that they are not. */
export type Rule = CachingRule | PassingRule;

/** Requests that fit are not cached, whatever rules come after. */
export interface PassingRule {
  readonly name?: string;
  readonly when?: RequestTest;
  readonly cache: false;
}

export interface CachingRule {
  /** In keys: two rules never share a response. Default: made from `when` and `key`, so that another rule is another name. */
  readonly name?: string;
  /** Which requests. Default: all. Methods other than GET and HEAD are cached only if named here, and `key.body` is there. */
  readonly when?: RequestTest;
  /** Which responses are stored. Default: those of status 2xx. */
  readonly store?: ResponseTest;
  readonly key?: KeySpec;
  /** How long, and how loaded. Its times count from when a response came, whatever its headers say. */
  readonly policy: RulePolicy;
  /** A response with a larger body is not stored. Default: that of the HTTP cache. */
  readonly maxBytes?: number;
  /** Credentials that responses do not depend on, though they don't say `public`. Default: none. */
  readonly ignore?: readonly CredentialHeader[];
  readonly cache?: true;
}

export type RulePolicy = Policy & { readonly ttl: NonNullable<Policy["ttl"]> };

/** Fits if all that is given does. */
export interface RequestTest {
  readonly method?: string | readonly string[];
  /** One of these patterns: `/items/{id}`, `/items/{id:\d+}`, `/files/{tail}*`. */
  readonly path?: string | readonly string[];
  readonly header?: Readonly<Record<string, ValueTest>>;
  /** Of a parameter that is given more than once, one value has to fit. */
  readonly query?: Readonly<Record<string, ValueTest>>;
  readonly body?: BodyTest;
  readonly all?: readonly RequestTest[];
  readonly any?: readonly RequestTest[];
  readonly not?: RequestTest;
}

/** Fits if all that is given does. */
export interface ResponseTest {
  readonly status?: StatusTest | readonly StatusTest[];
  readonly header?: Readonly<Record<string, ValueTest>>;
  /** Looked at when the body has passed: the client does not wait for it. */
  readonly body?: BodyTest;
  readonly all?: readonly ResponseTest[];
  readonly any?: readonly ResponseTest[];
  readonly not?: ResponseTest;
}

/** One, a class, or a range with both ends in it. */
export type StatusTest = number | StatusClass | { readonly from: number; readonly to: number };
export type StatusClass = "2xx" | "3xx" | "4xx" | "5xx";

/** The text it has to be; whether it has to be there; what it has to be like; a function that is given `null` for what is not there. */
export type ValueTest = string | boolean | ValueTests | ((value: string | null) => boolean);

/** Fits if all that is given does. */
export interface ValueTests {
  readonly eq?: string;
  readonly exists?: boolean;
  readonly in?: readonly string[];
  readonly contains?: string;
  readonly startsWith?: string;
  readonly regex?: string | RegExp;
}

/** Fits if all that is given does, and the body is not larger than `maxBytes`. */
export interface BodyTest {
  /** Default 65,536. */
  readonly maxBytes?: number;
  readonly contains?: string;
  readonly startsWith?: string;
  readonly regex?: string | RegExp;
  /** Of a JSON body, by path: `user.roles.0`. */
  readonly json?: Readonly<Record<string, JsonTest>>;
}

export type JsonScalar = string | number | boolean | null;
export type JsonTest = JsonScalar | JsonTests;

/** Fits if all that is given does. */
export interface JsonTests {
  readonly eq?: JsonScalar;
  readonly exists?: boolean;
  readonly in?: readonly JsonScalar[];
}

/** What tells responses apart. */
export interface KeySpec {
  /** Scheme, host and port. Default `true`. */
  readonly host?: boolean;
  /** The whole path, or the parts of it that the pattern names. Default `true`. */
  readonly path?: boolean | Parts;
  /** All parameters in alphabetical order, or some. Default `true`. */
  readonly query?: boolean | Parts;
  /** `authorization` and `cookie` are hashed in any case. Default: none. */
  readonly header?: Parts;
  /** The request's body as a whole, hashed, or parts of JSON by path. Default `false`. */
  readonly body?: boolean | Parts;
  /** What of a body is read for the key: a request with a larger one is not cached. Default 65,536. */
  readonly maxBodyBytes?: number;
}

/** Names, or names with what is done to their values. */
export type Parts = readonly string[] | Readonly<Record<string, true | Transform | readonly Transform[]>>;

/** `truncate`: to that many characters. */
export type Transform = "hash" | "lowercase" | "uppercase" | { readonly truncate: number };
