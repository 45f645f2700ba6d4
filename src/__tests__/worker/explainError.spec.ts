import { nullTranslator } from '@jupyterlab/translation';

import { explainError } from '../../worker/explainError';
import { exceptionIn } from '../../worker/traceback';
import { askPython } from '../helpers/python';

const trans = nullTranslator.load('test');

/** What Python prints for programs that fail, in each of the ways of the workers. */
function errorsOf(programs: readonly string[], filename: string): string[] {
  return askPython<string[]>(
    [
      'import traceback, linecache',
      `NAME = ${JSON.stringify(filename)}`,
      'def run(program):',
      '    try:',
      '        exec(compile(program, NAME, "exec"), {})',
      '    except BaseException as error:',
      '        trace = error.__traceback__',
      '        own = trace.tb_next if not isinstance(error, SyntaxError) else None',
      '        return "".join(traceback.format_exception(type(error), error, own)).rstrip()',
      'answer = [run(program) for program in data]'
    ].join('\n'),
    programs
  );
}

const FILES = ['/jupyter:/main.py', '<string>'];

/** What is made of an error text. */
function explain(error: string, program: string) {
  const ending = { error, exception: exceptionIn(error) };
  return explainError(ending, program, trans);
}

describe.each(FILES)('explainError of %s', filename => {
  const explained = (program: string) =>
    explain(errorsOf([program], filename)[0], program);

  it.each(['', '0', 'None', 'False'])(
    'takes sys.exit(%s) for no failure',
    code => {
      expect(explained(`import sys\nsys.exit(${code})`)).toEqual({
        error: null,
        exception: null
      });
    }
  );

  it.each([
    ['3', '3'],
    ['"no data"', 'no data'],
    ['"a\\n  b\\nc"', 'a\n  b\nc'],
    ['True', 'True']
  ])('says in one line that sys.exit(%s) failed', (code, text) => {
    const line = `SystemExit: ${text}`;
    expect(explained(`import sys\nsys.exit(${code})`)).toEqual({
      error: line,
      exception: { name: 'SystemExit', message: text, frames: [] }
    });
    const chained = `import sys\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    sys.exit(${code})`;
    expect(explained(chained).error).toBe(line);
  });

  it.each([
    ['x = 1\n%matplotlib inline', 2, 'is an IPython magic, %matplotlib.'],
    ['%%time\nx = 1', 1, 'is an IPython magic, %%time.'],
    ["# a\n\n%%html\n<p>don't</p>", 3, 'is an IPython magic, %%html.'],
    ['x = %sql select 1', 1, 'is an IPython magic, %sql.'],
    ['!pip install foo', 1, 'is a shell command of IPython, !pip.'],
    ['if 1:\n    !ls -l', 2, 'is a shell command of IPython, !ls.'],
    ['files = !ls', 1, 'is a shell command of IPython, !ls.'],
    ["!echo 'a", 1, 'is a shell command of IPython, !echo.'],
    ['x = 1\nx?', 2, 'asks IPython for help.'],
    ['?x', 1, 'asks IPython for help.'],
    ['import a\nx = await a.b()', 2, 'awaits outside a function.'],
    ['async with a as b:\n    pass', 1, 'awaits outside a function.'],
    ['if a:\n    async for x in y:\n        pass', 2, 'awaits outside'],
    ['x = [a async for a in b]', 1, 'awaits outside a function.']
  ])('says what %j is', (program, line, words) => {
    const { error, exception } = explained(program);
    expect(exception).toMatchObject({
      name: 'SyntaxError',
      message: expect.stringContaining(`Line ${line} ${words}`)
    });
    expect(error).toContain(`  File "${filename}", line ${line}
`);
    expect(error).toContain(`
SyntaxError: ${exception!.message}`);
    expect(exception!.frames.map(frame => frame.line)).toEqual(
      filename === '<string>' ? [] : [line]
    );
  });

  it.each([
    'x = = 1',
    'x = (1\n% y',
    "'''\n%d items\n'''\nx = = 1",
    'x = 5 %\n',
    'def f():\n    await x',
    'def f():\n    if 1:\n        async with x: pass',
    'raise ValueError("SystemExit: 3")',
    'raise ValueError("%matplotlib")',
    'x = 1\ny = x != 2 = 3',
    'x = "?'
  ])('leaves %j as it is', program => {
    expect(explained(program).error).toBe(errorsOf([program], filename)[0]);
  });
});

it('explains the line of a module, not of the program', () => {
  const error = [
    'Traceback (most recent call last):',
    '  File "/jupyter:/main.py", line 1, in <module>',
    '    import pkg.a',
    '  File "/jupyter:/pkg/a.py", line 2',
    '    %cd /tmp',
    '    ^',
    'SyntaxError: invalid syntax'
  ];
  expect(explain(error.join('\n'), 'import pkg.a\nx').error).toBe(
    [
      ...error.slice(0, 5),
      'SyntaxError: Line 2 is an IPython magic, %cd. Deephaven’s worker runs plain Python: remove the line, or run it in a kernel.'
    ].join('\n')
  );
});

it.each([
  'unknown encoding: klingon',
  'encoding problem: cp1252 with BOM',
  "'cp932' codec can't decode byte 0x81 in position 21: illegal multibyte sequence",
  "'rot13' is not a text encoding; use codecs.decode() to handle arbitrary codecs"
])('says what to do about %j', message => {
  const error = `  File "/jupyter:/m.py", line 0\nSyntaxError: ${message}`;
  expect(explain(error, '').error).toBe(
    `${error}. Save the file as UTF-8, or correct the encoding that its first lines declare.`
  );
});

it('knows the exits of older servers', () => {
  const error = (value: string) =>
    `Type: <class 'SystemExit'>\nValue: ${value}\nLine: 1\nNamespace: <module>\nFile: <string>`;
  expect(explain(error('3'), '').error).toBe('SystemExit: 3');
  expect(explain(error('0'), '').error).toBeNull();
});

it('has nothing to say of what ran through', () => {
  const ending = { error: null, exception: null };
  expect(explainError(ending, 'x', trans)).toEqual(ending);
});
