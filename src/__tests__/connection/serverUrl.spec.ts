import { normalizeUrl, UrlError } from '../../connection/serverUrl';

function refusal(text: string): UrlError {
  try {
    normalizeUrl(text);
  } catch (reason) {
    expect(reason).toBeInstanceOf(UrlError);
    return reason as UrlError;
  }
  throw new Error(`${text} was taken`);
}

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
    ['http://localhost:10000/ide/', 'http://localhost:10000'],
    ['http://h/iframe/widget/?name=t', 'http://h'],
    ['https://h/deephaven/', 'https://h/deephaven'],
    ['https://h/deep/haven//ide/?x#y', 'https://h/deep/haven'],
    ['https://h/d/jsapi/dh-core.js', 'https://h/d'],
    ['http://h/idea', 'http://h/idea'],
    ['http://localhost:10000/?psk=secret', 'http://localhost:10000'],
    ['http://localhost:10000/#psk=secret', 'http://localhost:10000'],
    ['example.com/?psk=secret', 'http://example.com']
  ])('of %p is %p', (text, url) => {
    expect(normalizeUrl(text)).toBe(url);
    expect(normalizeUrl(url)).toBe(url);
  });

  it.each([
    ['', 'syntax'],
    [' ', 'syntax'],
    ['/', 'syntax'],
    ['http://', 'syntax'],
    ['a b', 'syntax'],
    ['http://a:b:c', 'syntax'],
    ['http://host:99999', 'syntax'],
    ['http://a%20b', 'syntax'],
    ['ftp://host', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['ws://host', 'scheme'],
    ['about://x', 'scheme']
  ])('refuses %p for its %s', (text, kind) => {
    expect(refusal(text)).toMatchObject({ kind });
  });

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
    expect(refusal(text).kind).toMatch(/secret|scheme/);
    expect(refusal(text).message).not.toContain('pass-word');
  });

  it('repeats no key of a URL that is none', () => {
    expect(() => normalizeUrl('http://host:x/?psk=se-cret')).toThrow(
      /^(?!.*se-cret)/
    );
  });
});
