import type { Log } from '../../ports/log.ts';
import type { LoopEvent, OnLoopEvent } from './loop-event.ts';

/** A line for everything that a person would want to know of, and none for a pass that found nothing. */
export function logEvents(log: Log): OnLoopEvent {
  return (event) => {
    switch (event.kind) {
      case 'standby':
        return log.info('standing by', { holder: event.holder });
      case 'leading':
        return log.info('leading');
      case 'state-lost':
        return log.error('the state is out of reach; trying again', { message: event.message });
      case 'engine-connected':
        return log.info('connected to the Engine');
      case 'engine-lost':
        return log.error('the Engine is out of reach; trying again', { message: event.message });
      case 'source-failed':
        return log.warn('a source cannot be looked at', {
          source: event.source,
          message: event.message,
        });
      case 'loaded':
        return logLoaded(log, event);
      case 'refused':
        return logRefused(log, event);
      case 'load-failed':
        return log.error('the manifests could not be loaded', { message: event.message });
      case 'pass-failed':
        return log.error('a pass failed', { message: event.message });
      case 'plan-refused':
        return log.warn('refused to delete', { reasons: event.reasons });
      case 'finished':
        return logFinished(log, event);
      case 'backing-off':
        return logBackingOff(log, event);
      case 'steady':
        return log.info('has not gone down for ten minutes', { subject: event.subject });
      case 'out-of-memory':
        return log.warn('out of memory', { subject: event.subject, limitBytes: event.limitBytes });
      case 'unhealthy':
        return log.warn('does not answer', {
          subject: event.subject,
          message: event.message,
          policy: event.policy,
        });
      case 'recovered':
        return log.info('answers again', { subject: event.subject });
      case 'channel-lost':
        return log.warn('a channel is down', {
          subject: event.subject,
          channel: channelName(event),
          message: event.message,
        });
      case 'channel-back':
        return log.info('a channel is back', {
          subject: event.subject,
          channel: channelName(event),
        });
      case 'alert':
        return logAlert(log, event);
      case 'alert-delivery':
        return logDelivery(log, event);
      case 'alerts-held-up':
        return log.warn('alerts cannot be written down; trying again', { message: event.message });
      case 'config-not-applied':
        return log.warn('runs another config than its file holds', {
          subject: event.subject,
          reason: event.reason,
          message: event.message,
        });
      case 'draining':
        return log.info('stopping; pods are left as they are', { running: event.running });
      default:
    }
  };
}

type Event<Kind extends LoopEvent['kind']> = Extract<LoopEvent, { kind: Kind }>;

function logBackingOff(log: Log, { subject, heals, until, down, why }: Event<'backing-off'>) {
  const fields = { subject, times: heals, until, ...(why === undefined ? {} : { why }) };
  if (down === 'docker') log.warn('its process keeps dying; Docker restarts it', fields);
  else if (down === 'agentpod') log.warn('down, and brought back too often lately', fields);
  else log.warn('brought back repeatedly; waiting before the next time', fields);
}

function channelName({ channel, account }: { channel: string; account: string }): string {
  return account === '' ? channel : `${channel}/${account}`;
}

function logLoaded(log: Log, { tenants, pods, changed, removed, revisions }: Event<'loaded'>) {
  if (changed.length + removed.length === 0) return;
  const counts = { tenants, pods, changed: changed.length, removed: removed.length };
  log.info('manifests loaded', { ...counts, ...(revisions.length > 0 ? { revisions } : {}) });
}

function logRefused(log: Log, { diagnostics }: Event<'refused'>) {
  for (const { severity, file, line, column, message, rule } of diagnostics) {
    if (severity !== 'error') continue;
    log.error('manifest invalid; what was in force stays so', {
      place: `${file}:${line}:${column}`,
      message,
      rule,
    });
  }
}

function logFinished(log: Log, { result, foundBy }: Event<'finished'>) {
  const { subject, outcome, message, seconds } = result;
  if (outcome === 'unchanged') return;
  const fields = { subject, foundBy, seconds, message };
  if (result.failure === undefined && outcome !== 'blocked') log.info(outcome, fields);
  else log.error(outcome, fields);
}

function logAlert(log: Log, { notice }: Event<'alert'>) {
  const { state, alert } = notice;
  const { type, subject, severity, message } = alert;
  const fields = { subject, alert: type, severity, message };
  if (state === 'resolved') log.info('alert resolved', fields);
  else log.warn(state === 'firing' ? 'alert' : 'alert goes on', fields);
}

function logDelivery(log: Log, { receiver, result, message }: Event<'alert-delivery'>) {
  if (result === 'retried')
    log.warn('an alert was not delivered; trying again', { receiver, message });
  if (result === 'dead')
    log.error('an alert was not delivered, and is given up', { receiver, message });
}
