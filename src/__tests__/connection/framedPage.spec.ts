import { answerLogin } from '../../connection/framedPage';

const REQUEST = 'io.deephaven.message.LoginOptions.request';
const LOGIN = { type: 'psk', token: 'k' };

/** A frame whose page is a stand-in. */
function framed() {
  const page = { postMessage: jest.fn() };
  const frame = { contentWindow: page } as unknown as HTMLIFrameElement;
  const ask = (from: unknown, origin: string, data: unknown) => {
    const event = new MessageEvent('message', { data, origin });
    Object.defineProperty(event, 'source', { value: from });
    window.dispatchEvent(event);
  };
  return { ask, frame, page };
}

describe('answerLogin', () => {
  it('answers the page of the server in the frame, and it alone', () => {
    const { ask, frame, page } = framed();
    const answers = answerLogin(frame, 'http://s:1', () => LOGIN);
    const question = { message: REQUEST, id: 'i' };
    ask({}, 'http://s:1', question);
    ask(page, 'http://other:1', question);
    ask(page, 'http://s:1', { message: 'else', id: 'i' });
    ask(page, 'http://s:1', null);
    expect(page.postMessage).not.toHaveBeenCalled();
    ask(page, 'http://s:1', question);
    expect(page.postMessage.mock.calls).toEqual([
      [{ message: REQUEST, id: 'i', payload: LOGIN }, 'http://s:1']
    ]);
    answers.dispose();
    ask(page, 'http://s:1', question);
    expect(page.postMessage).toHaveBeenCalledTimes(1);
  });

  it('says nothing while nobody is signed in', () => {
    const { ask, frame, page } = framed();
    const answers = answerLogin(frame, 'http://s:1', () => null);
    ask(page, 'http://s:1', { message: REQUEST, id: 'i' });
    expect(page.postMessage).not.toHaveBeenCalled();
    answers.dispose();
  });
});
