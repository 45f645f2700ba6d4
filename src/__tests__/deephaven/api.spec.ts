import { normalizeUrl } from '../../deephaven/api';

describe('normalizeUrl', () => {
  it.each([
    ['http://localhost:10000', 'http://localhost:10000'],
    ['http://localhost:10000/', 'http://localhost:10000'],
    ['  http://localhost:10000//  ', 'http://localhost:10000'],
    ['localhost:10000', 'http://localhost:10000'],
    ['localhost', 'http://localhost'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['[::1]:10000', 'http://[::1]:10000'],
    ['HTTP://LOCALHOST:80', 'http://localhost'],
    ['https://example.com:443/', 'https://example.com'],
    ['https://example.com/deephaven/', 'https://example.com/deephaven'],
    ['http://localhost:10000/?psk=secret', 'http://localhost:10000'],
    ['http://localhost:10000/#psk=secret', 'http://localhost:10000'],
    ['example.com/?psk=secret', 'http://example.com']
  ])('of %p is %p', (text, url) => {
    expect(normalizeUrl(text)).toBe(url);
    expect(normalizeUrl(url)).toBe(url);
  });

  it.each([
    '',
    ' ',
    '/',
    'http://',
    'a b',
    'http://a:b:c',
    'http://host:99999'
  ])('is not found in %p', text => {
    expect(() => normalizeUrl(text)).toThrow(/not a URL/);
  });

  it.each(['ftp://host', 'file:///etc/passwd', 'ws://host', 'about://x'])(
    'is refused for %p',
    text => {
      expect(() => normalizeUrl(text)).toThrow(/not an http or https URL/);
    }
  );

  it.each(['javascript:alert(1)', 'data:text/javascript,alert(1)'])(
    'makes no script of %p',
    text => {
      expect(() => normalizeUrl(text)).toThrow();
    }
  );

  it.each([
    'http://user:pass-word@host',
    'http://user@host',
    'user:pass-word@host',
    'https://:pass-word@host',
    'ftp://user:pass-word@host'
  ])('refuses the user of %p, without repeating a password', text => {
    let message = '';
    try {
      normalizeUrl(text);
    } catch (reason) {
      message = String(reason);
    }
    expect(message).toMatch(/user name or a password/);
    expect(message).not.toContain('pass-word');
  });

  it('repeats no key of a URL that is none', () => {
    expect(() => normalizeUrl('http://host:x/?psk=se-cret')).toThrow(
      /^(?!.*se-cret)/
    );
  });
});
