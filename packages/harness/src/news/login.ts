/** Who a reader says it is, by AUTHINFO USER and PASS (RFC 4643). */
export interface NewsLogin {
  readonly user: string;
  readonly password: string;
}
