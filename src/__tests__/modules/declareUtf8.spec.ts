import { declareUtf8 } from '../../modules/decode';
import { askPython } from '../helpers/python';

const BODY = 's = "é🐍 # coding: latin-1"\n';

describe('declareUtf8', () => {
  it.each([
    BODY,
    '',
    '# a comment\n# another\n# coding: latin-1\n',
    'x = 1 # coding: latin-1\n',
    'x = 1\n# coding: latin-1\n',
    '"""# coding: latin-1"""\n',
    '# coding: utf-8\n'
  ])('leaves %j alone', program => {
    expect(declareUtf8(program)).toBe(program);
  });

  it('replaces the name of the encoding and nothing else', () => {
    expect(declareUtf8(`# -*- coding: latin-1 -*-\r\n${BODY}`)).toBe(
      `# -*- coding: utf-8 -*-\r\n${BODY}`
    );
    expect(declareUtf8(`#!python\n# vim: fileencoding=cp1252 :\n${BODY}`)).toBe(
      `#!python\n# vim: fileencoding=utf-8 :\n${BODY}`
    );
    expect(declareUtf8('# coding: latin-1')).toBe('# coding: utf-8');
  });

  it('lets Python read the program as UTF-8, whatever it declares', () => {
    const heads = [
      '',
      '\n',
      '# coding: latin-1\n',
      '# coding=cp1252\r\n',
      '\n# coding: ascii\n',
      '\r\n# coding: ascii\r\n',
      ' \t\f# coding: nonsense\n',
      '\f\n# coding: latin-1\n',
      '# coding:\n# coding: latin-1\n',
      '# coding: coding: latin-1\n',
      '# coding: utf-8\n# coding: latin-1\n',
      '#!python\n# coding:\tutf-16\n',
      '#!python\n#\n# coding: latin-1\n'
    ];
    const seen = askPython<string[]>(
      [
        'def seen(program):',
        '    scope = {}',
        '    exec(compile(program.encode("utf-8"), "a", "exec"), scope)',
        '    return scope["s"]',
        'answer = [seen(program) for program in data]'
      ].join('\n'),
      heads.map(head => declareUtf8(head + BODY))
    );
    expect(seen).toEqual(heads.map(() => 'é🐍 # coding: latin-1'));
  });
});
