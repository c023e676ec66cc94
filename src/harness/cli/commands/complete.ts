import { Option } from 'clipanion';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { withWorkspace } from '../flows/planning.ts';

/** `__complete`: names for the shells' completion. Silent about every trouble, as a prompt must be. */
export class CompleteCommand extends BaseCommand {
  static override paths = [['__complete']];

  kind = Option.String({ name: 'kind' });

  protected async run(): Promise<number> {
    const services = await this.services();
    const request = { readOnly: true, command: 'complete' };
    return withWorkspace(services.openWorkspace, request, async ({ store }) => {
      const records = await store.load();
      const names =
        this.kind === 'tenants'
          ? records.tenants.map(({ name }) => name)
          : records.pods.map(({ key }) => key);
      this.out.print(
        names
          .sort()
          .map((name) => `${name}\n`)
          .join(''),
      );
      return EXIT.ok;
    });
  }

  override async execute(): Promise<number> {
    try {
      return await this.run();
    } catch {
      return EXIT.failed;
    }
  }
}
