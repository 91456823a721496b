/** Looks at SQL text before SQLite does: one SELECT, nothing but the views, nothing that grows without bound. */

import { Failure } from '../core/failure.ts';

/** Longest statement accepted. */
export const MOST_SQL_CHARS = 20_000;

interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'other';
  /** Lower case, without quotes. */
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

// One alternative per kind of token; comments and blanks are matched to be left out. No nested repetition.
const TOKEN =
  /(--[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\s+)|'((?:[^']|'')*)'|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]|([\p{L}_][\p{L}\p{N}_$]*)|(\.?\d[\w.]*)|((?!\/\*)[?:@#$;(),.<>=!|&~+\-*/%])/uy;

function refuse(message: string, next?: string): Failure {
  return new Failure('sql_refused', message, next ?? 'Views and columns: query_data(schema=true)');
}

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < sql.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(sql);
    if (!match) throw refuse(`The statement cannot be read at character ${at + 1} (an open quote or comment?).`);
    const [, blank, string, double, back, bracket, word, number, other] = match;
    if (blank !== undefined) continue;
    if (string !== undefined) tokens.push({ kind: 'string', text: string, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase(), at });
    else if (number !== undefined || other !== undefined) tokens.push({ kind: 'other', text: (number ?? other)!, at });
    else tokens.push({ kind: 'quoted', text: (double ?? back ?? bracket)!.toLowerCase(), at });
  }
  return tokens;
}

// Functions that can make one value as large as memory.
const GROWING = new Set(['zeroblob', 'randomblob']);

/** The statement without a closing semicolon. Throws Failure when it is not one plain SELECT over the views. */
export function checkedSelect(sql: string): string {
  if (sql.length > MOST_SQL_CHARS) throw refuse(`The statement is longer than ${MOST_SQL_CHARS} characters.`);
  const tokens = tokensOf(sql);
  let end = sql.length;
  while (tokens.at(-1)?.text === ';' && tokens.at(-1)?.kind === 'other') end = tokens.pop()!.at;
  const first = tokens[0];
  if (!first) throw refuse('The statement is empty.');
  if (first.kind !== 'word' || (first.text !== 'select' && first.text !== 'with')) {
    throw refuse('Only a SELECT (or WITH … SELECT) can be run; nothing can be changed here.');
  }
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'string') continue;
    if (token.kind === 'other') {
      if (token.text === ';') throw refuse('Only one statement can be run at a time.');
      if ('?:@#$'.includes(token.text))
        throw refuse('Parameters cannot be bound; write the values into the statement.');
      if (token.text === '(') depth++;
      if (token.text === ')' && --depth < 0) throw refuse('The statement closes a bracket that it did not open.');
      continue;
    }
    const schema = tokens[i + 1]?.kind === 'other' && tokens[i + 1]?.text === '.';
    if (schema && (token.text === 'main' || token.text === 'temp')) {
      throw refuse('Only the documented views can be read.');
    }
    if (/^(sqlite_|pragma_|paceline_)/.test(token.text)) {
      throw refuse('Only the documented views can be read.');
    }
    if (GROWING.has(token.text)) throw refuse(`${token.text} is not allowed.`);
  }
  if (depth !== 0) throw refuse('The statement opens a bracket that it does not close.');
  return sql.slice(0, end);
}
