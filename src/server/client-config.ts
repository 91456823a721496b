/** What to paste where, so that a client starts this Paceline. */

import { resolve } from 'node:path';
import { Failure } from '../core/failure.ts';

export interface ClientConfig {
  readonly client: string;
  /** Where it goes: a file or a command line. */
  readonly where: string;
  /** The text to paste or the command to run. */
  readonly paste: string;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

export const CLIENTS = ['claude-desktop', 'claude-code', 'cursor', 'vscode', 'codex', 'gemini'] as const;

/**
 * How this very program is started: the same Node, the same file. The home goes in as an argument, as clients differ in
 * how they take variables: one reads the server's name as a second one, another cuts them at an equals sign.
 */
export function ownLaunch(home: string | undefined, athlete?: string): Launch {
  const args = [
    process.argv[1] ?? 'paceline',
    'mcp',
    ...(home === undefined ? [] : ['--home', resolve(home)]),
    ...(athlete === undefined ? [] : ['--athlete', athlete]),
  ];
  return { command: process.execPath, args };
}

export function clientConfig(client: string, { command, args }: Launch): ClientConfig {
  const server = { command, args };
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  switch (client) {
    case 'claude-desktop':
      return {
        client: 'Claude Desktop',
        where: 'Settings > Developer > Edit Config (claude_desktop_config.json), then restart Claude Desktop',
        paste: json({ mcpServers: { paceline: server } }),
      };
    case 'claude-code':
      return {
        client: 'Claude Code',
        where: 'run in a terminal',
        paste: `claude mcp add -s user paceline -- ${shell([command, ...args])}`,
      };
    case 'cursor':
      return { client: 'Cursor', where: '~/.cursor/mcp.json', paste: json({ mcpServers: { paceline: server } }) };
    case 'vscode':
      return {
        client: 'VS Code',
        where: '.vscode/mcp.json in a workspace, or "MCP: Open User Configuration"',
        paste: json({ servers: { paceline: { type: 'stdio', ...server } } }),
      };
    case 'codex':
      return {
        client: 'Codex',
        where: 'run in a terminal',
        paste: `codex mcp add paceline -- ${shell([command, ...args])}`,
      };
    case 'gemini':
      return {
        client: 'Gemini CLI',
        where: 'run in a terminal',
        paste: `gemini mcp add -s user paceline ${shell([command])} -- ${shell(args)}`,
      };
    default:
      throw new Failure('unknown_client', `There is no client "${client}".`, `Known: ${CLIENTS.join(', ')}.`);
  }
}

function shell(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
