import { fetchModuleResult, readServerInfo } from '../../protocol/messages';
import { sourceModule } from '../helpers/modules';

describe('fetchModuleResult', () => {
  it('gives a package the fields of both dialects', () => {
    const result = fetchModuleResult(
      sourceModule('a.b', 'x = 1\n', 'package', '/jupyter:/a/b/__init__.py', [
        '/jupyter:/a/b'
      ])
    );
    expect(result).toEqual({
      name: 'a.b',
      origin: '/jupyter:/a/b/__init__.py',
      is_package: true,
      submodule_search_locations: ['/jupyter:/a/b'],
      source: 'x = 1\n',
      filepath: '/jupyter:/a/b/__init__.py'
    });
  });

  it('gives a module no search locations', () => {
    const result = fetchModuleResult(
      sourceModule('a.c', '', 'module', '/jupyter:/a/c.py')
    );
    expect(result).toEqual({
      name: 'a.c',
      origin: '/jupyter:/a/c.py',
      is_package: false,
      source: '',
      filepath: '/jupyter:/a/c.py'
    });
    expect(JSON.parse(JSON.stringify(result)).source).toBe('');
  });

  it('gives a namespace package no origin and no source', () => {
    const result = fetchModuleResult({
      kind: 'namespace',
      name: 'n',
      locations: ['/jupyter:/n']
    });
    expect(result).toEqual({
      name: 'n',
      is_package: true,
      submodule_search_locations: ['/jupyter:/n'],
      source: null,
      filepath: '/jupyter:/n'
    });
    expect('origin' in result).toBe(false);
  });

  it('copies the locations', () => {
    const locations = ['/jupyter:/n'];
    const result = fetchModuleResult({
      kind: 'namespace',
      name: 'n',
      locations
    });
    result.submodule_search_locations!.push('/other');
    expect(locations).toEqual(['/jupyter:/n']);
  });
});

describe('readServerInfo', () => {
  it.each([
    ['the published plugin', null],
    ['nothing', undefined],
    ['a text', 'ours'],
    ['a number', 1],
    ['a list', []],
    ['an object without a version', { capabilities: {} }],
    ['a version that is no text', { version: 1, capabilities: {} }]
  ])('takes %s for a server without the extension', (_, result) => {
    expect(readServerInfo(result)).toBeNull();
  });

  it('reads version and capabilities', () => {
    const result = { version: '1.2', capabilities: { push: { max: 3 } } };
    expect(readServerInfo({ ...result, run_id: 'r', unknown: 1 })).toEqual({
      ...result,
      runId: 'r'
    });
  });

  it.each([[undefined], [null], ['push'], [7], [['push']]])(
    'takes %p for no capabilities',
    capabilities => {
      expect(readServerInfo({ version: '1', capabilities })).toEqual({
        version: '1',
        capabilities: {},
        runId: ''
      });
    }
  );
});
