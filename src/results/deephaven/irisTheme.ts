/**
 * JupyterLab's theme as a theme of Deephaven's components.
 */
import type { ThemeData } from '@deephaven/components';
import { getDefaultBaseThemes } from '@deephaven/components';

/**
 * Deephaven's palette by JupyterLab's variables: greys from the background to
 * the text, and the accent. Deephaven's theme derives all other colours.
 */
const PALETTE: { readonly [name: string]: string } = {
  'gray-50': 'var(--jp-layout-color1)',
  'gray-75': mixed('--jp-layout-color1', 75, '--jp-layout-color2'),
  'gray-100': mixed('--jp-layout-color1', 50, '--jp-layout-color2'),
  'gray-200': 'var(--jp-layout-color2)',
  'gray-300': 'var(--jp-layout-color2)',
  'gray-400': mixed('--jp-layout-color2', 50, '--jp-layout-color3'),
  'gray-500': 'var(--jp-layout-color3)',
  'gray-600': 'var(--jp-ui-font-color2)',
  'gray-700': mixed('--jp-ui-font-color1', 85, '--jp-layout-color1'),
  'gray-800': 'var(--jp-ui-font-color1)',
  'gray-900': 'var(--jp-ui-font-color0)',
  accent: 'var(--jp-brand-color1)',
  'accent-hover-bg': 'var(--jp-brand-color0)',
  'accent-down-bg': 'var(--jp-brand-color0)',
  'accent-key-focus-bg': 'var(--jp-brand-color0)',
  focus: 'var(--jp-brand-color1)',
  'focus-border': 'var(--jp-brand-color1)',
  // Not greys of the palette, which also stand behind text: in high contrast
  // borders are white.
  border: 'var(--jp-border-color1)',
  'hover-border': 'var(--jp-border-color0)',
  'popover-border': 'var(--jp-border-color1)',
  hr: 'var(--jp-border-color2)',
  'border-focus': 'var(--jp-brand-color1)',
  'chart-bg': 'var(--jp-layout-color1)',
  'chart-plot-bg': 'var(--jp-layout-color1)',
  'chart-grid': 'var(--jp-border-color2)',
  'grid-filter-bar-separator': 'var(--jp-border-color1)',
  'grid-header-bg': 'var(--jp-layout-color2)',
  'grid-scroll-bar': 'var(--jp-border-color0)',
  'grid-row-0-bg': 'var(--jp-layout-color1)',
  'grid-row-1-bg': mixed('--jp-layout-color1', 75, '--jp-layout-color2'),
  'grid-selection': transparent('--jp-brand-color1', 15),
  'grid-selection-outline': 'var(--jp-brand-color1)'
};

/** A theme, and what is added to it. */
export type Themes = readonly ThemeData[];

/** Deephaven's themes that together look like JupyterLab's of now. */
export function activeThemes(): Themes {
  const isLight = document.body.dataset.jpThemeLight !== 'false';
  const baseThemeKey = isLight ? 'default-light' : 'default-dark';
  const base = getDefaultBaseThemes().find(
    ({ themeKey }) => themeKey === baseThemeKey
  )!;
  const colors = Object.entries(PALETTE)
    .map(([name, value]) => `--dh-color-${name}:${value};`)
    .join('');
  return [
    base,
    {
      baseThemeKey,
      themeKey: `jupyterlab-${baseThemeKey}`,
      name: 'JupyterLab',
      styleContent: `:root{${colors}}`
    }
  ];
}

/**
 * Have the page define a theme's colours, in place of the ones before. They
 * stand at its root, where a grid reads what it draws with.
 */
export function applyThemes(themes: Themes): void {
  const id = 'jp-DeephavenTheme';
  let style = document.getElementById(id);
  if (!style) {
    style = document.createElement('style');
    style.id = id;
    document.head.appendChild(style);
  }
  style.textContent = themes.map(theme => theme.styleContent).join('\n');
}

function mixed(first: string, percent: number, second: string): string {
  return `color-mix(in srgb, var(${first}) ${percent}%, var(${second}))`;
}

function transparent(color: string, percent: number): string {
  return `color-mix(in srgb, var(${color}) ${percent}%, transparent)`;
}
