import { Sanitizer } from '@jupyterlab/apputils';

import { safeData } from '../../kernel/cells/safeData';

const sanitizer = new Sanitizer();

const safe = (data: Record<string, string | string[]>) =>
  safeData(data, html => sanitizer.sanitize(html));

it('leaves out of HTML what runs', () => {
  const html = [
    '<b onclick="a()">x</b><script>a()</script>',
    '<a href="javascript:a()">y</a><iframe src="z"></iframe>'
  ];
  const { 'text/html': shown } = safe({ 'text/html': html });
  expect(shown).toContain('<b>x</b>');
  expect(shown).not.toMatch(/script|onclick|iframe/);
});

it('leaves tables of pandas as they are', () => {
  const html = '<table><tbody><tr><th>0</th><td>1</td></tr></tbody></table>';
  expect(safe({ 'text/html': html })).toEqual({ 'text/html': html });
});

it.each([
  'application/javascript',
  'text/javascript',
  'application/vnd.bokehjs_exec.v0+json',
  'application/vnd.jupyter.widget-view+json'
])('shows nothing of type %s', type => {
  const data = { [type]: 'alert(1)', 'text/plain': 'plain' };
  expect(safe(data)).toEqual({ 'text/plain': 'plain' });
});

it.each(['*plain*', '# Title\n\n- a\n- [b](https://b.c)', '$a_b$'])(
  'shows Markdown: %j',
  text => {
    const data = { 'text/markdown': text, 'text/plain': '<Markdown>' };
    expect(safe(data)).toEqual(data);
  }
);

it.each([
  '<img src=x onerror=a()>',
  '[x](javascript:a())',
  '[x](JavaScript&colon;a())',
  '[x]: java\\script:a()',
  '![x](data:text/html,a)'
])('shows Markdown that may have code in it as a text: %j', text => {
  const data = { 'text/markdown': text, 'text/plain': '<Markdown>' };
  expect(safe(data)).toEqual({ 'text/plain': text });
});

it('shows pictures and tables', () => {
  const data = {
    'image/png': 'AA==',
    'application/vnd.deephaven.table+json': 'x'
  };
  expect(safe(data)).toEqual(data);
});
