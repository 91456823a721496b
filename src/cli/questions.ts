/** The commands that ask: one per tool, their options taken from the tool's input, so that the two cannot drift apart. */

import { Command, Option } from 'commander';
import * as z from 'zod';
import { Failure } from '../core/failure.ts';
import { toolNamed } from '../tools/index.ts';
import type { Tool } from '../tools/tool.ts';
import { printToolAnswer } from './answer-command.ts';
import type { Cli, GlobalOptions } from './cli.ts';

interface Question {
  readonly command: string;
  readonly tool: string;
  /** Argument on the command line -> field of the input; `...` takes several. */
  readonly argument?: { readonly name: string; readonly field: string };
}

const QUESTIONS: readonly Question[] = [
  { command: 'list', tool: 'list_activities' },
  { command: 'show', tool: 'get_activity', argument: { name: '<id>', field: 'id' } },
  { command: 'streams', tool: 'get_activity_streams', argument: { name: '<id>', field: 'id' } },
  { command: 'load', tool: 'get_training_load' },
  { command: 'summary', tool: 'summarize_training' },
  { command: 'curve', tool: 'get_performance_curve' },
  { command: 'records', tool: 'get_records' },
  { command: 'efforts', tool: 'find_efforts' },
  { command: 'compare', tool: 'compare_activities', argument: { name: '<id...>', field: 'ids' } },
  { command: 'compare-periods', tool: 'compare_periods' },
  { command: 'estimate', tool: 'estimate_thresholds' },
  { command: 'wellness', tool: 'get_wellness' },
  { command: 'status', tool: 'get_data_status' },
  { command: 'sql', tool: 'query_data', argument: { name: '[statement]', field: 'sql' } },
];

/** Advice is written for assistants, as calls of tools; here they become the commands of the same questions. */
export function asCommands(advice: string): string {
  const commands = advice.replace(TOOL_CALL, (whole, name: string, written: string | undefined) => {
    const question = QUESTIONS.find(({ tool }) => tool === name);
    if (!question) return name === 'get_athlete' ? 'paceline athlete' : whole;
    const words = [...(written ?? '').matchAll(ARGUMENT)].map(([, field, value]) => {
      const plain = value!.replace(/^\[(.*)\]$/, (_, list: string) => list.replace(/"|\s/g, ''));
      if (field === question.argument?.field) return plain.replace(/^"(\w+)"$/, '$1');
      return `--${field!.replaceAll('_', '-')}${plain === 'true' ? '' : ` ${plain}`}`;
    });
    return ['paceline', question.command, ...words].join(' ');
  });
  return commands.replace(/\bCall (?=paceline )/g, 'Run ');
}

const TOOL_CALL = /\b([a-z]+_[a-z_]+)\b(?:\(((?:"[^"]*"|[^")])*)\))?/g;
const ARGUMENT = /(\w+)=("[^"]*"|\[[^\]]*\]|[^,\s]+)/g;

/** What the input's JSON Schema says about one field. */
interface Field {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly items?: { readonly type?: string; readonly enum?: readonly string[] };
}

export function questionCommands(cli: Cli): Command[] {
  return QUESTIONS.map((question) => questionCommand(cli, question));
}

function questionCommand(cli: Cli, question: Question): Command {
  const tool = toolNamed(question.tool);
  const fields = fieldsOf(tool);
  const command = new Command(question.command).description(firstSentence(tool.description));
  if (question.argument) command.argument(question.argument.name);
  for (const [name, field] of Object.entries(fields)) {
    if (name !== question.argument?.field) command.addOption(optionFor(name, field));
  }
  return command.action(async (...args: unknown[]) => {
    const self = args.at(-1) as Command;
    const own = self.opts<Record<string, unknown>>();
    const input: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const given = own[camel(name)];
      if (given !== undefined) input[name] = inputValue(name, field, given);
    }
    if (question.argument && args[0] !== undefined && args[0] !== self) input[question.argument.field] = args[0];
    await printToolAnswer(cli, self.optsWithGlobals<GlobalOptions>(), tool, input);
  });
}

function fieldsOf(tool: Tool): Record<string, Field> {
  const schema = z.toJSONSchema(tool.input, { io: 'input' }) as { properties?: Record<string, Field> };
  return schema.properties ?? {};
}

function optionFor(name: string, field: Field): Option {
  const flag = `--${name.replaceAll('_', '-')}`;
  const several = field.type === 'array';
  const words = several ? [field.description, 'separated by commas'].filter(Boolean).join('; ') : field.description;
  if (field.type === 'boolean') return new Option(`${flag} [yes|no]`, words);
  const option = new Option(`${flag} <${several ? 'list' : field.type === 'string' ? 'text' : 'number'}>`, words);
  return field.enum ? option.choices([...field.enum]) : option;
}

function inputValue(name: string, field: Field, given: unknown): unknown {
  if (field.type === 'boolean') {
    if (given === true || given === 'yes' || given === 'true') return true;
    if (given === 'no' || given === 'false') return false;
    const flag = `--${name.replaceAll('_', '-')}`;
    throw new Failure('bad_option', `${flag} takes yes or no.`, `Example: ${flag} no; ${flag} alone means yes.`);
  }
  if (field.type === 'array') {
    const items = String(given)
      .split(',')
      .map((item) => item.trim());
    return items.map((item) => inputValue(name, field.items ?? {}, item));
  }
  if (field.type === 'number' || field.type === 'integer') {
    const number = Number(given);
    if (!Number.isFinite(number)) {
      const flag = `--${name.replaceAll('_', '-')}`;
      throw new Failure('bad_option', `${flag} takes a number.`, `Give it without a unit: ${flag} 20`);
    }
    return number;
  }
  return given;
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function firstSentence(text: string): string {
  return (/^.*?[.:](?=\s|$)/.exec(text)?.[0] ?? text).replace(/[.:]$/, '');
}
