import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

/** An MCP server is either a program in the image or a server elsewhere. */

const FOR_COMMAND = ['args', 'cwd', 'env'] as const;

export function checkTools({ document }: PodInTenant): readonly DocumentFinding[] {
  const servers = Object.entries(document.manifest.spec.mcpServers ?? {});
  return servers.flatMap(([name, server]): readonly DocumentFinding[] => {
    const path = ['spec', 'mcpServers', name];
    if (server.command === undefined && server.url === undefined) {
      const message = `${quote(name)} has neither command nor url`;
      const hint = 'write command for a program in the image, or url for a server';
      return [{ document, path, spot: 'key', rule: 'McpTargetMissing', message, hint }];
    }
    if (server.command !== undefined && server.url !== undefined) {
      const message = `${quote(name)} has both command and url`;
      const at = { document, path: [...path, 'url'], spot: 'key' } as const;
      return [{ ...at, rule: 'McpTargetTwice', message, hint: 'keep one of them' }];
    }
    if (server.command !== undefined) return [];
    const useless = FOR_COMMAND.filter((key) => server[key] !== undefined);
    return useless.map((key): DocumentFinding => {
      const message = `"${key}" belongs to a command, ${quote(name)} has a url`;
      const at = { document, path: [...path, key], spot: 'key' } as const;
      return { ...at, rule: 'McpCommandOnly', message, hint: 'remove it' };
    });
  });
}
