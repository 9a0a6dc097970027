import { mount } from 'svelte'
import App from './App.svelte'
import { ownZone } from './state/records.svelte.ts'
import { followHistory } from './state/router.svelte.ts'
import { followOtherTabs, start } from './state/session.svelte.ts'
import { followUpdates } from './state/updates.svelte.ts'
import './style/font.css'
import './style/tokens.css'
import './style/base.css'

// Before the first paint: the page must not flash in the other theme.
const theme = localStorage.getItem('tasklark.theme')
if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme

followHistory()
followOtherTabs()
mount(App, { target: document.getElementById('app')! })
void start().then(followUpdates)
// Dates need it soon; loaded now, it is a task of its own and makes none longer.
setTimeout(ownZone)
