import { randomUUID } from 'node:crypto';
import { Option } from 'clipanion';
import type { Notice } from '../../../core/alerts/alert.ts';
import { AgentPodError } from '../../../core/model/errors.ts';
import { nearest } from '../../../core/util/suggest.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';

/** `alerts test`: whether a receiver is reached, before there is anything to tell. */
export class AlertsTestCommand extends BaseCommand {
  static override paths = [['alerts', 'test']];
  static override usage = BaseCommand.Usage({
    category: 'Server',
    description: 'Send a test message to a receiver, at once and once.',
    details: `
      The file is checked as a whole. The message goes past the outbox, and needs neither server, Engine
      nor database. Exit code 1 says that it was not taken.
    `,
    examples: [['Is the chat reached?', '$0 alerts test chat --alerts alerts.yaml']],
  });

  alerts = Option.String('--alerts', { description: 'The file of receivers and rules.' });
  receiver = Option.String({ name: 'receiver' });

  protected async run(): Promise<number> {
    const { alerts, receiver } = this;
    if (alerts === undefined) throw usageError('say which file', 'add --alerts alerts.yaml');
    const services = await this.services();
    const { config, sender } = await services.alertReceivers(alerts, this.context.cwd);
    requireReceiver(receiver, config.receivers);
    const notice = testNotice(this.context.clock.now().getTime());
    const outcome = await sender.send(receiver, { id: `test_${randomUUID()}`, notice });
    if (outcome.kind !== 'sent') {
      const hint = 'see docs/alerts.md for what each kind of receiver needs';
      const message = `${receiver}: ${outcome.message}`;
      throw new AgentPodError('Transient', 'NotDelivered', message, { hint });
    }
    this.out.print(`${receiver} took the test message.\n`);
    return EXIT.ok;
  }
}

function requireReceiver(name: string, receivers: readonly { readonly name: string }[]): void {
  const names = receivers.map((each) => each.name);
  if (names.includes(name)) return;
  const meant = nearest(name, names);
  const hint = meant ? `did you mean ${meant}?` : `receivers: ${names.join(', ')}`;
  throw new AgentPodError('InvalidInput', 'NotFound', `no receiver is called ${name}`, { hint });
}

function testNotice(now: number): Notice {
  const message = 'a test: nothing is wrong';
  const said = { severity: 'warning', subject: 'test/message', message } as const;
  const times = { since: now, firedAt: now, toldAt: now, repeats: 0, receivers: [] };
  return {
    state: 'firing',
    alert: { key: 'test', type: 'test', ...said, ...times },
    at: now,
  };
}
