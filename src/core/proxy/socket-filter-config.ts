/**
 * The configuration of the HAProxy that stands between Traefik and the Engine's socket. Whoever can
 * write to that socket is root on the host, so it lets a short list of reads through and no more.
 */
export interface SocketFilterSettings {
  /** Path of the Engine's socket as the filter sees it. */
  readonly socket: string;
  readonly port: number;
  /** A silent connection is closed after this, but not a stream of events. */
  readonly idleSeconds: number;
}

export const SOCKET_FILTER: SocketFilterSettings = {
  socket: '/var/run/docker.sock',
  port: 2375,
  idleSeconds: 60,
};

/**
 * Paths are compared as they came over the wire. None of these can be written in a second way:
 * a percent sign, a double slash and a leading dot match nothing.
 */
const NAME = '[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}';
const VERSION = '(/v[0-9]{1,2}[.][0-9]{1,3})?';
const PING = `^${VERSION}/_ping$`;
const OBJECT = `^${VERSION}/(_ping|version|containers/${NAME}/json|networks/${NAME})$`;
const LIST = `^${VERSION}/(containers/json|networks)$`;
const EVENTS = `^${VERSION}/events$`;
/** Not `size`, which makes the Engine measure the disk of every container. */
const QUERY = '^((all|filters|limit|since|until)=[a-zA-Z0-9%._~+-]*(&|$))*$';

export function renderSocketFilterConfig(settings: SocketFilterSettings): string {
  return `# Made from src/core/proxy/socket-filter-config.ts: changes here are lost.
global
    log stdout format raw local0
    maxconn 64
    nbthread 1

defaults
    mode http
    log global
    option http-server-close
    option abortonclose
    retries 0
    timeout http-request 5s
    timeout connect 5s
    timeout queue 5s
    timeout client ${settings.idleSeconds}s
    timeout server ${settings.idleSeconds}s

frontend filter
    # HTTP/1 alone: two ways to write a request are two to look through.
    bind :${settings.port} proto h1
    option http-restrict-req-hdr-names reject
    # What was refused; a query may hold anything, so it is left out.
    log-format "%ST %HM %HPO"

    acl get        method GET
    acl head       method HEAD
    acl ping       path -m reg '${PING}'
    acl object     path -m reg '${OBJECT}'
    acl list       path -m reg '${LIST}'
    acl events     path -m reg '${EVENTS}'
    acl has_query  url -m sub ?
    acl good_query query -m reg '${QUERY}'
    acl carries    req.hdr(content-length) -m found
    acl carries    req.hdr(transfer-encoding) -m found
    acl upgrades   req.hdr(upgrade) -m found
    acl overrides  req.hdr_names -m sub -i x-http-method x-method-override

    use_backend refused if carries or upgrades or overrides
    use_backend refused if has_query !good_query
    use_backend stream  if get events
    use_backend engine  if get list
    use_backend engine  if get object !has_query
    use_backend engine  if head ping !has_query
    default_backend refused

backend refused
    http-request return status 403 content-type text/plain string "refused by AgentPod's socket filter"

backend engine
    http-request set-log-level silent
    server docker unix@${settings.socket} maxconn 16

backend stream
    http-request set-log-level silent
    timeout server 0
    server docker unix@${settings.socket} maxconn 16
`;
}
