import { AgentPodError } from '../../../core/model/errors.ts';
import type { CliContext } from '../context.ts';
import { usageError } from '../failure.ts';

/** Questions before something is changed. */
export interface Question {
  readonly text: string;
  /** What has to be typed, in full. */
  readonly answer: string;
}

/** True when the user agreed. Without a terminal to ask on, `--yes` is required. */
export async function confirm(context: CliContext, question: Question): Promise<boolean> {
  if (!context.terminal.stdin) {
    throw usageError(
      'there is something to change, and no terminal to ask on',
      'look at the plan above, then run again with --yes',
    );
  }
  return (await ask(context, question.text)) === question.answer;
}

async function ask(context: CliContext, text: string): Promise<string> {
  const { createInterface } = await import('node:readline');
  context.stderr.write('\n');
  const reader = createInterface({ input: context.stdin, output: context.stderr });
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.on('SIGINT', () => {
        context.stderr.write('\n');
        reject(cancelled());
      });
      reader.on('close', () => resolve(''));
      reader.question(text, (answer) => resolve(answer.trim()));
    });
  } finally {
    reader.close();
  }
}

function cancelled(): AgentPodError {
  return new AgentPodError('InvalidInput', 'Interrupted', 'interrupted; nothing was changed');
}
