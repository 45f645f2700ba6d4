/**
 * The list of servers in the settings editor.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IFormRendererRegistry } from '@jupyterlab/ui-components';
import * as React from 'react';

import { explainUrl } from '../connection/serverUrl';
import type { IServerConfig } from '../tokens';
import type { Problem, SettingWidget } from '../ui/settingsList';
import { settingsList } from '../ui/settingsList';
import { check } from './serverConfig';
import { authOptions, isKnownAuth, OTHER_AUTH } from './signInKinds';

/** The class name of a handler. */
const EXAMPLE = 'com.example.MyHandler';

/** Show the list with what is wrong, and with a choice of sign-ins. */
export function addServersRenderer(
  renderers: IFormRendererRegistry,
  plugin: string,
  trans: TranslationBundle
): void {
  renderers.addRenderer(`${plugin}.servers`, {
    fieldRenderer: settingsList({
      problemsOf: servers => serverProblems(servers, trans),
      widgets: { auth: signInWidget(trans) }
    })
  });
}

/** What is wrong with servers of the settings, which may be anything. */
export function serverProblems(
  servers: readonly unknown[],
  trans: TranslationBundle
): Problem[] {
  const names = new Set<string>();
  return servers.map((server): Problem => {
    const config = server as IServerConfig;
    const auth =
      config?.auth === ''
        ? trans.__('Enter the class name of the authentication handler.')
        : null;
    let name: string;
    try {
      name = check(config).name;
    } catch (reason) {
      return { auth, url: explainUrl(reason, trans) };
    }
    const isTaken = names.has(name);
    names.add(name);
    return {
      auth,
      name: isTaken
        ? trans.__('There is a server called “%1” already.', name)
        : null
    };
  });
}

/** The input for how to sign in: a choice, and the class name of a handler. */
function signInWidget(trans: TranslationBundle): SettingWidget {
  const enumOptions = authOptions(trans);
  return function SignIn(props) {
    const { id, onChange, registry, value } = props;
    const { SelectWidget, TextWidget } = registry.widgets;
    const isOther = !isKnownAuth(String(value));
    return (
      <>
        <SelectWidget
          {...props}
          options={{ enumOptions }}
          value={isOther ? OTHER_AUTH : value}
          onChange={(kind: unknown) =>
            onChange(kind === OTHER_AUTH ? '' : kind)
          }
        />
        {isOther && (
          <TextWidget
            {...props}
            aria-label={trans.__('Handler')}
            id={`${id}_handler`}
            options={{}}
            placeholder={EXAMPLE}
            value={value}
            // Where it is left out, the form would take the default.
            onChange={(handler: unknown) => onChange(handler ?? '')}
          />
        )}
      </>
    );
  };
}
