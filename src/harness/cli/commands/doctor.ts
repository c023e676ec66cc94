import { Option } from 'clipanion';
import { doctorJson } from '../../../core/views/doctor-json.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { doctorText } from '../output/doctor-report.ts';
import { outputFormat } from '../output-format.ts';

/** `doctor`: whether the machine and all that AgentPod stands on are as they should be. */
export class DoctorCommand extends BaseCommand {
  static override paths = [['doctor']];
  static override usage = BaseCommand.Usage({
    category: 'Look',
    description: 'Examine the machine: Engine, database, proxy, DNS, certificates, disks, rights.',
    details: `
      Looks at what AgentPod stands on, each thing by itself, and says what to do about what is not
      fine. It works when the Engine or the database is down, and before anything was ever applied. It
      changes nothing; agents are asked by \`agentpod health\`.

      The exit code is 0 without an error and 1 with one. A warning alone is no failure.
    `,
    examples: [
      ['Everything', '$0 doctor'],
      ['For a monitor', '$0 doctor -o json'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text or json.' });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const [{ diagnosis, localCertificates }, { proxy }, { examine }, { diagnose, isSound }] =
      await Promise.all([
        this.services(),
        this.config(),
        import('../../../engine/examine.ts'),
        import('../../../core/doctor/diagnose.ts'),
      ]);
    const { clock } = this.context;
    const seen = await examine({ diagnosis, certificates: localCertificates, proxy, clock });
    const findings = diagnose(seen);
    const { width, paint } = this.out;
    if (format === 'json') this.out.printJson(doctorJson(findings, clock.now()));
    else this.out.print(doctorText(findings, { width, paint }));
    return isSound(findings) ? EXIT.ok : EXIT.failed;
  }
}
