/** Looks at the reverse proxy from the outside, as a browser would. */
export interface RouteCheck {
  /** Until something speaks TLS on that port of this host; `ProxyNotReady` (Transient) when nothing does. */
  awaitProxy(httpsPort: number): Promise<void>;
}
