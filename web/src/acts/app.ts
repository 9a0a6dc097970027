/** Acts on the app as a whole. */
import CircleHelp from '@lucide/svelte/icons/circle-question-mark'
import Command from '@lucide/svelte/icons/command'
import LogOut from '@lucide/svelte/icons/log-out'
import Monitor from '@lucide/svelte/icons/monitor'
import Moon from '@lucide/svelte/icons/moon'
import PanelLeft from '@lucide/svelte/icons/panel-left'
import Plus from '@lucide/svelte/icons/plus'
import Redo from '@lucide/svelte/icons/redo-2'
import SunMedium from '@lucide/svelte/icons/sun-medium'
import Undo from '@lucide/svelte/icons/undo-2'
import { say } from '../messages/say.svelte.ts'
import { openCommandMenu } from '../state/command_menu.svelte.ts'
import { openDialog } from '../state/dialog.svelte.ts'
import { toggleSidebar } from '../state/layout.svelte.ts'
import { extrasWith, preferences, type Preferences } from '../state/preferences.svelte.ts'
import { openQuickAdd } from '../state/quick_add.svelte.ts'
import { settings } from '../state/records.svelte.ts'
import { leave } from '../state/session.svelte.ts'
import { status } from '../state/status.svelte.ts'
import { toast } from '../state/toasts.svelte.ts'
import { redoable, undoable } from '../state/undo.svelte.ts'
import { register, type Act } from './act.ts'
import { edit, redo, undo } from './edit.ts'
import { placeForNew } from './place.ts'

/** Changes preferences of the app, under a label in the person's words; undoable. */
export function prefer(label: string, changes: Partial<Preferences>): void {
  const { id } = settings()
  if (id === null) return
  const set = { extras: extrasWith(changes) }
  edit(label, [{ noun: 'settings', verb: 'change', id, set }])
}

/** Signs out, but asks first while changes wait: they would be lost with this browser's copy. */
export async function signOut(): Promise<void> {
  if (status().waiting) openDialog({ kind: 'sign-out' })
  else await leave()
}

function themeAct(theme: Preferences['theme'], icon: NonNullable<Act['icon']>): Act {
  const title = () => say.commands.theme(say.commands.themes[theme])
  return {
    id: `app.theme-${theme}`,
    section: 'app',
    title,
    words: () => say.commands.words.theme,
    icon,
    isOn: () => preferences().theme === theme,
    when: () => preferences().theme !== theme,
    run: () => prefer(title(), { theme }),
  }
}

register(
  {
    id: 'app.quick-add',
    section: 'app',
    title: () => say.commands.quickAdd,
    words: () => say.commands.words.quickAdd,
    icon: Plus,
    keys: ['q', 'n'],
    run: (at) => openQuickAdd(placeForNew(at)),
  },
  {
    id: 'app.commands',
    section: 'app',
    title: () => say.commands.menuOfCommands,
    icon: Command,
    keys: ['$mod+k'],
    evenTyping: true,
    run: () => openCommandMenu(),
  },
  {
    id: 'app.undo',
    section: 'app',
    title: () => {
      const step = undoable()
      return step ? say.commands.undoOf(step.label) : say.app.undo
    },
    icon: Undo,
    keys: ['$mod+z', 'z'],
    when: () => undoable() !== undefined,
    run: undo,
  },
  {
    id: 'app.redo',
    section: 'app',
    title: () => {
      const step = redoable()
      return step ? say.commands.redoOf(step.label) : say.app.redo
    },
    icon: Redo,
    keys: ['$mod+Shift+z', 'Shift+z', '$mod+y'],
    when: () => redoable() !== undefined,
    run: redo,
  },
  {
    id: 'app.sidebar',
    section: 'app',
    title: () => say.commands.sidebar,
    icon: PanelLeft,
    keys: ['m'],
    run: toggleSidebar,
  },
  themeAct('light', SunMedium),
  themeAct('dark', Moon),
  themeAct('system', Monitor),
  {
    id: 'app.help',
    section: 'app',
    title: () => say.commands.help,
    words: () => say.commands.words.help,
    icon: CircleHelp,
    keys: ['[Shift]+?'],
    run: () => openDialog({ kind: 'help' }),
  },
  {
    id: 'app.sign-out',
    section: 'app',
    title: () => say.commands.signOut,
    icon: LogOut,
    run: () => signOut().catch(() => void toast(say.app.fault, { tone: 'problem' })),
  },
)
