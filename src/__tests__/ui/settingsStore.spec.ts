import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { SettingsStore } from '../../ui/settingsStore';

interface IShape {
  list: string[];
  flag: boolean;
  [key: string]: unknown;
}

const DEFAULTS: IShape = { list: [], flag: false };

/** A registry of one plugin, which saves when the test says so. */
class FakeRegistry {
  composite: IShape = { list: ['saved'], flag: true };
  readonly changed = new Signal<this, void>(this);
  readonly saves: PromiseDelegate<void>[] = [];

  async load(): Promise<this> {
    return this;
  }

  async set(key: string, value: unknown): Promise<void> {
    const save = new PromiseDelegate<void>();
    this.saves.push(save);
    await save.promise;
    this.composite = { ...this.composite, [key]: value };
    this.changed.emit();
  }
}

function storeOf(registry: FakeRegistry | null) {
  return new SettingsStore<IShape>(
    registry as unknown as ISettingRegistry | null,
    'test',
    DEFAULTS
  );
}

/** Let all saves succeed until there are none. */
async function save(registry: FakeRegistry): Promise<void> {
  for (let i = 0; i < 50; i++) {
    registry.saves.forEach(pending => pending.resolve());
    await Promise.resolve();
  }
}

describe('SettingsStore', () => {
  it('keeps settings in memory where there is no registry', async () => {
    const store = storeOf(null);
    const changed = jest.fn();
    store.changed.connect(changed);
    await store.set('flag', true);
    expect(store.value).toEqual({ list: [], flag: true });
    expect(changed).toHaveBeenCalledTimes(1);
    expect(DEFAULTS.flag).toBe(false);
  });

  it('has the defaults until the settings are loaded', async () => {
    const registry = new FakeRegistry();
    const store = storeOf(registry);
    expect(store.value).toEqual(DEFAULTS);
    await store.ready;
    expect(store.value).toEqual(registry.composite);
  });

  it('keeps the defaults when the settings cannot be loaded', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation();
    const registry = new FakeRegistry();
    registry.load = () => Promise.reject(new Error('bad schema'));
    const store = storeOf(registry);
    await store.ready;
    expect(store.value).toEqual(DEFAULTS);
    expect(error).toHaveBeenCalledTimes(1);
    error.mockRestore();
  });

  it('follows changes made elsewhere', async () => {
    const registry = new FakeRegistry();
    const store = storeOf(registry);
    await store.ready;
    registry.composite = { list: ['typed'], flag: false };
    registry.changed.emit();
    expect(store.value.list).toEqual(['typed']);
  });

  it.each([null, new FakeRegistry()])(
    'loses no update among several at the same time (%#)',
    async registry => {
      const store = storeOf(registry);
      await store.ready;
      const before = store.value.list;
      const updates = ['a', 'b', 'c'].map(name =>
        store.update('list', list => [...list, name])
      );
      if (registry) {
        await save(registry);
      }
      await Promise.all(updates);
      expect(store.value.list).toEqual([...before, 'a', 'b', 'c']);
    }
  );

  it('is settled when changes are saved, or have failed', async () => {
    const registry = new FakeRegistry();
    const store = storeOf(registry);
    await store.settled;
    await store.ready;
    const changes = [
      store.set('flag', false),
      store.update('list', list => [...list, 'more']),
      store.update('list', () => {
        throw new Error('taken');
      })
    ];
    let isSettled = false;
    void store.settled.then(() => (isSettled = true));
    await Promise.resolve();
    expect(isSettled).toBe(false);
    const outcomes = Promise.allSettled(changes);
    await save(registry);
    await outcomes;
    await store.settled;
    expect(store.value).toEqual({ flag: false, list: ['saved', 'more'] });
  });

  it('updates what is loaded, not the defaults', async () => {
    const registry = new FakeRegistry();
    const store = storeOf(registry);
    const update = store.update('list', list => [...list, 'more']);
    await save(registry);
    await update;
    expect(store.value.list).toEqual(['saved', 'more']);
  });

  it('goes on after an update that failed', async () => {
    const store = storeOf(null);
    const failed = store.update('list', () => {
      throw new Error('taken');
    });
    const next = store.update('list', list => [...list, 'next']);
    await expect(failed).rejects.toThrow('taken');
    await next;
    expect(store.value.list).toEqual(['next']);
  });

  it('fails when a change cannot be saved, and changes nothing', async () => {
    const registry = new FakeRegistry();
    const store = storeOf(registry);
    await store.ready;
    const failed = expect(store.set('flag', false)).rejects.toThrow('full');
    while (registry.saves.length === 0) {
      await Promise.resolve();
    }
    registry.saves[0].reject(new Error('full'));
    await failed;
    expect(store.value.flag).toBe(true);
  });
});
