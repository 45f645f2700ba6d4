/**
 * A plugin's settings, or a stand-in in memory where there is no registry.
 */
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import type { ReadonlyJSONValue } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** Settings of a known shape. */
export class SettingsStore<T extends { [key: string]: unknown }> {
  /**
   * @param registry - null where the application has none: then settings
   * last as long as the page.
   * @param pluginId - the plugin whose schema they have.
   * @param defaults - what holds until they are loaded.
   * @param trans - for why they cannot be changed.
   */
  constructor(
    registry: ISettingRegistry | null,
    pluginId: string,
    defaults: T,
    trans: TranslationBundle = nullTranslator.load('')
  ) {
    this._trans = trans;
    this._value = defaults;
    this.ready = registry ? this._load(registry, pluginId) : Promise.resolve();
  }

  /**
   * Resolves when the settings are loaded. Never rejects: settings that
   * cannot be loaded leave the defaults in place.
   */
  readonly ready: Promise<void>;

  /** The user's settings over the defaults. */
  get value(): Readonly<T> {
    return this._value;
  }

  /** Emitted when `value` changes. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Change one setting.
   *
   * @throws Error when it cannot be saved, or when the settings could not be
   * loaded; then nothing has changed.
   */
  set<K extends keyof T & string>(key: K, value: T[K]): Promise<void> {
    const set = this._set(key, value);
    this._record(set);
    return set;
  }

  private async _set<K extends keyof T & string>(
    key: K,
    value: T[K]
  ): Promise<void> {
    await this.ready;
    if (this._failure !== null) {
      throw new Error(this._failure);
    }
    if (this._settings) {
      await this._settings.set(key, value as ReadonlyJSONValue as never);
    } else {
      this._update({ ...this._value, [key]: value });
    }
  }

  /**
   * Change one setting from what it is to something else. Changes made at the
   * same time take place one after the other, so that none is lost.
   *
   * @throws Error when it cannot be saved; then nothing has changed.
   */
  update<K extends keyof T & string>(
    key: K,
    change: (value: T[K]) => T[K]
  ): Promise<void> {
    const changed = this._updates.then(async () => {
      await this.ready;
      await this._set(key, change(this._value[key]));
    });
    this._updates = changed.catch(() => undefined);
    this._record(changed);
    return changed;
  }

  /** Resolves when all changes until now are saved, or have failed. */
  get settled(): Promise<void> {
    return this._settled;
  }

  private _record(change: Promise<void>): void {
    this._settled = Promise.allSettled([this._settled, change]).then(
      () => undefined
    );
  }

  private async _load(
    registry: ISettingRegistry,
    pluginId: string
  ): Promise<void> {
    try {
      const settings = await registry.load(pluginId);
      this._settings = settings;
      settings.changed.connect(
        () => this._update(settings.composite as T),
        this
      );
      this._update(settings.composite as T);
    } catch (reason) {
      // Saving would replace what the user has there.
      this._failure = this._trans.__(
        'The settings of %1 could not be loaded, so they cannot be changed. Correct them in the JSON settings editor and reload the page.',
        pluginId
      );
      console.error(this._failure, reason);
    }
  }

  private _update(value: T): void {
    this._value = value;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _failure: string | null = null;
  private _settings: ISettingRegistry.ISettings | null = null;
  private _settled: Promise<void> = Promise.resolve();
  private _trans: TranslationBundle;
  private _updates: Promise<void> = Promise.resolve();
  private _value: T;
}
