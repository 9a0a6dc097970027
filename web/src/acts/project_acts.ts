/** Acts on the project that is shown, or whose menu asks, and those that make new places. */
import Archive from '@lucide/svelte/icons/archive'
import ArchiveRestore from '@lucide/svelte/icons/archive-restore'
import ArrowDown from '@lucide/svelte/icons/arrow-down'
import ArrowUp from '@lucide/svelte/icons/arrow-up'
import CalendarSync from '@lucide/svelte/icons/calendar-sync'
import FolderPlus from '@lucide/svelte/icons/folder-plus'
import Indent from '@lucide/svelte/icons/list-indent-increase'
import Link from '@lucide/svelte/icons/link'
import ListFilter from '@lucide/svelte/icons/list-filter-plus'
import Outdent from '@lucide/svelte/icons/list-indent-decrease'
import Pencil from '@lucide/svelte/icons/pencil'
import Rows from '@lucide/svelte/icons/rows-3'
import Star from '@lucide/svelte/icons/star'
import StarOff from '@lucide/svelte/icons/star-off'
import TagPlus from '@lucide/svelte/icons/tag-plus'
import Trash from '@lucide/svelte/icons/trash'
import Users from '@lucide/svelte/icons/users'
import { copyText } from '../lib/clipboard.ts'
import type { ProjectStep } from '../domain/project_tree.ts'
import { say } from '../messages/say.svelte.ts'
import { openDialog } from '../state/dialog.svelte.ts'
import { placements } from '../state/records.svelte.ts'
import { hasRole } from '../state/rights.svelte.ts'
import { go, pathTo } from '../state/router.svelte.ts'
import { me } from '../state/session.svelte.ts'
import { toast } from '../state/toasts.svelte.ts'
import type { Project, Role } from '../sync/records.ts'
import { register, type Act, type Context } from './act.ts'
import { quoted } from './naming.ts'
import { deleteProject, placeProject, projectStep, setArchived, setFavourite } from './projects.ts'

/** Returns the project of a context, unless it is the Inbox, which stays as it is. */
function ownPlace({ project }: Context): Project | undefined {
  return project && project.id !== me().inbox_id ? project : undefined
}

function may(role: Role) {
  return (at: Context) => hasRole(ownPlace(at)?.id ?? '', role)
}

const isFavourite = (at: Context) => placements.get(ownPlace(at)?.id ?? '')?.is_favourite ?? false

function onProject(
  act: Omit<Act, 'section' | 'run'> & { run: (project: Project) => void | Promise<void> },
): Act {
  return {
    ...act,
    section: 'list',
    when: (at) => ownPlace(at) !== undefined && (act.when?.(at) ?? true),
    run: (at) => act.run(ownPlace(at)!),
  }
}

function stepAct(step: ProjectStep, act: Pick<Act, 'title' | 'icon'>): Act {
  return onProject({
    ...act,
    id: `project.${step}`,
    when: (at) => projectStep(ownPlace(at)!, step) !== null,
    run: (project) => placeProject(project, projectStep(project, step)!),
  })
}

/** Leaves the view of a project that is not there any more. */
function leaveIfShown(at: Context): void {
  if (at.route.name === 'project' && at.route.id === at.project?.id) go(pathTo('inbox'))
}

register(
  {
    id: 'project.new',
    section: 'app',
    title: () => say.commands.newProject,
    icon: FolderPlus,
    run: () => openDialog({ kind: 'project' }),
  },
  {
    id: 'label.new',
    section: 'app',
    title: () => say.commands.newLabel,
    icon: TagPlus,
    run: () => openDialog({ kind: 'label' }),
  },
  {
    id: 'filter.new',
    section: 'app',
    title: () => say.commands.newFilter,
    icon: ListFilter,
    run: () => openDialog({ kind: 'filter' }),
  },
  onProject({
    id: 'project.edit',
    title: () => say.commands.editProject,
    words: () => say.commands.words.editProject,
    icon: Pencil,
    when: may('admin'),
    run: ({ id }) => openDialog({ kind: 'project', id }),
  }),
  onProject({
    id: 'project.section',
    title: () => say.commands.newSection,
    icon: Rows,
    when: (at) => may('editor')(at) && at.route.id !== at.project?.id,
    run: ({ id }) => openDialog({ kind: 'section', project_id: id }),
  }),
  onProject({
    id: 'project.nested',
    title: () => say.commands.newNested,
    icon: FolderPlus,
    when: (at) => at.project?.user_id === me().user_id && !at.project.archived,
    run: ({ id }) => openDialog({ kind: 'project', parent_id: id }),
  }),
  onProject({
    id: 'project.share',
    title: () => say.commands.share,
    words: () => say.commands.words.share,
    icon: Users,
    run: ({ id }) => openDialog({ kind: 'share', project_id: id }),
  }),
  onProject({
    id: 'project.favourite',
    title: () => say.commands.favour,
    icon: Star,
    when: (at) => !isFavourite(at),
    run: (project) => setFavourite(project, true),
  }),
  onProject({
    id: 'project.unfavourite',
    title: () => say.commands.unfavour,
    icon: StarOff,
    when: isFavourite,
    run: (project) => setFavourite(project, false),
  }),
  stepAct('up', { title: () => say.commands.projectUp, icon: ArrowUp }),
  stepAct('down', { title: () => say.commands.projectDown, icon: ArrowDown }),
  stepAct('in', { title: () => say.commands.projectIn, icon: Indent }),
  stepAct('out', { title: () => say.commands.projectOut, icon: Outdent }),
  onProject({
    id: 'project.copy-link',
    title: () => say.commands.copyProjectLink,
    icon: Link,
    run: async ({ id, name }) => {
      const done = await copyText(location.origin + pathTo('project', id))
      if (done) toast(say.commands.did.copied(quoted(name)))
      else toast(say.app.fault, { tone: 'problem' })
    },
  }),
  {
    id: 'project.feed',
    section: 'list',
    title: () => say.sharing.feed,
    icon: CalendarSync,
    when: ({ project }) => project !== undefined && !project.archived,
    run: ({ project }) => openDialog({ kind: 'feed', list: 'project', id: project!.id }),
  },
  onProject({
    id: 'project.archive',
    title: () => say.commands.archive,
    icon: Archive,
    when: (at) => may('admin')(at) && !at.project!.archived,
    run: (project) => setArchived(project, true),
  }),
  onProject({
    id: 'project.unarchive',
    title: () => say.commands.unarchive,
    icon: ArchiveRestore,
    when: (at) => may('admin')(at) && at.project!.archived,
    run: (project) => setArchived(project, false),
  }),
  {
    id: 'project.delete',
    section: 'list',
    title: () => say.commands.deleteProject,
    icon: Trash,
    isDangerous: true,
    when: may('owner'),
    run: (at) => {
      deleteProject(ownPlace(at)!)
      leaveIfShown(at)
    },
  },
)
