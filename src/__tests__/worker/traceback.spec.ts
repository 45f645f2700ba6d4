import {
  exceptionIn,
  exceptionOf,
  pythonTraceback,
  tracebackParts
} from '../../worker/traceback';

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "<string>", line 1, in <module>',
  '  File "/jupyter:/pkg/a.py", line 3, in f',
  '    raise ValueError("no")',
  'ValueError: no'
].join('\n');

const FRAMES = [
  '\tat org.jpy.PyLib.executeCode(Native Method)',
  '\tat org.jpy.PyObject.executeCode(PyObject.java:138)',
  '\tat java.base/java.lang.Thread.run(Thread.java:840)'
].join('\n');

describe('pythonTraceback', () => {
  it.each([
    ['java.lang.RuntimeException: Error in Python interpreter:\n'],
    ['Error in Python interpreter:\n'],
    ['org.jpy.PyLibError: Error in Python interpreter:\n'],
    ['']
  ])('is what Python printed, after %j', head => {
    for (const gap of ['\n', '\n\n', '\n\n\n']) {
      expect(pythonTraceback(head + TRACEBACK + gap + FRAMES)).toBe(TRACEBACK);
    }
    expect(pythonTraceback(head + TRACEBACK)).toBe(TRACEBACK);
    expect(pythonTraceback(`${head}${TRACEBACK}\n`)).toBe(TRACEBACK);
  });

  it('leaves causes on the Java side out', () => {
    const text = `${TRACEBACK}\n\n${FRAMES}\nCaused by: java.lang.Error: two\nlines\n${FRAMES}\n\t... 12 more\n`;
    expect(pythonTraceback(text)).toBe(TRACEBACK);
  });

  it('keeps every exception of a chain that began in Java', () => {
    const chain = [
      'Traceback (most recent call last):',
      '  File "deephaven/table.py", line 1, in update',
      'RuntimeError: io.deephaven.Oops: no such column',
      FRAMES,
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      '  File "<string>", line 1, in <module>',
      'deephaven.dherror.DHError: table update operation failed.'
    ].join('\n');
    expect(
      pythonTraceback(`Error in Python interpreter:\n${chain}\n\n${FRAMES}`)
    ).toBe(chain);
  });

  it('keeps words that look a little like Java', () => {
    const text = `${TRACEBACK}\nat the end\n  at noon\nCaused by: me`;
    expect(pythonTraceback(text)).toBe(text);
  });

  it('keeps what older servers say', () => {
    const text =
      "Type: <class 'ValueError'>\nValue: no\nLine: 1\nNamespace: <module>\nFile: <string>";
    expect(pythonTraceback(`${text}\n\n${FRAMES}`)).toBe(text);
  });

  it('keeps errors that are not of Python', () => {
    expect(pythonTraceback('Session closed')).toBe('Session closed');
    expect(pythonTraceback('')).toBe('');
  });

  it.each(['runs.py', 'contexts/runs.py', 'contexts/stopping.py'])(
    'leaves frames of %s out',
    file => {
      const plugin = `  File "/opt/deephaven/python_remote_file_source/${file}", line `;
      const program =
        '  File "/jupyter:/main.py", line 1\n    x = (\n        ^\n';
      expect(
        pythonTraceback(
          'Traceback (most recent call last):\n' +
            '  File "<string>", line 1, in <module>\n' +
            `${plugin}60, in run\n    exec(_compile(source, filename))\n` +
            '         ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n' +
            `${plugin}90, in _compile\n    return compile(source)\n` +
            `${program}SyntaxError: '(' was never closed`
        )
      ).toBe(
        `Traceback (most recent call last):\n${program}` +
          "SyntaxError: '(' was never closed"
      );
    }
  );

  it('calls files of the mirror by their short paths', () => {
    const mirror = '/dev/shm/served-k3j2h1/4';
    const text = [
      'Traceback (most recent call last):',
      `  File "${mirror}/jupyter/projects/market/config.py", line 3, in f`,
      `    raise ValueError("${mirror}/jupyter/a.py")`,
      `  File "${mirror}/RTC/pkg/a b.py", line 4, in g`,
      `ValueError: ${mirror}/jupyter/a.py`
    ].join('\n');
    expect(pythonTraceback(`${text}\n\n${FRAMES}`)).toBe(
      [
        'Traceback (most recent call last):',
        '  File "/jupyter:/projects/market/config.py", line 3, in f',
        `    raise ValueError("${mirror}/jupyter/a.py")`,
        '  File "/jupyter:/RTC:pkg/a b.py", line 4, in g',
        `ValueError: ${mirror}/jupyter/a.py`
      ].join('\n')
    );
    const places = tracebackParts(text).flatMap(part =>
      part.frame ? [[part.frame.path, part.frame.line]] : []
    );
    expect(places).toEqual([
      ['projects/market/config.py', 3],
      ['RTC:pkg/a b.py', 4]
    ]);
    const old = OLD.replace(/\/jupyter:/g, `${mirror}/jupyter`);
    expect(pythonTraceback(old)).toBe(OLD);
  });

  it('is quick with thousands of frames', () => {
    const text = `${TRACEBACK}\n\n${`${FRAMES}\n`.repeat(3000)}`;
    expect(pythonTraceback(text)).toBe(TRACEBACK);
    const chain = `${text}\n\n${TRACEBACK}`;
    expect(pythonTraceback(`${chain}\n\n${FRAMES}`)).toBe(chain);
  }, 1000);
});

const OLD = [
  "Type: <class 'pkg.errors.Failed'>",
  'Value: no',
  'Line: 3',
  'Namespace: f',
  'File: /jupyter:/my pkg/a.py',
  'Traceback (most recent call last):',
  '  File "<string>", line 1, in <module>',
  '  File "/jupyter:/my pkg/a.py", line 3, in f'
].join('\n');

const frame = (path: string, line: number) => ({
  origin: `/jupyter:/${path}`,
  path,
  cell: null,
  line
});

describe('tracebackParts', () => {
  it('finds the frames of files of JupyterLab', () => {
    const parts = tracebackParts(TRACEBACK);
    expect(parts.map(({ text }) => text).join('')).toBe(TRACEBACK);
    expect(parts.filter(part => part.frame)).toEqual([
      {
        text: 'File "/jupyter:/pkg/a.py", line 3',
        frame: frame('pkg/a.py', 3)
      }
    ]);
  });

  it('finds those of older servers', () => {
    const parts = tracebackParts(OLD);
    expect(parts.map(({ text }) => text).join('')).toBe(OLD);
    expect(parts.filter(part => part.frame)).toEqual([
      { text: 'File: /jupyter:/my pkg/a.py', frame: frame('my pkg/a.py', 3) },
      {
        text: 'File "/jupyter:/my pkg/a.py", line 3',
        frame: frame('my pkg/a.py', 3)
      }
    ]);
  });

  it.each(['', 'Session closed', 'File "/etc/passwd", line 3'])(
    'finds none in %p',
    text => {
      expect(tracebackParts(text).map(part => part.frame ?? '')).toEqual(
        text ? [''] : []
      );
    }
  );
});

it.each(['x', '\n', '\tat ', '  File "a", line 1, in f\n'])(
  'an error of 20 MB of %j is cut, and ends as it did',
  text => {
    const error = `Traceback:\n${text.repeat(20_000_000 / text.length)}\nlast`;
    const found = pythonTraceback(error);
    expect(found.length).toBeLessThan(2_100_000);
    expect(found.startsWith('Traceback:')).toBe(true);
  }
);

describe('the frames of an exception', () => {
  it('may be in cells of notebooks', () => {
    const text = 'File "/jupyter:/a.ipynb#cell-id=b", line 1, in <module>';
    const cell = {
      origin: '/jupyter:/a.ipynb#cell-id=b',
      path: 'a.ipynb',
      cell: 'b',
      line: 1
    };
    expect(exceptionIn(text).frames).toEqual([cell]);
    expect(tracebackParts(text)[0].frame).toEqual(cell);
  });

  it('has one for each file, of the last exception', () => {
    const text = [
      'Traceback (most recent call last):',
      '  File "/jupyter:/other.py", line 9, in f',
      'KeyError: 1',
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "/jupyter:/run.py", line 1, in <module>',
      '  File "/jupyter:/pkg/a.py", line 3, in f',
      '  File "/jupyter:/pkg/a.py", line 7, in g',
      'ValueError: no'
    ].join('\n');
    expect(exceptionIn(text).frames).toEqual([
      frame('run.py', 1),
      frame('pkg/a.py', 7)
    ]);
    expect(exceptionIn(OLD).frames).toEqual([frame('my pkg/a.py', 3)]);
    expect(exceptionIn('').frames).toEqual([]);
  });
});

describe('the name and message of an exception', () => {
  it.each([
    [TRACEBACK, 'ValueError', 'no'],
    [`${TRACEBACK}\nmore of it`, 'ValueError', 'no\nmore of it'],
    [OLD, 'Failed', 'no'],
    ['Session closed', 'Session closed', ''],
    ['', '', '']
  ])('of %p are %p, %p', (text, name, message) => {
    expect(exceptionIn(text)).toMatchObject({ name, message });
  });

  it('are what the server plugin says, with the lines that are the user’s', () => {
    const message = 'io.deephaven.X: no\n\tat io.deephaven.X.f(X.java:1)';
    const frames = [
      { file: '/usr/lib/python3/json.py', line: 2 },
      { file: '/dev/shm/served-a1/4/jupyter/pkg/a.py', line: 7 }
    ];
    const raised = { name: 'DHError', message, traceback: '', frames };
    expect(exceptionOf(raised)).toEqual({
      name: 'DHError',
      message,
      frames: [{ ...frame('pkg/a.py', 7), origin: frames[1].file }]
    });
  });
});
