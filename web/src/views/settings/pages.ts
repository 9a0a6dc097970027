/** The pages of the settings, in their order. */
import Bell from '@lucide/svelte/icons/bell'
import Database from '@lucide/svelte/icons/database'
import KeyRound from '@lucide/svelte/icons/key-round'
import Keyboard from '@lucide/svelte/icons/keyboard'
import Laptop from '@lucide/svelte/icons/laptop'
import Mail from '@lucide/svelte/icons/mail'
import Palette from '@lucide/svelte/icons/palette'
import Sliders from '@lucide/svelte/icons/settings-2'
import Smartphone from '@lucide/svelte/icons/smartphone'
import User from '@lucide/svelte/icons/user'
import type { Component } from 'svelte'
import type { Messages } from '../../messages/en/index.ts'

/** One page: `id` stands in the address. */
export interface Page {
  id: keyof Messages['settings']['pages']
  icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>
  load: () => Promise<{ default: Component }>
  forAdmins?: true
}

export const PAGES: readonly Page[] = [
  { id: 'account', icon: User, load: () => import('./AccountPage.svelte') },
  { id: 'general', icon: Sliders, load: () => import('./GeneralPage.svelte') },
  { id: 'look', icon: Palette, load: () => import('./LookPage.svelte') },
  { id: 'keys', icon: Keyboard, load: () => import('../../parts/keys/KeySettings.svelte') },
  { id: 'notifications', icon: Bell, load: () => import('./NotificationsPage.svelte') },
  { id: 'apps', icon: Smartphone, load: () => import('./AppsPage.svelte') },
  { id: 'tokens', icon: KeyRound, load: () => import('./TokensPage.svelte') },
  { id: 'sessions', icon: Laptop, load: () => import('./SessionsPage.svelte') },
  { id: 'data', icon: Database, load: () => import('./DataPage.svelte') },
  { id: 'server', icon: Mail, load: () => import('./ServerPage.svelte'), forAdmins: true },
]

/** Returns the page that an address names, or the first one. */
export function pageOf(id: string, isAdmin: boolean): Page {
  const found = PAGES.find((page) => page.id === id && (!page.forAdmins || isAdmin))
  return found ?? PAGES[0]!
}
