import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import type { DesiredState } from '../../../core/model/desired.ts';
import type { Diagnostic } from '../../../core/model/diagnostic.ts';
import { ManifestError } from '../../../core/model/errors.ts';
import { podSubject, tenantSubject } from '../../../core/model/resource.ts';
import type { Loaded } from '../../../engine/load.ts';
import type { CliServices } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { interrupted, watchInterrupts } from '../flows/interrupts.ts';
import { ManifestCommand } from '../manifest-command.ts';
import { diagnosticsForGithub } from '../output/diagnostics-github.ts';
import { diagnosticsJunit } from '../output/diagnostics-junit.ts';
import { diagnosticsMarkdown } from '../output/diagnostics-markdown.ts';
import { diagnosticsSarif } from '../output/diagnostics-sarif.ts';
import { count } from '../output/words.ts';
import { wrapWords } from '../output/wrap.ts';
import { outputFormat } from '../output-format.ts';
import { parseCount } from '../quantities.ts';
import { selectSubjects } from '../selection.ts';

const FORMATS = ['text', 'json', 'github', 'markdown', 'junit', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

interface Verdict {
  readonly diagnostics: readonly Diagnostic[];
  readonly tenants: number;
  readonly pods: number;
}

/** `validate`: are the manifests right? Needs neither Engine nor state, except for --deep. */
export class ValidateCommand extends ManifestCommand {
  static override paths = [['validate']];
  static override usage = ManifestCommand.Usage({
    category: 'Manifests',
    description: 'Check manifests: form, references, quotas, hosts, bot tokens.',
    details: `
      Every problem is shown at its file, line and column, with what to write instead. Secrets that
      are not at hand are warnings here and errors in \`apply\`.

      With --deep each pod's configuration is rendered and checked by the validator of the very image
      that the pod runs. Images that are not on the Engine are named and skipped.

      Exit code 0: valid, 3: invalid.
    `,
    examples: [
      ['A folder', '$0 validate -f tenants/'],
      ['In GitHub Actions: marks in the pull request', '$0 validate -f tenants/ -o github'],
      ['Ask the images too', '$0 validate -f tenants/ --deep'],
    ],
  });

  output = Option.String('-o,--output', {
    description: 'text, json, github, markdown, junit or sarif.',
  });
  deep = Option.Boolean('--deep', false, { description: "Also run each image's own validator." });
  concurrency = Option.String('--concurrency', '2', {
    description: 'Validators run at once with --deep (default 2).',
  });

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, FORMATS);
    this.requireFiles();
    const verdict = await this.check(await this.services());
    const valid = !verdict.diagnostics.some(({ severity }) => severity === 'error');
    await this.printers(verdict, valid)[format]();
    return valid ? EXIT.ok : EXIT.invalidManifests;
  }

  private printers(verdict: Verdict, valid: boolean): Readonly<Record<Format, () => unknown>> {
    const { out } = this;
    const { diagnostics } = verdict;
    return {
      text: () => this.printText(verdict, valid),
      json: () => out.printJson(this.json(verdict, valid)),
      github: () => out.print(diagnosticsForGithub(diagnostics)),
      markdown: () => out.print(diagnosticsMarkdown(diagnostics, summary(verdict, valid))),
      junit: () => out.print(diagnosticsJunit(diagnostics)),
      sarif: () => out.printJson(diagnosticsSarif(diagnostics, this.context.version)),
    };
  }

  private async check(services: CliServices): Promise<Verdict> {
    try {
      const source = this.source(services);
      const loaded = await this.loadAll(source, services.offlineSecrets(), true);
      this.requireManifests(loaded.desired);
      const desired = this.narrowed(loaded.desired);
      const deep = this.deep ? await this.askImages(services, { ...loaded, desired }) : [];
      return {
        diagnostics: [...desired.warnings, ...deep],
        tenants: desired.tenants.length,
        pods: desired.pods.length,
      };
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      return { diagnostics: error.diagnostics, tenants: 0, pods: 0 };
    }
  }

  /** All files are checked, since they must agree; what is counted and asked about is what is meant. */
  private narrowed(desired: DesiredState): DesiredState {
    const { tenant, selector } = this;
    const only = selectSubjects({ tenant, selector }, desired, { tenants: [], pods: [] });
    if (only === undefined) return desired;
    return {
      ...desired,
      tenants: desired.tenants.filter(({ name }) => only.has(tenantSubject(name))),
      pods: desired.pods.filter(({ key }) => only.has(podSubject(key))),
    };
  }

  private async askImages(services: CliServices, loaded: Loaded): Promise<readonly Diagnostic[]> {
    const { validateDeep } = await import('../flows/validate-deep.ts');
    const { instance } = await this.config();
    const interrupts = watchInterrupts(this.context, (text) =>
      this.out.error(`${wrapWords(text, this.out.noteWidth)}\n`),
    );
    try {
      const diagnostics = await validateDeep(loaded, services.runtime(), {
        instance,
        concurrency: parseCount('--concurrency', this.concurrency, 1),
        onPod: (pod) => this.out.note(`checking ${pod} with its image\n`),
        signal: interrupts.signal,
      });
      interrupts.signal.throwIfAborted();
      return diagnostics;
    } catch (error) {
      const code = interrupts.code();
      if (code === undefined) throw error;
      throw interrupted(code);
    } finally {
      interrupts.stop();
    }
  }

  private json({ diagnostics, tenants, pods }: Verdict, valid: boolean) {
    return { apiVersion: API_VERSION, kind: 'ValidationResult', valid, tenants, pods, diagnostics };
  }

  private async printText(verdict: Verdict, valid: boolean): Promise<void> {
    const { renderDiagnostics } = await import('../../../core/manifests/render-diagnostics.ts');
    this.out.print(renderDiagnostics(verdict.diagnostics));
    const last = `${summary(verdict, valid)}\n`;
    if (valid) this.out.print(last);
    else this.out.error(last);
  }
}

function summary({ diagnostics, tenants, pods }: Verdict, valid: boolean): string {
  if (valid) return `Valid: ${count(tenants, 'tenant')}, ${count(pods, 'pod')}.`;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return `${count(errors, 'error')}; nothing would be applied.`;
}
