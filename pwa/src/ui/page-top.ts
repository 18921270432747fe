/** What stands between header and content of every screen: the app puts the warnings here. */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

export const pageTop = signal<ComponentType | null>(null);
