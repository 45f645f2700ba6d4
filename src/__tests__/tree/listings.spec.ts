import { PromiseDelegate } from '@lumino/coreutils';

import { Listings } from '../../tree/listings';
import { moment } from '../../protocol/moment';
import type { IEntry, IFileStore } from '../../tree/types';
import { entry } from '../helpers/caching';

/** Listings of a store that answers when it is told to. */
function listing() {
  const requests: PromiseDelegate<readonly IEntry[] | null>[] = [];
  const request = () => {
    const answer = new PromiseDelegate<readonly IEntry[] | null>();
    requests.push(answer);
    return answer.promise;
  };
  const trees: string[] = [];
  const store: IFileStore = {
    parent: () => '',
    list: request,
    read: async () => null,
    listTree: async roots => {
      trees.push(roots.join());
      const entries = await request();
      return { folders: new Map([['', entries]]) };
    }
  };
  return { listings: new Listings(store), requests, store, trees };
}

describe('Listings', () => {
  it('asks once for what is wanted before the request', async () => {
    const { listings, requests } = listing();
    const since = moment();
    const both = [listings.list('pkg', since), listings.list('pkg', since)];
    expect(requests).toHaveLength(1);
    requests[0].resolve([entry('pkg/a.py')]);
    const [one, other] = await Promise.all(both);
    expect(one).toEqual([entry('pkg/a.py')]);
    expect(other).toBe(one);
  });

  it('asks again for what is wanted later than that', async () => {
    const { listings, requests } = listing();
    const before = listings.list('pkg', moment());
    const later = listings.list('pkg', moment());
    expect(requests).toHaveLength(2);
    requests[1].resolve([entry('pkg/new.py')]);
    requests[0].resolve([]);
    await expect(before).resolves.toEqual([]);
    await expect(later).resolves.toEqual([entry('pkg/new.py')]);
  });

  it('keeps no answer', async () => {
    const { listings, requests } = listing();
    const since = moment();
    const first = listings.list('pkg', since);
    requests[0].resolve([]);
    await first;
    void listings.list('pkg', since);
    expect(requests).toHaveLength(2);
  });

  it('passes a failure on to all, and asks again', async () => {
    const { listings, requests } = listing();
    const since = moment();
    const both = [listings.list('pkg', since), listings.list('pkg', since)];
    requests[0].reject(new Error('offline'));
    await expect(both[0]).rejects.toThrow('offline');
    await expect(both[1]).rejects.toThrow('offline');
    void listings.list('pkg', since);
    expect(requests).toHaveLength(2);
  });

  it('asks for each folder, and each choice of trees, by itself', async () => {
    const { listings, requests, trees } = listing();
    const since = moment();
    void listings.list('pkg', since);
    void listings.list('other', since);
    expect(requests).toHaveLength(2);
    const tree = listings.listTree(['pkg'], ['*.log'], since);
    void listings.listTree(['pkg'], ['*.log'], since);
    void listings.listTree(['pkg'], [], since);
    void listings.listTree(['pkg', 'other'], [], since);
    expect(trees).toEqual(['pkg', 'pkg', 'pkg,other']);
    requests[2].resolve(null);
    await expect(tree).resolves.toEqual({ folders: new Map([['', null]]) });
  });

  it('says so where the store lists no trees', async () => {
    const { listings, store } = listing();
    store.listTree = undefined;
    await expect(listings.listTree(['pkg'], [], moment())).resolves.toBeNull();
  });
});
