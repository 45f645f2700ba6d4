import { PageConfig } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { ServerExtension } from '../../files/serverExtension';

/** The server extension, as a page sees it whose server gives certain answers. */
function partOf(...answers: (Response | Error)[]) {
  PageConfig.setOption('jupyterlabDeephavenEndpoints', '1');
  return new ServerExtension(
    ServerConnection.makeSettings({
      baseUrl: 'http://localhost:8888/hub/',
      fetch: async () => {
        const answer = answers.shift();
        if (answer instanceof Response) {
          return answer;
        }
        throw answer;
      }
    })
  );
}

afterEach(() => {
  PageConfig.setOption('jupyterlabDeephavenEndpoints', '');
});

describe('ServerExtension', () => {
  it('is there only where the page says so', () => {
    expect(partOf().isThere).toBe(true);
    PageConfig.setOption('jupyterlabDeephavenEndpoints', '0');
    expect(new ServerExtension(ServerConnection.makeSettings()).isThere).toBe(
      false
    );
  });

  it('is not asked again after it has gone, and tells so once', async () => {
    const refusal = () => new Response('{"message": "no"}', { status: 404 });
    const part = partOf(refusal(), refusal());
    const gone = jest.fn();
    part.gone.connect(gone);
    const reads = [part.read(['a.py']), part.read(['b.py'])];
    await expect(Promise.allSettled(reads)).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' }
    ]);
    expect(part.isThere).toBe(false);
    expect(gone).toHaveBeenCalledTimes(1);
  });

  it.each([400, 401, 403, 405, 409, 413, 414, 424, 429, 500, 503])(
    'is asked again after any other refusal (%d)',
    async status => {
      const answer = { files: { 'a.py': null }, left: [] };
      const part = partOf(
        new Response('{"message": "no"}', { status }),
        new Response(JSON.stringify(answer))
      );
      await expect(part.read(['a.py'])).rejects.toThrow();
      expect(part.isThere).toBe(true);
      await expect(part.read(['a.py'])).resolves.toEqual(answer);
    }
  );

  it('is asked again after the server was out of reach', async () => {
    const part = partOf(new TypeError('refused'));
    await expect(part.read(['a.py'])).rejects.toThrow(
      ServerConnection.NetworkError
    );
    expect(part.isThere).toBe(true);
  });
});
