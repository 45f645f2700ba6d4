/**
 * What ended a run, where Python's own words do not tell a user of notebooks:
 * exits, and IPython's syntax.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRunException, IRunResult } from '../tokens';

/** What Python takes for success. */
const SUCCESS = new Set(['', '0', 'None', 'False']);

/** The end of a syntax error: its place, its line with a mark, its message. */
const SYNTAX_ERROR =
  /^ {2}File "(?<file>[^"\n]*)", line (?<line>\d+)\n(?: {4}(?<text>.*)\n)?(?: {4}.*\n)?SyntaxError: (?<message>.*)$/m;

/** What stands before the frames of a traceback. */
const HEADER = /^(?:Traceback \(most recent call last\):\n)?$/;

/** What assigns the result of a magic or of a command. */
const ASSIGNMENT = /^[\w.,[\]'"* \t]+=[ \t]*(?=%[a-zA-Z]|![\w./~])/;

/** IPython's syntax, at the beginning of a line. */
const MAGIC = /^%{1,2}[a-zA-Z_][\w.]*/;
const COMMAND = /^!{1,2}[^\s=]+/;
const HELP = /^\?{1,2}[\w.%]+$|^[\w.%]+\?{1,2}$/;

/** What the compiler says of bytes that it cannot decode. */
const DECODING =
  /^(?:unknown encoding|encoding problem): |^'[\w-]+' (?:codec can't decode|is not a text encoding)/;

/** What the compiler says of what only a function may have. */
const AWAIT = /^'await' outside function$/;
const ASYNC =
  /^'async (?:with|for)' outside async function$|^asynchronous comprehension outside/;

/** How a run ended. */
type Ending = Pick<IRunResult, 'error' | 'exception'>;

/**
 * How a run ended, as users should read it.
 *
 * @param ending - what Python says of it.
 * @param program - the code, at the lines that the traceback counts.
 * @returns no error where the code exited with success.
 */
export function explainError(
  { error, exception }: Ending,
  program: string,
  trans: TranslationBundle
): Ending {
  if (error === null || exception === null) {
    return { error, exception };
  }
  const { name, message } = exception;
  if (name === 'SystemExit') {
    return SUCCESS.has(message)
      ? { error: null, exception: null }
      : {
          error: `${name}: ${message}`,
          exception: { ...exception, frames: [] }
        };
  }
  const syntax = name === 'SyntaxError' ? SYNTAX_ERROR.exec(error) : null;
  return (
    (syntax && explainSyntax({ error, exception }, syntax, program, trans)) ?? {
      error,
      exception
    }
  );
}

function explainSyntax(
  { error, exception }: { error: string; exception: IRunException },
  { 0: whole, groups, index }: RegExpExecArray,
  program: string,
  trans: TranslationBundle
): Ending | null {
  const { file } = groups!;
  const lines = program.split('\n');
  // Otherwise it is of a module that was imported.
  const isOfProgram = HEADER.test(error.slice(0, index));
  let line = Number(groups!.line);
  let text = groups!.text ?? (isOfProgram ? (lines[line - 1] ?? '') : '');
  let message = ipythonText(text.trim(), line, trans);
  const first = lines.findIndex(code => /^\s*[^\s#]/.test(code));
  if (!message && isOfProgram && /^[%!]/.test(lines[first] ?? '')) {
    // What follows it may be no Python at all.
    line = first + 1;
    text = lines[first];
    message = ipythonText(text, line, trans);
  }
  if (!message && isAwait(groups!.message, isOfProgram ? lines : [], line)) {
    message = trans.__(
      'Line %1 awaits outside a function. Deephaven’s worker runs plain Python: write an async function, and run it with asyncio.run().',
      line
    );
  }
  if (!message && DECODING.test(groups!.message)) {
    message = trans.__(
      '%1. Save the file as UTF-8, or correct the encoding that its first lines declare.',
      groups!.message
    );
  }
  if (!message) {
    return null;
  }
  const shown = text.trim() && `    ${text.trim()}\n`;
  const place = `  File "${file}", line ${line}\n${shown}`;
  return {
    error:
      error.slice(0, index) +
      `${place}SyntaxError: ${message}` +
      error.slice(index + whole.length),
    exception: {
      ...exception,
      message,
      frames: exception.frames.map(frame =>
        frame.origin === file ? { ...frame, line } : frame
      )
    }
  };
}

/** What a line is, in a sentence; null where it is not IPython's. */
function ipythonText(
  line: string,
  number: number,
  trans: TranslationBundle
): string | null {
  const code = line.replace(ASSIGNMENT, '');
  const magic = MAGIC.exec(code);
  if (magic) {
    return trans.__(
      'Line %1 is an IPython magic, %2. Deephaven’s worker runs plain Python: remove the line, or run it in a kernel.',
      number,
      magic[0]
    );
  }
  const command = COMMAND.exec(code);
  if (command) {
    return trans.__(
      'Line %1 is a shell command of IPython, %2. Deephaven’s worker runs plain Python: run it in a terminal, or with the module subprocess.',
      number,
      command[0]
    );
  }
  return HELP.test(code)
    ? trans.__(
        'Line %1 asks IPython for help. Deephaven’s worker runs plain Python: use help() instead.',
        number
      )
    : null;
}

/** Whether an error is about `await` and the like at the top level. */
function isAwait(
  message: string,
  lines: readonly string[],
  number: number
): boolean {
  if (AWAIT.test(message)) {
    return true;
  }
  if (!ASYNC.test(message) || lines.length < number) {
    return false;
  }
  // A function that it is in begins above, with less indentation.
  let indentation = indentationOf(lines[number - 1]);
  for (let i = number - 2; i >= 0; i--) {
    const line = lines[i];
    if (line.trim() !== '' && indentationOf(line) < indentation) {
      indentation = indentationOf(line);
      if (/^\s*def\s/.test(line)) {
        return false;
      }
    }
  }
  return true;
}

function indentationOf(line: string): number {
  return /^[ \t]*/.exec(line)![0].length;
}
