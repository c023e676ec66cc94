/** As OpenClaw's Control UI introduces itself to a gateway. */
export const OWNER_SCOPES = [
  'operator.admin',
  'operator.approvals',
  'operator.pairing',
  'operator.questions',
  'operator.read',
  'operator.talk.secrets',
  'operator.write',
];
/** A build other than the gateway's own is refused, but for this one. */
export const CONTROL_UI = {
  id: 'openclaw-control-ui',
  version: '1',
  buildId: 'dev',
  platform: 'linux',
  mode: 'webchat',
};
